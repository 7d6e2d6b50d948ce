// The half minute in which a sending can be taken back is seen to count. Without this file the text says it once.
document.querySelectorAll("[data-undo]").forEach((bar) => {
  const shown = bar.querySelector("[data-seconds]");
  const until = Date.now() + Number(bar.dataset.undo) * 1000;
  const count = () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    shown.textContent = String(left);
    if (left) setTimeout(count, 250);
    else bar.remove();
  };
  shown.hidden = false;
  count();
});
