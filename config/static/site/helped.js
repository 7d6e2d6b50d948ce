// "Did this step help?" is answered in place: the words come from the page that one would be led to without scripts.
const thanksOf = async (form, button) => {
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams([[button.name, button.value]]) });
  const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
  return page.querySelector("[data-thanks]");
};

const sendPlainly = (form, button) => {
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  form.submit();
};

document.addEventListener("submit", async (event) => {
  const form = event.target, button = event.submitter, asked = button?.closest(".helped");
  if (!asked) return;
  event.preventDefault();
  asked.inert = true;
  const said = Object.assign(document.createElement("p"), { className: "helped", role: "status", tabIndex: -1 });
  asked.after(said);
  const thanks = await thanksOf(form, button).catch(() => null);
  if (!thanks) return sendPlainly(form, button);
  said.append(...thanks.childNodes);
  said.focus();
  asked.remove();
});
