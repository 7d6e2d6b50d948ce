// Every form with `data-kept` is sent to that address while somebody types, so that nothing is lost with the page.
// Without this file a form is kept when it is sent and cannot be done. Digits of a code are never sent.
const PAUSE = 400; // milliseconds without a key
const timers = new Map(), running = new Map();

const what = (form) => {
  const body = new FormData(form);
  form.querySelectorAll("[data-not-kept]").forEach((field) => body.delete(field.name));
  return body;
};
const keep = (form, last = false) => {
  clearTimeout(timers.get(form));
  timers.delete(form);
  running.get(form)?.abort();
  running.set(form, new AbortController());
  const options = { method: "POST", body: what(form), credentials: "same-origin", keepalive: last, redirect: "manual" };
  return fetch(form.dataset.kept, { ...options, signal: running.get(form).signal })
    .then((answer) => { if (answer.ok) document.dispatchEvent(new Event("desk:seen")); }, () => {});
};
const soon = (form) => {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => keep(form), PAUSE));
};

document.querySelectorAll("form[data-kept]").forEach((form) => {
  form.addEventListener("input", () => soon(form));
  form.addEventListener("change", () => soon(form));
  form.addEventListener("submit", () => {
    clearTimeout(timers.get(form));
    timers.delete(form);
    running.get(form)?.abort();
  });
});
addEventListener("pagehide", () => [...timers.keys()].forEach((form) => keep(form, true)));
