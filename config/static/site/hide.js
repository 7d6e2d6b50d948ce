// The grid of squares over a photo: arrow keys walk it as one stop of the Tab key; all or none without a round trip.
// Without this file every square is a checkbox of its own, and both buttons ask the server.
const COLUMNS = 8;

for (const grid of document.querySelectorAll("[data-squares]")) {
  const squares = [...grid.querySelectorAll("input")];
  const steps = { ArrowUp: -COLUMNS, ArrowDown: COLUMNS };
  const inRow = { ArrowLeft: -1, ArrowRight: 1 };
  const stop = (square) => squares.forEach((one) => { one.tabIndex = one === square ? 0 : -1; });

  const next = (at, key) => {
    if (key in steps) return squares[at + steps[key]];
    const row = at - (at % COLUMNS);
    if (key === "Home") return squares[row];
    if (key === "End") return squares[row + COLUMNS - 1];
    const column = at - row + (inRow[key] ?? NaN);
    return column >= 0 && column < COLUMNS ? squares[row + column] : undefined;
  };

  stop(squares[0]);
  grid.addEventListener("focusin", (event) => stop(event.target));
  grid.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const square = next(squares.indexOf(event.target), event.key);
    if (square) square.focus();
    if (square || event.key in steps || event.key in inRow) event.preventDefault();
  });
  for (const button of grid.closest("form").querySelectorAll("[data-set]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      squares.forEach((square) => { square.checked = button.dataset.set === "all"; });
    });
  }
}
