// Sending files: dropping, and how much has been sent. Without this file the form is a plain form.
"use strict";

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.closest?.("form[data-upload]");
    if (!form) return;
    event.preventDefault();
    form.classList.toggle("over", kind === "dragover");
    if (kind === "drop") form.querySelector("input[type=file]").files = event.dataTransfer.files;
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-upload]");
  if (!form) return;
  event.preventDefault();
  const box = form.querySelector("[data-upload-progress]");
  const bar = box.querySelector("progress");
  const text = box.querySelector("[data-upload-text]");
  const button = form.querySelector("button[type=submit]");
  const request = new XMLHttpRequest();
  box.hidden = false;
  button.disabled = true;
  request.upload.addEventListener("progress", (sent) => {
    const percent = Math.floor((sent.loaded / sent.total) * 100);
    bar.value = percent;
    const size = (sent.total / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
    text.textContent = percent < 100 ? text.dataset.sending.replace("{percent}", percent).replace("{size}", size) : text.dataset.reading;
  });
  request.addEventListener("load", () => {
    // The answer is a page: a redirect was followed, or the same form with what is wrong.
    if (request.status < 400 && request.responseURL !== location.href) return location.assign(request.responseURL);
    if (show(request.responseText)) return undefined;
    text.textContent = text.dataset.refused.replace("{status}", request.status);
    button.disabled = false;
    return undefined;
  });
  request.addEventListener("error", () => {
    text.textContent = text.dataset.broken;
    button.disabled = false;
  });
  request.open("POST", form.action);
  request.send(new FormData(form));
});

// Puts the answer's content in place of the present one; false when the answer is no page of ours.
function show(page) {
  const main = new DOMParser().parseFromString(page, "text/html").querySelector("main");
  if (!main) return false;
  document.querySelector("main").replaceWith(main);
  window.htmx?.process(main);
  main.focus();
  return true;
}
