// What stands on a page of its own is shown in its place when somebody opens it. Without this file a link leads there.
const open = async (part) => {
  if (!part.open || part.dataset.from === "") return;
  const address = part.dataset.from;
  part.dataset.from = "";
  const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
  const page = answer?.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const found = page?.querySelector("[data-part]");
  if (found) part.append(document.importNode(found, true));
  else part.dataset.from = address;
};
document.querySelectorAll("details[data-from]").forEach((part) => part.addEventListener("toggle", () => open(part)));
