// The page: the list of houses, the form of one, and what is still to be sent.
"use strict";
(async () => {
  const { made, fields, language } = Form;
  const words = JSON.parse(document.getElementById("words").textContent);
  const view = document.getElementById("view");
  const title = document.getElementById("title");
  const status = document.getElementById("status");
  let round;
  let forms = [];

  const say = (text, tone = "") => status.replaceChildren(...(text ? [made("div", { class: `notice ${tone}` }, made("span"), made("div", {}, text))] : []));
  const filledIn = (text, values) => Object.entries(values).reduce((told, [name, value]) => told.replace(`{${name}}`, value), text);
  const button = (text, kind, act) => made("button", { type: "button", class: `button ${kind}`, onclick: act }, text);

  const keepToken = async () => {
    const token = decodeURIComponent(location.hash.slice(1));
    if (!token) return;
    history.replaceState(null, "", location.pathname + location.search); // it shall not stand in the address
    const held = await Store.get("rounds", token);
    const branch = held?.branch || crypto.randomUUID();
    await Store.put("rounds", { ...held, token, branch, chosen: new Date().toISOString() });
  };

  const newest = async () => (await Store.all("rounds")).sort((one, other) => other.chosen.localeCompare(one.chosen))[0];

  const refresh = async () => {
    const found = await Sync.fetchRound(round.token);
    if (found && typeof found === "object") {
      round = { ...round, data: found, fetched: new Date().toISOString() };
      await Store.put("rounds", round);
      // A new code of the same round takes over what the code before it left here.
      for (const form of await Store.all("forms")) {
        if (form.formId === found.form_id && form.token !== round.token) await Store.put("forms", { ...form, token: round.token });
      }
      const here = (await Store.all("forms")).filter((form) => form.state === "sent" && form.at < round.fetched);
      for (const form of here) await Store.put("forms", { ...form, told: true }); // the list knows of it now
    }
    return found;
  };

  const sync = async () => {
    let found = await refresh();
    const went = await Sync.sendAll();
    if (went.sent) found = await refresh();
    if (found === 403) say(words.ended, "care");
    else if (went.why) say(filledIn(words.refused, { status: went.why, left: went.left }), "warn");
    else if (went.left) say(filledIn(words.left, went), "care");
    else if (went.sent) say(filledIn(words.sent, went), "good");
    else if (found === null) say(words.no_network, "care");
    else say("");
    if (view.dataset.shows !== "form") await list();
  };

  const badge = (household) => {
    const last = forms.filter((form) => form.household === household.key).sort((one, other) => one.ended.localeCompare(other.ended)).at(-1);
    if (last?.state === "draft") return made("span", { class: "badge info" }, words.draft);
    if (last?.state === "ready") return made("span", { class: "badge care" }, words.waits);
    if (last || household.outcome) return made("span", { class: "badge good" }, words.visited);
    return made("span", { class: "badge" }, words.to_visit);
  };

  const list = async () => {
    view.dataset.shows = "list";
    forms = (await Store.all("forms")).filter((form) => form.token === round.token);
    const data = round.data;
    title.textContent = data ? data.round : words.title;
    if (!data) return view.replaceChildren(made("p", {}, words.first));
    const waiting = forms.filter((form) => form.state === "ready").length;
    const houses = made("ul", { class: "houses" });
    for (const household of data.households) {
      houses.append(made("li", {}, made("button", { type: "button", "data-house": household.key, onclick: () => open(household) },
        made("strong", {}, household.label), badge(household),
        made("span", { class: "at" }, [household.address, household.task].filter(Boolean).join(" · ")))));
    }
    view.replaceChildren(
      made("p", { class: "muted" }, filledIn(words.agent, { agent: data.agent, ends: new Date(`${data.ends_on}T12:00`).toLocaleDateString(language(), { dateStyle: "long" }) })),
      made("p", { class: "split" }, made("span", { id: "waiting" }, filledIn(words.waiting, { n: waiting })), button(words.sync, "quiet", sync)),
      houses,
    );
  };

  const open = async (household) => {
    view.dataset.shows = "form";
    say("");
    const data = round.data;
    const held = forms.find((form) => form.household === household.key && form.state === "draft");
    const draft = held || {
      id: `uuid:${crypto.randomUUID()}`, token: round.token, formId: data.form_id, household: household.key, state: "draft",
      began: new Date().toISOString(), ended: new Date().toISOString(), answers: {}, people: {}, others: [], photos: {},
    };
    const checks = [];
    let saving = Promise.resolve();
    const changed = () => { checks.forEach((one) => one.look()); people.hidden = !(draft.answers.hasil === "bertemu" && draft.answers.izin === "ya"); saving = saving.then(() => Store.put("forms", draft)); };
    const put = (box, questions, answers) => { const all = fields(box, questions, data.form.choices, answers, draft.photos, words, changed); checks.push(all); return all; };

    title.textContent = household.label;
    const form = made("form", { class: "stack", novalidate: true });
    const people = made("section", { class: "stack", "aria-label": words.people });
    const first = made("div", { class: "stack" });
    const last = made("div", { class: "stack" });
    put(first, data.form.parts.household, draft.answers);
    people.append(made("h2", {}, words.people));
    const listed = data.people.filter((person) => person.household === household.key);
    for (const person of listed) {
      const box = made("div", { class: "person" }, made("h3", {}, person.name), made("p", { class: "small muted" }, person.features));
      draft.people[person.key] ??= {};
      put(box, data.form.parts.person, draft.people[person.key]);
      people.append(box);
    }
    const others = made("div", { class: "stack" });
    const addOther = (answers) => {
      const box = made("div", { class: "person" }, made("h3", {}, words.other));
      put(box, data.form.parts.other, answers);
      box.append(button(words.remove, "plain small", () => { draft.others = draft.others.filter((one) => one !== answers); box.remove(); changed(); }));
      others.append(box);
    };
    draft.others.forEach(addOther);
    people.append(others, button(words.add_other, "quiet", () => { const answers = {}; draft.others.push(answers); addOther(answers); changed(); }));
    put(last, data.form.parts.end, draft.answers);
    form.append(
      made("p", { class: "muted" }, [household.address, household.task].filter(Boolean).join(" · ")), first, people, last,
      made("div", { class: "keep" }, made("button", { class: "button", type: "submit" }, words.done), button(words.back, "quiet", async () => { await saving; await list(); title.focus(); })),
    );
    people.hidden = !(draft.answers.hasil === "bertemu" && draft.answers.izin === "ya");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      form.querySelectorAll(".wrong").forEach((box) => box.classList.remove("wrong"));
      const missing = checks.flatMap((one) => one.missing()).filter((box) => box.isConnected && !box.closest("[hidden]"));
      const wrong = [...form.querySelectorAll("input:invalid")].filter((input) => !input.closest("[hidden]")).map((input) => input.closest(".field"));
      if (missing.length || wrong.length) {
        [...missing, ...wrong].forEach((box) => box.classList.add("wrong"));
        say(filledIn(words.missing, { n: missing.length + wrong.length }), "warn");
        (missing[0] || wrong[0]).querySelector("input,select,button").focus();
        return;
      }
      await saving;
      await finish(draft, household);
    });
    view.replaceChildren(form);
    window.scrollTo(0, 0);
  };

  // From here on the form has its number and its content for good; sending may be tried as often as it takes.
  const finish = async (draft, household) => {
    const met = draft.answers.hasil === "bertemu" && draft.answers.izin === "ya";
    const own = (await Store.all("forms")).filter((form) => form.household === household.key && form.state !== "draft" && !form.told);
    const filled = {
      ...draft, ended: new Date().toISOString(), base: household.version + own.length, branch: round.branch,
      people: met ? Object.entries(draft.people).map(([key, answers]) => ({ orang_id: key, ...answers })) : [],
      others: met ? draft.others.filter((one) => Object.keys(one).length) : [],
    };
    await Store.put("forms", {
      id: draft.id, token: draft.token, formId: draft.formId, household: draft.household, state: "ready", ended: filled.ended,
      outcome: draft.answers.hasil, xml: Filled.instance(round.data, filled), photos: draft.photos,
    });
    await list();
    say(words.kept, "good");
    await sync();
  };

  await keepToken();
  round = await newest();
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(document.body.dataset.worker, { scope: document.body.dataset.scope }).catch(() => say(words.no_worker, "care"));
    navigator.storage?.persist?.();
  }
  if (!round) return view.replaceChildren(made("p", {}, words.no_code));
  await list();
  await sync();
  window.addEventListener("online", sync);
  setInterval(sync, 60000);
})();
