// Zoom, turn, light, move, compare. Photos stay links without this script; every photo asked for is recorded by the server.
const root = document.querySelector("[data-viewer]");
const stages = root?.querySelector(".stages");
const first = root?.querySelector("[data-stage]");

if (stages && first?.querySelector("[data-photo]")) {
  const links = [...root.querySelectorAll("[data-open]")];
  const states = new Map();
  let chosen = first;

  const place = `desk:photos:${location.pathname}`;
  const remembered = JSON.parse(sessionStorage.getItem(place) ?? "{}"); // how each photo was turned and zoomed
  const fresh = () => ({ zoom: 1, turn: 0, light: 1, x: 0, y: 0 });
  const draw = (stage) => {
    const s = states.get(stage);
    const image = stage.querySelector("[data-photo]");
    image.style.transform = `translate(${s.x}%, ${s.y}%) scale(${s.zoom}) rotate(${s.turn}deg)`;
    image.style.filter = `brightness(${s.light}) contrast(${0.5 + s.light / 2})`;
    remembered[shown(stage)] = s;
    sessionStorage.setItem(place, JSON.stringify(remembered));
  };
  const choose = (stage) => {
    chosen = stage;
    stages.querySelectorAll("[data-stage]").forEach((one) => one.classList.toggle("chosen", one === stage && stages.classList.contains("two")));
    mark();
  };
  const shown = (stage) => stage.querySelector("[data-photo]").getAttribute("src");
  const mark = () => {
    links.forEach((link) => {
      if (link.getAttribute("href") === shown(chosen)) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    tell();
  };
  const tell = () => {
    const slot = links.find((link) => link.hasAttribute("aria-current"))?.dataset.slot;
    root.querySelectorAll("[data-traps]").forEach((part) => { part.hidden = part.dataset.traps !== slot; });
  };
  const turnTo = (target) => {
    const wanted = target.closest("[data-shows]")?.dataset.shows.split(" ") ?? [];
    const there = links.filter((link) => wanted.includes(link.dataset.slot));
    if (there.length && !there.some((link) => link.getAttribute("href") === shown(first))) open(first, there[0]);
  };
  const open = (stage, link) => {
    link.querySelector("[data-unopened]")?.remove();
    const image = stage.querySelector("[data-photo]");
    image.src = link.getAttribute("href");
    image.alt = link.dataset.label;
    stage.querySelector("[data-link]").href = link.href;
    stage.querySelector("[data-caption]").textContent = link.dataset.label;
    states.set(stage, { ...(remembered[link.getAttribute("href")] ?? fresh()) });
    draw(stage);
    mark();
  };
  const prepare = (stage) => {
    states.set(stage, { ...(remembered[shown(stage)] ?? fresh()) });
    stage.addEventListener("focusin", () => choose(stage));
    stage.addEventListener("pointerdown", () => choose(stage));
    drag(stage);
  };
  const drag = (stage) => {
    let from = null;
    let moved = false;
    stage.addEventListener("dragstart", (event) => event.preventDefault());
    stage.addEventListener("pointerdown", (event) => { from = [event.clientX, event.clientY]; moved = false; });
    stage.addEventListener("pointermove", (event) => {
      if (!from) return;
      const s = states.get(stage);
      const by = [event.clientX - from[0], event.clientY - from[1]];
      if (Math.abs(by[0]) + Math.abs(by[1]) > 3) moved = true;
      s.x += (by[0] / stage.clientWidth) * 100;
      s.y += (by[1] / stage.clientHeight) * 100;
      from = [event.clientX, event.clientY];
      draw(stage);
    });
    for (const end of ["pointerup", "pointerleave", "pointercancel"]) stage.addEventListener(end, () => { from = null; });
    stage.addEventListener("click", (event) => { event.preventDefault(); if (!moved) act("in"); });
  };
  const step = (by) => {
    const at = links.findIndex((link) => link.getAttribute("href") === shown(chosen));
    if (links.length > 1) open(chosen, links[(at + by + links.length) % links.length]);
  };
  const compare = () => {
    if (stages.classList.toggle("two")) {
      const second = first.cloneNode(true);
      stages.append(second);
      prepare(second);
      choose(second);
      if (links.length > 1) step(1); else draw(second);
    } else {
      stages.lastElementChild.remove();
      choose(first);
    }
  };
  const change = {
    in: (s) => { s.zoom = Math.min(8, s.zoom * 1.35); },
    out: (s) => { s.zoom = Math.max(0.5, s.zoom / 1.35); },
    turn: (s) => { s.turn = (s.turn + 90) % 360; },
    lighter: (s) => { s.light = Math.min(2.5, s.light + 0.2); },
    darker: (s) => { s.light = Math.max(0.3, s.light - 0.2); },
    left: (s) => { s.x += 10; },
    right: (s) => { s.x -= 10; },
    up: (s) => { s.y += 10; },
    down: (s) => { s.y -= 10; },
    fit: (s) => Object.assign(s, fresh()),
  };
  const act = (name) => {
    if (name === "next") step(1);
    else if (name === "prev") step(-1);
    else if (name === "compare") compare();
    else if (change[name]) { change[name](states.get(chosen)); draw(chosen); }
  };

  prepare(first);
  if (remembered[shown(first)]) draw(first);
  mark();
  root.querySelector("[data-tools]").hidden = false;
  root.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-do]");
    const link = event.target.closest("[data-open]");
    if (tool) act(tool.dataset.do);
    if (link && !event.ctrlKey && !event.metaKey) { event.preventDefault(); open(chosen, link); }
  });
  document.addEventListener("focusin", (event) => turnTo(event.target));
  if (document.activeElement) turnTo(document.activeElement);
  document.addEventListener("desk:photo", (event) => act(event.detail));
}
