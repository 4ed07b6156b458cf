// Sends what waits, once: a patient keeps the number that the device gave, and what was kept goes away only when the
// server said that it has it. Tabs take turns.
"use strict";
const CounterSend = (() => {
  // "" when all went; "network", "sign-in" when that stands between; the number of those that the server did not take.
  const sendAll = (address) => navigator.locks.request("semesta-counter-send", async () => {
    const waiting = (await CounterStore.all()).filter((entry) => entry.state === "waits");
    let told;
    try {
      const answer = await fetch(address, { redirect: "manual", cache: "no-store", headers: { "X-Semesta-Background": "1" } });
      if (answer.type === "opaqueredirect" || answer.status === 403) return "sign-in";
      if (!answer.ok) return "network";
      told = await answer.json();
    } catch {
      return "network";
    }
    await CounterStore.setFacility(told.facility);
    for (const entry of waiting) {
      let answer;
      try {
        answer = await fetch(address, {
          method: "POST", redirect: "manual", body: JSON.stringify(await CounterStore.read(entry)),
          headers: { "Content-Type": "application/json", "X-CSRFToken": told.token, "X-Semesta-Background": "1" },
        });
      } catch {
        return "network";
      }
      if (answer.ok) await CounterStore.done(entry, (await answer.json()).number);
      else if (answer.status === 409 || answer.status === 422) await CounterStore.refused(entry, (await answer.json()).why);
      else return answer.type === "opaqueredirect" ? "sign-in" : "network";
    }
    return "";
  });

  return { sendAll };
})();
