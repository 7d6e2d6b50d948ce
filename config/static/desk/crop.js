// The frame of a crop: it follows the four numbers, and it can be drawn on the picture. Without this file the numbers
// are typed and the button "Show" draws it. The size that stays is counted as in guides_app/pictures/editing.py.
const form = document.querySelector("form[data-width]"), board = document.querySelector("[data-board]");
const [left, top, right, bottom] = ["left", "top", "right", "bottom"].map((name) => form.elements[name]);
const output = form.querySelector("output"), [away, ...lines] = board.querySelectorAll("path");
const whole = [form.dataset.width, form.dataset.height].map(Number);

const cut = (input) => (input.validity.valid ? Number(input.value) : 0);
const pixels = (length, edge) => Math.ceil(Number(((length * cut(edge)) / 100).toFixed(6)));
const stays = (length, from, to) => Math.max(0, length - pixels(length, from) - pixels(length, to));

function draw() {
  const [l, t, r, b] = [cut(left), cut(top), 100 - cut(right), 100 - cut(bottom)];
  const frame = l < r && t < b ? `M${l} ${t}V${b}H${r}V${t}Z` : "";
  away.setAttribute("d", `M0 0H100V100H0Z${frame}`);
  lines.forEach((line) => line.setAttribute("d", frame));
  const size = [stays(whole[0], left, right), stays(whole[1], top, bottom)];
  output.textContent = output.dataset.stays.replace("%w", size[0]).replace("%h", size[1]);
}

let from = null;
const place = ({ clientX, clientY }) => {
  const box = board.getBoundingClientRect();
  const share = (at, start, length) => Math.max(0, Math.min(100, ((at - start) / length) * 100));
  return [share(clientX, box.left, box.width), share(clientY, box.top, box.height)];
};
const put = (input, value) => { input.value = Math.min(99, Number(value.toFixed(1))); };

board.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  from = place(event);
  board.setPointerCapture(event.pointerId);
});
board.addEventListener("pointermove", (event) => {
  if (!from) return;
  const to = place(event);
  const [l, r] = [from[0], to[0]].sort((a, b) => a - b), [t, b] = [from[1], to[1]].sort((a, b) => a - b);
  if (r - l < 1 || b - t < 1) return;
  put(left, l);
  put(top, t);
  put(right, 100 - r);
  put(bottom, 100 - b);
  draw();
});
for (const end of ["pointerup", "pointercancel"]) board.addEventListener(end, () => { from = null; });
form.addEventListener("input", draw);
board.classList.add("drawn-on");
form.querySelector("[data-hint]").hidden = false;
draw();
