// Moves the focus to what the server marked: the error summary, after a form that did not pass.
document.querySelector("[data-focus]")?.focus();
