// Sends files in parts. A part that does not arrive is sent again; a file chosen again goes on where it stopped.
"use strict";

const PAUSES = [1, 2, 4, 8, 15, 30, 30, 30];

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.closest?.("form[data-parts]");
    if (!form) return;
    event.preventDefault();
    form.classList.toggle("over", kind === "dragover");
    if (kind === "drop") form.querySelector("input[type=file]").files = event.dataTransfer.files;
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-parts]");
  if (!form) return;
  event.preventDefault();
  sendAll(form);
});

async function sendAll(form) {
  const files = [...form.querySelector("input[type=file]").files];
  const view = progressOf(form);
  view.start();
  let page = location.href;
  for (const file of files) {
    page = await sendOne(form, file, view);
    if (!page) return view.stop();
  }
  location.assign(files.length === 1 ? page : form.action.replace(/kirim\/$/, ""));
}

function progressOf(form) {
  const box = form.querySelector("[data-parts-progress]");
  const bar = box.querySelector("progress");
  const text = box.querySelector("[data-parts-text]");
  const button = form.querySelector("button[type=submit]");
  const megabytes = (bytes) => (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  return {
    start() { box.hidden = false; button.disabled = true; },
    stop() { button.disabled = false; },
    say(kind, values = {}) { text.textContent = Object.entries(values).reduce((said, [key, value]) => said.replace(`{${key}}`, value), text.dataset[kind]); },
    tell(sentence) { text.textContent = sentence; },
    sent(file, done) {
      bar.value = done / Math.max(file.size, 1);
      this.say("sending", { name: file.name, done: megabytes(done), size: megabytes(file.size) });
    },
  };
}

// The address of the file's page when all of it is there; null when it stopped, with the reason shown.
async function sendOne(form, file, view) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const asked = new FormData();
  for (const [key, value] of Object.entries({ name: file.name, size: file.size, mark: file.lastModified })) asked.append(key, value);
  let state = await answered(view, file, () => fetch(form.dataset.parts, { method: "POST", body: asked, headers: { "X-CSRFToken": token } }));
  while (state && state.received < file.size) {
    view.sent(file, state.received);
    const from = state.received;
    const part = file.slice(from, from + state.part);
    const address = state.url;
    let tries = 0;
    state = await answered(view, file, () => {
      // After a break the server is asked how far it is: the part may have arrived although its answer did not.
      if (tries++ > 0) return fetch(address);
      return fetch(`${address}?dari=${from}`, { method: "POST", body: part, headers: { "X-CSRFToken": token, "Content-Type": "application/octet-stream" } });
    });
  }
  if (!state) return null;
  view.sent(file, file.size);
  return state.page;
}

// The server's answer as it is; tried again while there is no connection. null when it refused, with its sentence shown.
async function answered(view, file, ask) {
  for (const pause of [0, ...PAUSES]) {
    if (pause) {
      view.say("waiting");
      await new Promise((go) => setTimeout(go, pause * 1000));
    }
    let answer;
    try {
      answer = await ask();
    } catch {
      continue;
    }
    if (answer.redirected) {
      view.say("gone");
      return null;
    }
    if (answer.status >= 502 && answer.status <= 504) continue;
    let state = {};
    try {
      state = await answer.json();
    } catch {
      // not an answer of ours: told by its number
    }
    if (answer.ok || (answer.status === 409 && state.url && !state.sentence)) return state;
    if (state.sentence) view.tell(`${file.name}: ${state.sentence}`);
    else view.say("refused", { name: file.name, status: answer.status });
    return null;
  }
  view.say("stopped");
  return null;
}
