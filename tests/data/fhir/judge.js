// Reads one FHIR resource a line and answers with one line: what npm's `fhir` finds wrong with it, as a list of texts.
"use strict";
const { Fhir } = require("fhir");
const readline = require("node:readline");

const fhir = new Fhir();
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const found = fhir.validate(JSON.parse(line), { errorOnUnexpected: true });
  const wrong = found.messages.filter((one) => one.severity === "error" || one.severity === "fatal");
  process.stdout.write(JSON.stringify(wrong.map((one) => `${one.location}: ${one.message}`)) + "\n");
});
