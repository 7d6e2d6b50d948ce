// Dragging over a photo chooses the squares of a box. Without this file each square is a box to tick.
const COLUMNS = 8, ROWS = 6;
const grid = document.querySelector(".pointing [data-squares]");
const squares = grid ? [...grid.querySelectorAll("input")] : [];
let from = null, dragged = false;

const at = (event) => {
  const area = grid.getBoundingClientRect();
  const place = (part, whole, count) => Math.min(count - 1, Math.max(0, Math.floor((part / whole) * count)));
  return [place(event.clientY - area.top, area.height, ROWS), place(event.clientX - area.left, area.width, COLUMNS)];
};
const choose = (to) => squares.forEach((square, n) => {
  const cell = [Math.floor(n / COLUMNS), n % COLUMNS];
  square.checked = cell.every((part, way) => Math.min(from[way], to[way]) <= part && part <= Math.max(from[way], to[way]));
});
if (grid) {
  document.querySelector("[data-marking]").hidden = false;
  grid.addEventListener("pointerdown", (event) => { from = at(event); dragged = false; });
  grid.addEventListener("pointermove", (event) => {
    if (!from || !(event.buttons & 1)) return;
    const to = at(event);
    dragged ||= String(to) !== String(from);
    if (dragged) choose(to);
  });
  addEventListener("pointerup", () => { from = null; });
  grid.addEventListener("click", (event) => { if (dragged) event.preventDefault(); dragged = false; }, true);
}
