// On the code page and the card: copy, print, and one step at a time for those who want it. What the browser keeps of
// the page when one leaves it holds no code, and a page that stands open asks whether the code still stands.
const shown = document.querySelector("[data-shown]");
const { stateUrl, version, track } = shown.dataset;
const leave = () => {
  document.querySelector("main").replaceChildren();
  location.replace(track);
};
history.replaceState(null, "", location.href); // "Back" and "Reload" lead to the button, never post again by themselves
addEventListener("pagehide", () => document.querySelector("main").replaceChildren());
addEventListener("pageshow", (event) => { if (event.persisted) leave(); });
document.addEventListener("visibilitychange", async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(stateUrl, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (answer.status === 404) leave();
    else if (answer.ok && String((await answer.json()).version) !== version) leave();
  } catch { /* no signal beside the car: the code stays readable */ }
});

const copy = document.querySelector("[data-copy]");
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copy.dataset.copy);
    document.querySelector("[data-copy-status]").textContent = copy.dataset.copied;
  });
}

const printer = document.querySelector("[data-print]");
if (printer) {
  printer.hidden = false;
  document.querySelector("[data-print-words]").hidden = true;
  printer.addEventListener("click", () => print());
}

const steps = document.querySelector("[data-steps]");
if (steps) {
  const list = steps.querySelector("ol");
  const items = [...list.children];
  const digits = [...document.querySelectorAll("[data-code] span")];
  const make = (text, act) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: text });
    button.addEventListener("click", act);
    return button;
  };
  const bar = Object.assign(document.createElement("div"), { className: "stepper" });
  const place = document.createElement("span");
  let at = -1;

  const show = () => {
    const one = at >= 0;
    list.classList.toggle("one-step", one);
    items.forEach((item, n) => { item.hidden = one && n !== at; });
    digits.forEach((digit, n) => digit.classList.toggle("is-now", one && String(n + 1) === items[at].dataset.position));
    place.textContent = one ? steps.dataset.of.replace("%n", at + 1).replace("%m", items.length) : "";
    start.hidden = one;
    back.hidden = next.hidden = all.hidden = place.hidden = !one;
    if (one) {
      list.style.setProperty("counter-reset", `step ${at}`);
      items[at].tabIndex = -1;
      items[at].focus();
    } else list.style.removeProperty("counter-reset");
  };
  const go = (to) => { at = Math.min(items.length - 1, Math.max(0, to)); show(); };
  const start = make(steps.dataset.one, () => go(0));
  const back = make(steps.dataset.back, () => go(at - 1));
  const next = make(steps.dataset.next, () => go(at + 1));
  const all = make(steps.dataset.all, () => { at = -1; show(); });
  bar.append(start, place, back, next, all);
  steps.append(bar);
  show();
}
