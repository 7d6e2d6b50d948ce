// Shrinks a photo before it is sent (long edge 2000 px, no EXIF), shows how far the upload is, lets one cancel or retry.
// Without this file the form works as it is; whatever cannot be shrunk goes as it is and the server judges.
const LONGEST = 2000, QUALITY = 0.82, SMALL = 400 * 1024;

async function shrunk(file) {
  if (!file.type.startsWith("image/") || file.size <= SMALL) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}

for (const form of document.querySelectorAll("form[data-photo]")) {
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button[type=submit]");
  const say = form.querySelector("[data-photo-status]");
  const words = button.textContent;
  const bar = Object.assign(document.createElement("progress"), { max: 100, className: "upload-bar" });
  const cancel = Object.assign(document.createElement("button"), { type: "button", className: "linkbtn", textContent: form.dataset.cancel });
  let sending = null;

  const rest = (text) => {
    sending = null;
    button.textContent = words;
    bar.remove();
    cancel.remove();
    say.textContent = text;
  };
  cancel.addEventListener("click", () => sending?.abort());

  form.addEventListener("submit", async (event) => {
    if (sending) return event.preventDefault();
    if (!input.files.length) return;
    event.preventDefault();
    sending = new XMLHttpRequest();
    const request = sending;
    button.textContent = say.textContent = form.dataset.working;
    bar.setAttribute("aria-label", form.dataset.working);
    button.before(bar);
    button.after(cancel);
    const data = new FormData(form);
    data.set(input.name, await shrunk(input.files[0]));
    request.upload.addEventListener("progress", (e) => {
      if (!e.lengthComputable) return;
      bar.value = Math.round((100 * e.loaded) / e.total);
      button.textContent = `${form.dataset.working} ${bar.value}%`;
    });
    request.addEventListener("error", () => rest(form.dataset.failed));
    request.addEventListener("abort", () => rest(""));
    request.addEventListener("load", () => {
      if (request.status === 200 && request.responseURL !== new URL(form.action, location.href).href) location.assign(request.responseURL);
      else if (request.status >= 500 && !request.responseText) rest(form.dataset.failed);
      else show(request.responseText);
    });
    request.open("POST", form.action);
    request.send(data);
  });
}

// The server's page with its mistakes, in place: title, content and focus as after an ordinary form.
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.querySelector("[data-focus]")?.focus();
}
