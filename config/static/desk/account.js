// Sign-in pages: show the password, copy or print recovery codes. Nothing here is needed to sign in.
document.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });
document.querySelectorAll("[data-show]").forEach((button) => {
  const field = document.getElementById(button.dataset.show);
  const show = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    button.textContent = hidden ? button.dataset.hideText : show;
    button.setAttribute("aria-pressed", String(hidden));
  });
});
document.querySelectorAll("[data-copy]").forEach((button) => button.addEventListener("click", async () => {
  const rows = [...document.getElementById(button.dataset.copy).children].map((row) => row.textContent);
  await navigator.clipboard.writeText(rows.join("\n"));
  button.textContent = button.dataset.done;
}));
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
document.getElementById("err")?.focus();
