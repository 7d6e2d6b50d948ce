// Asks now and then whether the request has changed, and says so once. Never reloads by itself; stops when nobody looks.
const box = document.querySelector("[data-state-url]");
const EVERY = 30_000, LATER = 120_000, SLOW_AFTER = 600_000, STOP_AFTER = 3_600_000;

if (box) {
  const begun = Date.now();
  let waiting = 0;

  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.stateUrl, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const state = await answer.json();
        if (String(state.version) !== box.dataset.version) return tell(state.tag);
      }
    } catch { /* no signal: ask again later */ }
    plan();
  };

  const plan = () => {
    clearTimeout(waiting);
    const age = Date.now() - begun;
    if (!document.hidden && age < STOP_AFTER) waiting = setTimeout(ask, age < SLOW_AFTER ? EVERY : LATER);
  };

  const tell = (tag) => {
    removeEventListener("visibilitychange", plan);
    document.title = `${tag} – ${document.title}`;
    box.querySelector("[data-say]").textContent = `${box.dataset.changed} ${tag}`;
    const link = box.querySelector("a");
    link.textContent = box.dataset.show;
    link.className = "btn quiet";
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(waiting) : plan()));
  plan();
}
