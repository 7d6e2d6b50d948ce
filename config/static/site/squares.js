// The grid of squares over a photo: arrow keys walk it as one stop of the Tab key; all or none without a round trip.
// Without this file every square is a checkbox of its own, and both buttons ask the server.
const COLUMNS = 8;
const down = { ArrowUp: -COLUMNS, ArrowDown: COLUMNS }, along = { ArrowLeft: -1, ArrowRight: 1 };
const squaresIn = (place) => [...place.querySelectorAll("[data-squares] input")];
const stop = (squares, at) => squares.forEach((one) => { one.tabIndex = one === at ? 0 : -1; });

function next(squares, at, key) {
  if (key in down) return squares[at + down[key]];
  const row = at - (at % COLUMNS), column = at - row + (along[key] ?? NaN);
  if (key === "Home") return squares[row];
  if (key === "End") return squares[row + COLUMNS - 1];
  return column >= 0 && column < COLUMNS ? squares[row + column] : undefined;
}

document.addEventListener("focusin", ({ target }) => {
  const grid = target.closest("[data-squares]");
  if (grid) stop([...grid.querySelectorAll("input")], target);
});
document.addEventListener("keydown", (event) => {
  const grid = event.target.closest("[data-squares]");
  if (!grid || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const squares = [...grid.querySelectorAll("input")];
  const square = next(squares, squares.indexOf(event.target), event.key);
  if (square) square.focus();
  if (square || event.key in down || event.key in along) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-set]");
  if (!button) return;
  event.preventDefault();
  squaresIn(button.form).forEach((square) => { square.checked = button.dataset.set === "all"; });
});
for (const grid of document.querySelectorAll("[data-squares]")) {
  const squares = [...grid.querySelectorAll("input")];
  stop(squares, squares[0]);
}
