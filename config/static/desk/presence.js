// Tells the server that this request is open here, and shows who else has it open, whether it changed meanwhile, and
// whether a source of codes has answered.
const bar = document.querySelector("[data-presence]");
const token = bar?.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
const EVERY = bar?.hasAttribute("data-waits") ? 2000 : 10000;

const say = (part, text) => {
  const place = bar.querySelector(`[data-${part}]`);
  if (place.textContent !== text) place.textContent = text;
  bar.hidden = ![...bar.querySelectorAll("[data-others], [data-changed], [data-answered]")].some((one) => one.textContent);
};
const tell = async () => {
  if (document.hidden) return;
  const answer = await fetch(bar.dataset.presence, { method: "POST", headers: { "X-CSRFToken": token, "X-Background": "1" } }).catch(() => null);
  if (!answer?.ok) return;
  const { version, others, answer: last } = await answer.json();
  say("others", others.length ? bar.dataset.words.replace("{}", others.join(", ")) : "");
  say("changed", String(version) === bar.dataset.version ? "" : bar.dataset.overtaken);
  say("answered", last > Number(bar.dataset.answer) ? bar.dataset.came : "");
};
if (bar) {
  tell();
  setInterval(tell, EVERY);
  document.addEventListener("visibilitychange", tell);
}
