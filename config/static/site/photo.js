// Photos and papers before and while they are sent: shown, drawn anew (long edge 2000 px, no EXIF), black where squares
// are chosen, with progress, cancel and another try. All listeners hang on the document, so that a form that comes back
// with its mistakes behaves like the first one. Without this file each form works as it is.
const LONGEST = 2000, QUALITY = 0.85, COLUMNS = 8, ROWS = 6;
const chosen = new WeakMap(); // form -> { file, canvas: a promise of its drawing or null, shown, request }
const partOf = (form) => form.querySelector("[data-photo]");
const inputsOf = (part) => [...part.querySelectorAll("input[type=file]")];
const squaresOf = (part) => [...part.querySelectorAll("[data-squares] input")];
const mustCover = (part) => part.dataset.photo === "covered";
const mayWait = (part) => "plain" in part.dataset; // what cannot be drawn here is covered on the next page
const say = (part, text = "") => { part.querySelector("[data-photo-status]").textContent = text; };

async function drawn(file) {
  if (file.type && !file.type.startsWith("image/")) return null;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
}

function covered(canvas, squares) {
  const copy = document.createElement("canvas"), pen = copy.getContext("2d");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  pen.drawImage(canvas, 0, 0);
  const [width, height] = [copy.width / COLUMNS, copy.height / ROWS];
  squares.forEach((square, at) => {
    const [left, top] = [Math.floor((at % COLUMNS) * width), Math.floor(Math.floor(at / COLUMNS) * height)];
    if (square.checked) pen.fillRect(left, top, Math.ceil(width) + 1, Math.ceil(height) + 1);
  });
  return new Promise((done, fail) => copy.toBlob((blob) => (blob ? done(blob) : fail()), "image/jpeg", QUALITY));
}

function choose(input) {
  const form = input.form, part = input.closest("[data-photo]");
  chosen.delete(form);
  part.querySelector("[data-chosen]:not(template)")?.remove();
  say(part);
  if (!input.files.length) return;
  for (const other of inputsOf(part)) if (other !== input) other.value = "";
  const choice = { file: input.files[0], shown: false, request: null };
  chosen.set(form, choice);
  say(part, part.dataset.drawing);
  choice.canvas = drawn(choice.file).catch(() => null).then((canvas) => {
    if (chosen.get(form) === choice) present(part, choice, canvas);
    return canvas;
  });
}

function present(part, choice, canvas) {
  say(part, !canvas && mustCover(part) && !mayWait(part) ? part.dataset.cannotCover : "");
  if (!canvas) return;
  const template = part.querySelector("template[data-chosen]"), place = template.content.cloneNode(true);
  const picture = place.querySelector("[data-picture]");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", picture.dataset.picture);
  picture.replaceWith(canvas);
  template.before(place);
  squaresOf(part).forEach((square, at) => { square.tabIndex = at ? -1 : 0; });
  choice.shown = true;
}

// Why this may not go yet, or nothing. `seen` says whether the picture was there when the button was pressed.
function notYet(part, canvas, seen) {
  const squares = squaresOf(part), open = squares.filter((square) => !square.checked).length;
  if (mustCover(part) && !canvas) return mayWait(part) ? "" : part.dataset.cannotCover;
  if (mustCover(part) && !seen) return part.dataset.coverFirst;
  if (squares.length && !open) return part.dataset.tooMuch;
  if (mustCover(part) && open > part.dataset.mostOpen) return part.dataset.coverMore;
  return "";
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-photo] input[type=file]")) choose(target);
});

document.addEventListener("submit", async (event) => {
  const form = event.target, part = partOf(form);
  if (!part) return;
  const input = inputsOf(part).find((one) => one.files.length);
  if (input && !chosen.has(form)) choose(input); // chosen before this file had come
  const choice = chosen.get(form), button = event.submitter ?? form.querySelector("button[type=submit]");
  if (!choice) return;
  event.preventDefault();
  if (choice.request) return;
  choice.request = new XMLHttpRequest();
  const seen = choice.shown, canvas = await choice.canvas;
  if (chosen.get(form) !== choice) return;
  const why = notYet(part, canvas, seen);
  if (why) {
    choice.request = null;
    say(part, why);
    squaresOf(part)[0]?.focus();
    return;
  }
  const body = new FormData(form), file = canvas ? await covered(canvas, squaresOf(part)).catch(() => null) : choice.file;
  if (!file) {
    choice.request = null;
    say(part, part.dataset.failed);
    return;
  }
  if (button.name) body.append(button.name, button.value);
  body.set(part.dataset.name, file, "photo");
  send(form, part, choice, body, button);
});

function send(form, part, choice, body, button) {
  const request = choice.request, words = button.textContent;
  const bar = Object.assign(document.createElement("progress"), { max: 100, className: "upload-bar" });
  const cancel = Object.assign(document.createElement("button"), { type: "button", className: "linkbtn", textContent: part.dataset.cancel });
  button.textContent = part.dataset.working;
  say(part, part.dataset.working);
  bar.setAttribute("aria-label", part.dataset.working);
  button.before(bar);
  button.after(cancel);
  cancel.addEventListener("click", () => request.abort());
  choice.rest = (text) => {
    choice.request = null;
    button.textContent = words;
    bar.remove();
    cancel.remove();
    say(part, text);
  };
  request.upload.addEventListener("progress", (step) => {
    if (!step.lengthComputable) return;
    bar.value = Math.round((100 * step.loaded) / step.total);
    button.textContent = `${part.dataset.working} ${bar.value}%`;
  });
  request.addEventListener("error", () => choice.rest(part.dataset.failed));
  request.addEventListener("abort", () => choice.rest(""));
  request.addEventListener("load", () => heard(form, part, choice, request));
  request.open("POST", form.action);
  request.send(body);
}

// Our next page, our form with its mistakes, or somebody else's answer: then all stays as it is, with the reason.
function heard(form, part, choice, request) {
  const html = /^text\/html\b/i.test(request.getResponseHeader("Content-Type") ?? "");
  const page = new DOMParser().parseFromString(html ? request.responseText : "", "text/html");
  const ours = page.querySelector("main#main");
  const [at, asked] = [new URL(request.responseURL || form.action), new URL(form.action)];
  const reasons = { 413: "tooLarge", 429: "often", 502: "busy", 503: "busy", 504: "busy" };
  if (ours && request.status === 200 && at.href !== asked.href && at.origin === location.origin) {
    choice.rest("");
    chosen.delete(form);
    location.assign(at);
  } else if (ours?.querySelector("[data-photo]") && [200, 422].includes(request.status)) {
    chosen.delete(form);
    document.title = page.title;
    document.querySelector("main").replaceWith(ours);
    prepare();
    document.querySelector("[data-focus]")?.focus();
  } else choice.rest(part.dataset[reasons[request.status] ?? "strange"]);
}

// A paper that must be covered has its form only here: its file inputs have no name, so that no browser sends them.
function prepare() {
  for (const template of document.querySelectorAll("template[data-with-script]")) {
    const form = template.content.cloneNode(true);
    for (const input of form.querySelectorAll("input[type=file]")) input.removeAttribute("name");
    document.querySelectorAll("[data-without-script]").forEach((part) => part.remove());
    template.replaceWith(form);
  }
  for (const part of document.querySelectorAll("[data-photo]")) {
    const input = inputsOf(part).find((one) => one.files.length);
    if (input && !chosen.has(input.form)) choose(input);
  }
}

// What was chosen is not dropped without a word.
addEventListener("beforeunload", (event) => {
  if ([...document.forms].some((form) => chosen.has(form))) event.preventDefault();
});
prepare();
