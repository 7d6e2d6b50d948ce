// Moves the focus to what the server marked: the error summary, after a form that did not pass.
document.querySelector("[data-focus]")?.focus();

const named = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));

// Opens what is folded around the place that an address leads to, in browsers that do not do it by themselves.
const unfold = () => {
  const place = named();
  if (!place) return;
  const folded = [];
  for (let part = place; part; part = part.parentElement) if (part.tagName === "DETAILS" && !part.open) folded.push(part);
  for (const part of folded) part.open = true;
  if (folded.length) place.scrollIntoView();
};
addEventListener("hashchange", unfold);
unfold();

// The radio that somebody opens stands in the address: a reload, a way back or a link to a friend finds it open.
document.addEventListener("toggle", ({ target: part }) => {
  if (!part.matches(".radio") || part.contains(named()) === part.open) return;
  history.replaceState(history.state, "", part.open ? `#${part.id}` : location.pathname + location.search);
}, true);
