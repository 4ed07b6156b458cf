// On the counter's own page: the browser learns to answer without a network, and what waits on this device is sent.
"use strict";
(() => {
  const told = document.getElementById("keep");
  if (!told || !("serviceWorker" in navigator) || !window.crypto?.subtle) return;
  navigator.serviceWorker.register(told.dataset.worker, { scope: told.dataset.scope }).catch(() => {});
  CounterSend.sendAll(told.dataset.send).then(async () => {
    const left = (await CounterStore.all()).filter((entry) => entry.state === "waits").length;
    told.hidden = !left;
    told.querySelector("[data-count]").textContent = left;
  }).catch(() => {});
})();
