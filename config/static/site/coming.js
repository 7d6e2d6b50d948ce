// Photos that come from a telephone: asks every few seconds while somebody looks, and shows what the server drew.
const place = document.querySelector("[data-coming]");
const EVERY = 4_000, STOP_AFTER = 35 * 60_000;

if (place) {
  const begun = Date.now();
  let shown = "", waiting = 0;

  const look = async () => {
    try {
      const answer = await fetch(place.dataset.coming, { headers: { "X-Background": "1" } });
      const words = answer.ok && !answer.redirected ? await answer.text() : shown;
      if (shown && words !== shown) place.innerHTML = words;
      shown = words;
    } catch { /* no signal: look again later */ }
    plan();
  };

  const plan = () => {
    clearTimeout(waiting);
    if (!document.hidden && Date.now() - begun < STOP_AFTER) waiting = setTimeout(look, EVERY);
  };

  document.addEventListener("visibilitychange", plan);
  look();
}
