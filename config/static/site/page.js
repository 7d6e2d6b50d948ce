// Moves the focus to what the server marked: the error summary, after a form that did not pass.
document.querySelector("[data-focus]")?.focus();

// Opens what is folded around the place that an address leads to, in browsers that do not do it by themselves.
const unfold = () => {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place) return;
  const folded = [];
  for (let part = place; part; part = part.parentElement) if (part.tagName === "DETAILS" && !part.open) folded.push(part);
  for (const part of folded) part.open = true;
  if (folded.length) place.scrollIntoView();
};
addEventListener("hashchange", unfold);
unfold();
