// Dialogs, menus that close outside, copying, filters folded on a phone. Every page works without this file.
"use strict";

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog && !dialog.open) dialog.showModal();
  }
  // A click on the backdrop is a click on the dialog itself, outside its box.
  if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.detail > 0) event.target.close();
  }
  for (const open of document.querySelectorAll("details[data-close-outside][open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest?.("details[data-close-outside][open]") ?? document.querySelector("details[data-close-outside][open]");
  if (open) {
    open.open = false;
    open.querySelector("summary")?.focus();
  }
});

// <button data-copy="#id-of-text" data-copied="Copied">Copy</button>
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  const said = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = said; }, 2000);
});

// <button data-print>Print</button>
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

if (window.matchMedia("(max-width: 48rem)").matches) {
  for (const folded of document.querySelectorAll("details[data-closed-on-phone]")) folded.open = false;
}
