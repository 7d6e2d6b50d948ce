// The guide editor, made quicker: the preview follows the writing, trials answer in place, and leaving asks first.
// Everything here is also done by the form's own buttons.
const PAUSE = 500; // milliseconds without a key

const form = document.querySelector("[data-editor]");
const frame = document.querySelector("iframe[name=preview]");
const state = document.querySelector("[data-preview-state]");
let timer = 0, running = null, leaving = false, dirty = form?.hasAttribute("data-unsaved") ?? false;

class SignedOut extends Error {}

const send = async (address, extra = {}, signal = undefined) => {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(extra)) body.set(name, value);
  const answer = await fetch(address, { method: "POST", body, signal, credentials: "same-origin" });
  if (answer.redirected) throw new SignedOut();
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

const refresh = async () => {
  running?.abort();
  running = new AbortController();
  try {
    const page = await send(form.dataset.preview, {}, running.signal);
    const shown = frame.contentDocument;
    if (!shown?.body || shown.URL === "about:blank") return;
    const [x, y] = [frame.contentWindow.scrollX, frame.contentWindow.scrollY];
    const open = [...shown.querySelectorAll("details")].map((part) => part.open);
    page.querySelectorAll("details").forEach((part, at) => { part.open ||= open[at] ?? false; });
    shown.documentElement.lang = page.documentElement.lang;
    shown.body.replaceWith(shown.adoptNode(page.body));
    frame.contentWindow.scrollTo(x, y);
    state.textContent = "";
  } catch (trouble) {
    if (trouble.name !== "AbortError") state.textContent = state.dataset[trouble instanceof SignedOut ? "signedOut" : "away"];
  }
};

const later = () => {
  dirty = true;
  if (!frame) return;
  clearTimeout(timer);
  timer = setTimeout(refresh, PAUSE);
};

const tryOut = async (event) => {
  const place = event.currentTarget.closest("[data-trial]");
  event.preventDefault();
  const page = await send(form.action, { do: "check" });
  const fresh = page.getElementById(place.id);
  if (!fresh) { form.requestSubmit(event.target); return; }
  place.replaceChildren(...fresh.childNodes);
  watchTrials(place);
  place.querySelector("[data-try]").focus();
};
const watchTrials = (root) => root.querySelectorAll("[data-try]").forEach((button) => button.addEventListener("click", tryOut));

const copySource = (event) => {
  const target = document.getElementById(event.currentTarget.dataset.copyTo);
  const source = target.closest(".pair").querySelector(".source");
  event.preventDefault();
  target.value = source.innerText;
  target.focus();
  later();
};

const open = () => {
  const part = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  if (!part) return;
  const card = part.closest("details") ?? part.querySelector(":scope > details");
  if (card) card.open = true;
  part.scrollIntoView();
};

if (form) {
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", (event) => { leaving = event.submitter?.formTarget !== "preview"; });
  addEventListener("beforeunload", (event) => { if (dirty && !leaving) event.preventDefault(); });
  addEventListener("hashchange", open);
  document.querySelectorAll("[data-stage-choice]").forEach((choice) => choice.addEventListener("change", refresh));
  document.querySelectorAll("[data-copy-to]").forEach((button) => button.addEventListener("click", copySource));
  document.querySelector("[data-update]")?.addEventListener("click", (event) => { event.preventDefault(); refresh(); });
  watchTrials(document);
  open();
}
document.getElementById("err")?.focus();
