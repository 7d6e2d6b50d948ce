// A wall-clock timer: the end is stored, so a reload, sleep or a second tab agree. It never says "enter the code now".
const STEP = 5;

for (const box of document.querySelectorAll("[data-timer]")) {
  const part = (name) => box.querySelector(`[data-${name}]`);
  const clock = part("clock"), say = part("say"), after = part("after"), begin = part("begin"), stop = part("stop");
  const key = `timer:${box.dataset.key}`;
  let end = Number(localStorage.getItem(key)) || 0;
  let said = null;
  let ticking = 0;

  const speak = (mark, text) => {
    if (said === mark) return;
    said = mark;
    say.textContent = text;
  };

  const show = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const running = end > 0 && left > 0;
    const over = end > 0 && left === 0;
    begin.hidden = running;
    stop.hidden = !running;
    after.hidden = !over;
    const shown = end > 0 ? left : box.dataset.minutes * 60;
    clock.textContent = `${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}`;
    if (over) {
      clearInterval(ticking);
      speak("end", box.dataset.end);
    } else if (running) {
      const minutes = Math.ceil(left / 60);
      if (said === null) speak(minutes, box.dataset.start);
      else if (minutes === 1 || minutes % STEP === 0) speak(minutes, `${box.dataset.left} ${minutes}`);
    }
  };

  const run = () => {
    clearInterval(ticking);
    if (end > 0) ticking = setInterval(show, 1000);
    show();
  };

  const set = (value) => {
    end = value;
    said = null;
    say.textContent = "";
    if (end) localStorage.setItem(key, String(end));
    else localStorage.removeItem(key);
    run();
  };

  begin.addEventListener("click", () => set(Date.now() + box.dataset.minutes * 60000));
  stop.addEventListener("click", () => set(0));
  document.addEventListener("visibilitychange", show);
  addEventListener("storage", (event) => {
    if (event.key !== key) return;
    end = Number(event.newValue) || 0;
    run();
  });
  box.hidden = false;
  run();
}
