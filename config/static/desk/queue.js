// Keeps the number that wait in the title, and says how many came meanwhile; rows do not move under the pointer.
const bar = document.querySelector("[data-new]");
const EVERY = 30000;

const look = async () => {
  if (document.hidden) return;
  const answer = await fetch(bar.dataset.new, { headers: { "X-Background": "1" } }).catch(() => null);
  if (!answer?.ok) return;
  const { waiting, new: said } = await answer.json();
  document.title = document.title.replace(/^(\(.*?\) )?/, `(${waiting}) `);
  bar.querySelector("span").textContent = said;
  bar.hidden = !said;
};
if (bar) setInterval(look, EVERY);
