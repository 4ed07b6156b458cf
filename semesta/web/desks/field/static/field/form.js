// Questions as fields. What is not asked is not answered: an answer goes when the question before it changes.
"use strict";
const Form = (() => {
  const language = () => (document.documentElement.lang === "en" ? "en" : "id");
  let counted = 0;
  const MANY = 6; // longer lists open when they are touched: a household's form stays short enough for a phone

  const made = (tag, attributes = {}, ...children) => {
    const one = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) one.addEventListener(name.slice(2), value);
      else if (value === true) one.setAttribute(name, "");
      else if (value !== false && value !== "" && value != null) one.setAttribute(name, value);
    }
    one.append(...children);
    return one;
  };

  const isAsked = (question, answers) => !question.when.length
    || question.when.some((all) => Object.entries(all).every(([name, values]) => values.includes(answers[name])));

  // The fields of some questions in `box`; `answers` is kept true to them; `photos` holds pictures by answer. `look` asks
  // again which of them are asked: their answers may stand in another part of the form.
  const fields = (box, questions, choices, answers, photos, words, changed) => {
    const parts = questions.map((question) => ({ question, box: part(question, choices, answers, photos, words, () => { look(); changed?.(); }) }));
    parts.forEach((one) => box.append(one.box));
    const look = () => {
      for (const one of parts) {
        const asked = isAsked(one.question, answers);
        one.box.hidden = !asked;
        if (!asked && answers[one.question.name] !== undefined) {
          delete answers[one.question.name];
          one.box.querySelectorAll("input:checked").forEach((input) => { input.checked = false; });
          one.box.querySelectorAll("input[type=text],input[type=date],input[type=number],select").forEach((input) => { input.value = ""; });
        }
      }
    };
    look();
    return { look, missing: () => parts.filter((one) => one.question.required && !one.box.hidden && !answers[one.question.name]).map((one) => one.box) };
  };

  const part = (question, choices, answers, photos, words, changed) => {
    const id = `q${++counted}`;
    const answer = (text) => {
      document.querySelectorAll(".wrong").forEach((box) => { if (box.dataset.question === question.name && box.contains(document.activeElement)) box.classList.remove("wrong"); });
      if (text) answers[question.name] = text;
      else delete answers[question.name];
      changed();
    };
    const title = [question[language()], ...(question.required ? [] : [" ", made("span", { class: "optional" }, `(${words.optional})`)])];
    const hint = question[`hint_${language()}`];
    const help = hint ? [made("p", { class: "help", id: `${id}h` }, hint)] : [];
    const described = hint ? `${id}h` : "";
    const listed = choices[question.choices] || [];
    if (question.type === "choice" && listed.length > MANY) return select(question, id, listed, answers, answer, title, help, described);
    if (question.type === "choice" || question.type === "choices") {
      const kind = question.type === "choice" ? "radio" : "checkbox";
      const held = new Set((answers[question.name] || "").split(" "));
      const all = made("fieldset", { class: "field asked", "data-question": question.name }, made("legend", {}, ...title), ...help);
      for (const one of listed) {
        const input = made("input", { type: kind, name: id, value: one.value, checked: held.has(one.value) });
        input.addEventListener("change", () => answer([...all.querySelectorAll("input:checked")].map((each) => each.value).join(" ")));
        all.append(made("div", {}, made("label", {}, input, one[language()])));
      }
      return all;
    }
    if (question.type === "place") return place(question, answers, words, answer, title, help);
    const label = made("label", { for: id }, ...title);
    const box = made("div", { class: "field asked", "data-question": question.name }, label, ...help);
    if (question.type === "photo") {
      const said = made("p", { class: "small muted" }, answers[question.name] ? words.photo_kept : "");
      const input = made("input", { type: "file", accept: "image/*", capture: "environment", id, "aria-describedby": described });
      input.addEventListener("change", async () => {
        const blob = input.files[0] && await smaller(input.files[0]).catch(() => null);
        Object.keys(photos).filter((name) => name === answers[question.name]).forEach((name) => delete photos[name]);
        if (!blob) { said.textContent = input.files[0] ? words.photo_wrong : ""; answer(""); return; }
        const name = `${Date.now()}-${Math.trunc(Math.random() * 1e6)}.jpg`;
        photos[name] = blob;
        said.textContent = words.photo_kept;
        answer(name);
      });
      box.append(input, said);
      return box;
    }
    const kinds = { date: { type: "date" }, number: { type: "number", min: "0", max: "50", inputmode: "numeric" } };
    const nik = question.nik ? { inputmode: "numeric", pattern: "[0-9]{16}", maxlength: "16", autocomplete: "off" } : {};
    const input = made("input", { type: "text", maxlength: "300", id, "aria-describedby": described, ...(kinds[question.type] || {}), ...nik });
    input.value = answers[question.name] || "";
    input.addEventListener("input", () => answer(input.value.trim()));
    box.append(input);
    return box;
  };

  const select = (question, id, listed, answers, answer, title, help, described) => {
    const input = made("select", { id, "aria-describedby": described }, made("option", { value: "" }, "–"));
    listed.forEach((one) => input.append(made("option", { value: one.value, selected: answers[question.name] === one.value }, one[language()])));
    input.addEventListener("change", () => answer(input.value));
    return made("div", { class: "field asked", "data-question": question.name }, made("label", { for: id }, ...title), ...help, input);
  };

  const place = (question, answers, words, answer, title, help) => {
    const said = made("p", { class: "small", role: "status" }, answers[question.name] ? words.place_kept : "");
    const button = made("button", { type: "button", class: "button quiet" }, words.place_take);
    button.addEventListener("click", () => {
      said.textContent = words.place_wait;
      navigator.geolocation.getCurrentPosition((found) => {
        const at = found.coords;
        said.textContent = `${words.place_kept} (± ${Math.round(at.accuracy)} m)`;
        answer(`${at.latitude} ${at.longitude} ${at.altitude ?? 0} ${at.accuracy}`);
      }, () => { said.textContent = words.place_none; }, { enableHighAccuracy: true, timeout: 20000 });
    });
    return made("div", { class: "field asked", "data-question": question.name, role: "group" }, made("p", {}, made("strong", {}, ...title)), ...help, button, said);
  };

  // The picture drawn anew, at most 1600 pixels wide or high: small, and without what the camera wrote into it.
  const smaller = async (file) => {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
    const canvas = made("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
  };

  return { made, fields, language };
})();
