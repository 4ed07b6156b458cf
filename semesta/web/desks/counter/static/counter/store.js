// The counter's own database in the browser. What is kept of a patient is encrypted with a key that no script can read
// out; with the patient sent, only the episode's number stays.
"use strict";
const CounterStore = (() => {
  let opened;
  const open = () => opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open("semesta-counter", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("kept", { keyPath: "id" });
      asked.result.createObjectStore("queue", { keyPath: "id" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });

  // A write is done when the browser says that it is on the disk, not when it was asked for.
  const run = async (store, mode, work) => {
    const database = await open();
    return new Promise((done, failed) => {
      const transaction = database.transaction(store, mode, { durability: "strict" });
      const asked = work(transaction.objectStore(store));
      transaction.oncomplete = () => done(asked.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
  };
  const get = (store, id) => run(store, "readonly", (place) => place.get(id));
  const put = (store, value) => run(store, "readwrite", (place) => place.put(value));

  const key = () => navigator.locks.request("semesta-counter-key", async () => {
    const held = await get("kept", "key");
    if (held) return held.key;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await put("kept", { id: "key", key: made });
    return made;
  });

  const keep = async (patient) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(patient));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), plain);
    await put("queue", { id: patient.id, at: patient.came, state: "waits", iv, sealed });
  };

  const read = async (entry) => {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: entry.iv }, await key(), entry.sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  };

  const all = async () => (await run("queue", "readonly", (place) => place.getAll())).sort((one, other) => one.at.localeCompare(other.at));
  const done = (entry, number) => put("queue", { id: entry.id, at: entry.at, state: "sent", number });
  const refused = (entry, why) => put("queue", { ...entry, why });
  const facility = async () => (await get("kept", "facility"))?.value ?? null;
  const setFacility = (value) => put("kept", { id: "facility", value });

  return { keep, read, all, done, refused, facility, setFacility };
})();
