// The grid of squares over a photo: arrow keys walk it as one stop of the Tab key; all or none without a round trip.
// Where a photo is chosen the grid appears over it, and what is covered there never leaves the phone.
// Without this file every square is a checkbox of its own, the server covers, and both buttons ask it.
const COLUMNS = 8, ROWS = 6, LONGEST = 2000, QUALITY = 0.9;
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

// Before the upload: the form's <template data-cover> holds the grid; `chosen` is the photo as the camera took it.
const chosen = new WeakMap();

async function drawn(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
}

const jpeg = (canvas) => new Promise((done, fail) => canvas.toBlob((b) => (b ? done(b) : fail()), "image/jpeg", QUALITY));

async function covered(file, squares) {
  const canvas = await drawn(file), pen = canvas.getContext("2d");
  const [width, height] = [canvas.width / COLUMNS, canvas.height / ROWS];
  squares.forEach((square, at) => {
    const [left, top] = [Math.floor((at % COLUMNS) * width), Math.floor(Math.floor(at / COLUMNS) * height)];
    if (square.checked) pen.fillRect(left, top, Math.ceil(width) + 1, Math.ceil(height) + 1);
  });
  return new File([await jpeg(canvas)], "photo.jpg", { type: "image/jpeg" });
}

document.addEventListener("change", async ({ target }) => {
  const template = target.type === "file" && target.form?.querySelector("template[data-cover]");
  if (!template) return;
  const form = target.form, file = target.files[0];
  form.querySelector("[data-covering]")?.remove();
  chosen.delete(form);
  if (!file?.type.startsWith("image/")) return;
  chosen.set(form, file);
  try {
    const address = URL.createObjectURL(await jpeg(await drawn(file)));
    if (chosen.get(form) !== file) return;
    const part = template.content.cloneNode(true);
    part.querySelector("img").src = address;
    template.before(part);
    stop(squaresIn(form), squaresIn(form)[0]);
  } catch { /* not a picture that this browser can draw: the server shows it and covers it */ }
});

// Heard before the upload begins: the file is exchanged for the covered one first, then the form is sent again.
document.addEventListener("submit", async (event) => {
  const form = event.target, file = chosen.get(form), squares = squaresIn(form);
  const count = squares.filter((square) => square.checked).length;
  const place = form.querySelector("[data-covering]");
  if (!file || !place || place.dataset.done || !count) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const say = form.querySelector("[data-photo-status]"), input = form.querySelector("input[type=file]");
  if (count === squares.length) {
    say.textContent = place.dataset.tooMuch;
    squares[0].focus();
    return;
  }
  try {
    const files = new DataTransfer();
    files.items.add(await covered(file, squares));
    input.files = files.files;
    place.dataset.done = "yes";
    squares.forEach((square) => { square.disabled = true; });
    say.textContent = "";
    form.requestSubmit();
  } catch {
    say.textContent = form.dataset.failed;
  }
}, true);
