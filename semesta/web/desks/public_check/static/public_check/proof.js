// The work that a check costs: done in a worker from the first key on, so that it is ready when the form is sent.
"use strict";

const form = document.querySelector("form[data-proof]");

function begin() {
  if (form.worker || form.elements.proof.value) return;
  if (!window.isSecureContext || !window.Worker || !window.crypto?.subtle) return give_up();
  const worker = new Worker(form.dataset.worker);
  form.worker = worker;
  worker.addEventListener("message", ({ data }) => {
    show(data.done);
    if (!data.proof) return;
    form.elements.proof.value = data.proof;
    worker.terminate();
    if (form.wanted) form.submit();
  });
  worker.addEventListener("error", give_up);
  worker.postMessage({ token: form.elements.token.value, below: Number(form.dataset.proof), parts: Number(form.dataset.parts) });
}

function show(done) {
  const box = form.querySelector("[data-proof-progress]");
  const words = box.querySelector("[data-words]");
  box.querySelector("progress").value = done;
  words.textContent = words.dataset.words.replace("{n}", done).replace("{all}", form.dataset.parts);
  box.hidden = !form.wanted;
}

// The server takes the form without the work when it is old enough.
function give_up() {
  form.gaveUp = true;
  form.querySelector("[data-proof-failed]").hidden = false;
  if (form.wanted) form.submit();
}

form?.addEventListener("input", begin);
form?.addEventListener("submit", (event) => {
  if (form.gaveUp || form.elements.proof.value) return;
  event.preventDefault();
  if (form.wanted) return;
  form.wanted = true;
  form.querySelector("button[type=submit]").disabled = true;
  begin();
  show(0);
});
// Back from the answer: the browser may show the form as it was left, with a proof that was used.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
