// Two minutes before a session ends because nothing was asked for, the page says so and offers to go on. What was
// typed is kept by the server all the same (keeping.js).
const dialog = document.querySelector("dialog[data-idle]");
const WARNING = 120; // seconds
let timer = 0;

const wait = () => {
  clearTimeout(timer);
  timer = setTimeout(() => { if (!dialog.open) dialog.showModal(); }, (Number(dialog.dataset.idle) - WARNING) * 1000);
};
const stay = async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
  if (answer.redirected || !answer.ok) { location.reload(); return; }
  dialog.close();
  wait();
};

if (dialog) {
  dialog.querySelector("form").addEventListener("submit", stay);
  document.addEventListener("desk:seen", wait);
  wait();
}
