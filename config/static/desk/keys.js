// Single keys, only while nobody types, and only where the person has not switched them off. Each has a button too.
// Enter walks from a field to the next one that is open, and compares after the last.
const photo = { r: "turn", "[": "prev", "]": "next", "+": "in", "-": "out", v: "compare" };
const checks = [...document.querySelectorAll("[data-check]")];
let at = -1;

const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
const stand = (index) => {
  if (!checks.length) return;
  at = Math.max(0, Math.min(checks.length - 1, index));
  checks.forEach((check, n) => check.classList.toggle("now", n === at));
  (checks[at].querySelector("input:checked") ?? checks[at].querySelector("input")).focus();
};
const answer = (value) => {
  if (at < 0) stand(0);
  const check = checks[at];
  if (!check) return;
  const choice = check.querySelector(`[value="${value}"]`);
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  if (value === "no") check.querySelector(".why").focus();
  else stand(at + 1);
};
const press = (key) => {
  const there = document.querySelector(`[data-key="${key}"]`);
  if (!there) return;
  if (key === "s") there.focus();
  else there.click();
};
const choose = (number) => {
  const candidate = document.querySelectorAll(".candidates input")[number - 1];
  candidate?.click();
  candidate?.focus();
};
const copy = () => {
  const number = document.querySelector("[data-number]")?.dataset.number;
  if (number) navigator.clipboard?.writeText(number);
};
const leave = () => {
  document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
  document.activeElement.blur();
};
const walk = (event) => {
  const form = event.target.closest("[data-walks]");
  if (!form || !typing(event.target)) return;
  event.preventDefault();
  const check = event.target.closest("[data-check]");
  if (check) { stand(checks.indexOf(check) + 1); return; }
  const open = [...form.querySelectorAll(".reading .mono")].filter((field) => !field.value && field.checkVisibility());
  if (open.length && open[0] !== event.target) open[0].focus();
  else form.querySelector("[data-compare]").click();
};

document.addEventListener("keydown", (event) => {
  const on = document.body.dataset.keys === "on";
  if (!on || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") walk(event);
  if (event.key === "Escape") leave();
  if (typing(event.target)) return;
  if (photo[event.key]) document.dispatchEvent(new CustomEvent("desk:photo", { detail: photo[event.key] }));
  else if (event.key === "j") stand(at + 1);
  else if (event.key === "k") stand(at - 1);
  else if (event.key === "y") answer("yes");
  else if (event.key === "x") answer("no");
  else if (["n", "s", "m", "h"].includes(event.key)) press(event.key);
  else if (/^[1-5]$/.test(event.key)) choose(Number(event.key));
  else if (event.key === "c") copy();
  else if (event.key === "?") window.open(document.querySelector(".me a").href, "_blank", "noopener");
  else return;
  event.preventDefault();
});
document.getElementById("err")?.focus();
