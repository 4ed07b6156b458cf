// A filled form as the XForm instance that ODK Collect would send.
"use strict";
const Filled = (() => {
  const ENTITIES = "http://www.opendatakit.org/xforms/entities";

  const zoned = (moment) => {
    const two = (number) => String(Math.trunc(Math.abs(number))).padStart(2, "0");
    const away = -moment.getTimezoneOffset();
    const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
    const time = `${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
    return `${day}T${time}${away < 0 ? "-" : "+"}${two(away / 60)}:${two(away % 60)}`;
  };

  // `filled`: household, answers, people, others, began, ended, id, base, branch.
  const instance = (round, filled) => {
    const made = document.implementation.createDocument(null, "data");
    const root = made.documentElement;
    const put = (parent, name, text) => {
      const one = made.createElement(name);
      one.textContent = text;
      parent.append(one);
    };
    const putAll = (parent, answers) => Object.entries(answers).forEach(([name, text]) => put(parent, name, text));
    root.setAttribute("id", round.form_id);
    root.setAttribute("version", round.version);
    put(root, "mulai", zoned(new Date(filled.began)));
    put(root, "selesai", zoned(new Date(filled.ended)));
    put(root, "rumah", filled.household);
    putAll(root, filled.answers);
    for (const [name, people] of [["orang", filled.people], ["orang_lain", filled.others]]) {
      for (const person of people) {
        const one = made.createElement(name);
        putAll(one, person);
        root.append(one);
      }
    }
    const meta = made.createElement("meta");
    put(meta, "instanceID", filled.id);
    const entity = made.createElementNS(ENTITIES, "entity");
    const known = { dataset: "rumah", id: filled.household, update: "1", baseVersion: filled.base, trunkVersion: "", branchId: filled.branch };
    Object.entries(known).forEach(([name, value]) => entity.setAttribute(name, value));
    meta.append(entity);
    root.append(meta);
    return new XMLSerializer().serializeToString(made);
  };

  return { instance };
})();
