// Marks over a picture: drawn while their numbers change, and put where one clicks. Without this file the numbers are
// typed and the page draws them when it is saved. The shapes are those of guides_app/marks/shapes.py.
const WIDTH = 1000, DISC = 50, HEAD = 60, HALF = 38;
const USED = { ring: ["x", "y", "size"], arrow: ["x", "y", "size", "angle"], number: ["x", "y", "number"] };
const NUMBERS = ["x", "y", "size", "angle", "number"];
const SVG = "http://www.w3.org/2000/svg";

const element = (name, attributes, text = "") => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
};
const cased = (name, attributes) => ["casing", "stroke"].map((layer) => element(name, { ...attributes, class: layer }));

function arrow(x, y, size, angle) {
  const turn = (angle * Math.PI) / 180;
  const [along, across] = [Math.sin(turn), -Math.cos(turn)];
  const head = Math.min(HEAD, size);
  const from = (back, side) => `M${Math.round(x - back * along - side * across)} ${Math.round(y - back * across + side * along)}L${x} ${y}`;
  return [from(size, 0), from(head, HALF), from(head, -HALF)].join(" ");
}

function shapes({ kind, x, y, size, angle, number }, height) {
  const [cx, cy] = [x, Math.round((y * height) / 1000)];
  if (kind === "ring") return cased("circle", { cx, cy, r: Math.floor(size / 2) });
  if (kind === "arrow") return cased("path", { d: arrow(cx, cy, size, angle) });
  return [element("circle", { cx, cy, r: DISC, class: "disc" }), element("text", { x: cx, y: cy, dy: ".35em" }, number)];
}

function edit(editor) {
  const rows = [...editor.querySelectorAll("[data-mark]")];
  const board = editor.querySelector("[data-board]");
  const part = (row, name) => row.querySelector(`[data-part="${name}"]`);
  let chosen = rows.find((row) => !part(row, "kind").value) ?? rows[0];

  const read = (row) => {
    const kind = part(row, "kind").value;
    const inputs = (USED[kind] ?? []).map((name) => part(row, name));
    if (!kind || inputs.some((input) => input.value === "" || !input.validity.valid)) return null;
    return Object.assign({ kind }, ...inputs.map((input) => ({ [input.dataset.part]: Number(input.value) })));
  };
  const draw = () => {
    for (const row of rows) {
      const used = USED[part(row, "kind").value] ?? [];
      row.classList.toggle("chosen", row === chosen);
      for (const name of NUMBERS) row.querySelector(`[data-part-of="${name}"]`).hidden = !used.includes(name);
    }
    if (!board) return;
    const height = Number(board.dataset.viewHeight);
    board.querySelector("svg").replaceChildren(...rows.flatMap((row) => {
      const mark = read(row);
      if (!mark) return [];
      const group = element("g", row === chosen ? { class: "chosen" } : {});
      group.append(...shapes(mark, height));
      return [group];
    }));
  };
  const choose = (row) => { chosen = row; draw(); };
  const put = (event) => {
    const box = board.querySelector("img").getBoundingClientRect();
    const permille = (at, whole) => Math.max(0, Math.min(1000, Math.round((at / whole) * 1000)));
    const kind = part(chosen, "kind");
    if (!kind.value) kind.value = "ring";
    part(chosen, "x").value = permille(event.clientX - box.left, box.width);
    part(chosen, "y").value = permille(event.clientY - box.top, box.height);
    part(chosen, "x").dispatchEvent(new Event("change", { bubbles: true }));
    draw();
  };

  for (const row of rows) {
    row.addEventListener("focusin", () => choose(row));
    row.addEventListener("click", () => choose(row));
  }
  editor.addEventListener("input", draw);
  if (board) {
    board.classList.add("js-board");
    board.addEventListener("click", put);
    editor.querySelector("[data-board-hint]").hidden = false;
  }
  draw();
}

document.querySelectorAll("[data-marks]").forEach(edit);
