// The page's own database in the browser: rounds by token, filled forms by their number. What was kept outlives the page.
"use strict";
const Store = (() => {
  let opened;
  const open = () => opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open("semesta-visits", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("rounds", { keyPath: "token" });
      asked.result.createObjectStore("forms", { keyPath: "id" }).createIndex("token", "token");
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

  return {
    put: (store, value) => run(store, "readwrite", (place) => place.put(value)),
    get: (store, key) => run(store, "readonly", (place) => place.get(key)),
    all: (store) => run(store, "readonly", (place) => place.getAll()),
    remove: (store, key) => run(store, "readwrite", (place) => place.delete(key)),
  };
})();
