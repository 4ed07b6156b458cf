// The page of a counter without a network: the form, what waits, and sending.
"use strict";
(async () => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const form = document.getElementById("patient");
  const status = document.getElementById("status");
  const queue = document.getElementById("queue");
  const field = (name) => document.getElementById(name);

  const say = (text, tone = "info") => {
    status.hidden = !text;
    status.className = `notice ${tone}`;
    status.textContent = text;
  };

  const list = async () => {
    const entries = await CounterStore.all();
    const lines = await Promise.all(entries.map(async (entry) => {
      const line = document.createElement("li");
      const patient = entry.state === "waits" ? await CounterStore.read(entry) : {};
      const who = document.createElement("strong");
      who.textContent = entry.number || patient.name || patient.description || (patient.nik ? `•••• ${patient.nik.slice(-4)}` : "");
      const more = document.createElement("span");
      more.className = "small muted";
      const at = new Date(entry.at).toLocaleString(document.documentElement.lang);
      more.textContent = ` ${at} · ${entry.state === "sent" ? words.sent : entry.why ? words.refused.replace("{why}", entry.why) : words.waits}`;
      line.append(who, more);
      return line;
    }));
    queue.replaceChildren(...lines);
    if (!lines.length) queue.append(Object.assign(document.createElement("li"), { className: "muted", textContent: words.nobody }));
  };

  const send = async () => {
    const before = (await CounterStore.all()).filter((entry) => entry.state === "waits").length;
    const why = await CounterSend.sendAll(document.body.dataset.send);
    await list();
    if (why === "network") say(words.no_network, "care");
    else if (why === "sign-in") say(words.sign_in, "care");
    else if (before) say(words.network, "good");
    else say("");
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const nik = field("nik").value.replace(/\D/g, "");
    const patient = {
      id: crypto.randomUUID(), came: new Date().toISOString(), facility: await CounterStore.facility(),
      nik: nik.length === 16 ? nik : "", name: field("name").value.trim(), born: field("born").value,
      description: field("description").value.trim(), care: form.querySelector("input[name=care]:checked").value,
    };
    if (!(patient.nik || patient.name || patient.description)) { say(words.need, "warn"); return; }
    await CounterStore.keep(patient);
    form.reset();
    await list();
    say(words.kept, "good");
    setTimeout(send, 1500);
  });

  if (!window.crypto?.subtle || !window.indexedDB || !navigator.locks) { say(words.no_store, "warn"); return; }
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(document.body.dataset.worker, { scope: document.body.dataset.scope }).catch(() => {});
    navigator.storage?.persist?.();
  }
  field("send").addEventListener("click", send);
  window.addEventListener("online", send);
  setInterval(send, 30000);
  await list();
  await send();
})();
