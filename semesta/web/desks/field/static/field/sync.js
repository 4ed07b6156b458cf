// Sends what was filled, once: a form keeps its number from the moment it was kept, and goes away only when the server
// said that it has it. Tabs take turns.
"use strict";
const Sync = (() => {
  const server = (token) => `${document.body.dataset.server}${encodeURIComponent(token)}`;

  // The round as the server has it now; null without a network, a number when it refused.
  const fetchRound = async (token) => {
    let answer;
    try {
      answer = await fetch(`${server(token)}/putaran.json`, { cache: "no-store" });
    } catch {
      return null;
    }
    return answer.ok ? answer.json() : answer.status;
  };

  const send = async (form) => {
    const body = new FormData();
    body.append("xml_submission_file", new Blob([form.xml], { type: "text/xml" }), "submission.xml");
    for (const [name, photo] of Object.entries(form.photos)) body.append(name, photo, name);
    const answer = await fetch(`${server(form.token)}/submission`, {
      method: "POST", body, headers: { "X-OpenRosa-Version": "1.0", "X-Semesta-Page": "1" },
    });
    return answer.status;
  };

  // How many went, how many are left, and why they are left ('' when there is no network).
  const sendAll = () => navigator.locks.request("semesta-visits", async () => {
    const waiting = (await Store.all("forms")).filter((form) => form.state === "ready");
    let sent = 0, why = "";
    for (const form of waiting.sort((one, other) => one.ended.localeCompare(other.ended))) {
      let status;
      try {
        status = await send(form);
      } catch {
        break; // no network: later
      }
      if (status === 201 || status === 202) {
        // Nothing of the household stays on the device but that it was visited.
        await Store.put("forms", { id: form.id, token: form.token, formId: form.formId, household: form.household, state: "sent", ended: form.ended, outcome: form.outcome, at: new Date().toISOString() });
        sent += 1;
      } else {
        why = String(status);
        if (status === 403 || status === 429 || status === 503) break;
      }
    }
    const left = (await Store.all("forms")).filter((form) => form.state === "ready").length;
    return { sent, left, why };
  });

  return { fetchRound, sendAll };
})();
