// Lists by keyboard, picking rows, and pages whose buttons have keys.
// Keys count only while the focus is inside the list or the marked part (WCAG 2.1.4), never while someone types.
"use strict";

const typing = (element) => element.closest("input:not([type=checkbox],[type=radio]),select,textarea,[contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  const list = event.target.closest("[data-rows]");
  if (list && ["ArrowDown", "ArrowUp", "j", "k", "Home", "End"].includes(event.key)) moveIn(list, event);
  const part = event.target.closest("[data-keys]");
  if (part) pressIn(part, event);
});

function moveIn(list, event) {
  const links = [...list.querySelectorAll("tbody .row-link")];
  if (!links.length) return;
  const row = event.target.closest("tr");
  const here = links.findIndex((link) => link.closest("tr") === row);
  const last = links.length - 1;
  const places = { ArrowDown: here + 1, j: here + 1, ArrowUp: here - 1, k: here - 1, Home: 0, End: last };
  links[Math.max(0, Math.min(places[event.key], last))].focus();
  event.preventDefault();
}

// <form data-keys> … <button data-key="s">Same</button>
function pressIn(part, event) {
  const target = [...part.querySelectorAll("[data-key]")].find((item) => item.dataset.key === event.key.toLowerCase());
  if (!target || target.disabled) return;
  event.preventDefault();
  target.click();
}

// A page that is made to be worked by keys takes the focus when it opens and after each swap.
const byKeys = window.matchMedia("(hover: hover)").matches;
const takeFocus = (root) => byKeys && root.querySelector?.("[data-keys][data-focus]")?.focus({ preventScroll: true });
takeFocus(document);
document.addEventListener("htmx:afterSettle", (event) => takeFocus(event.target));

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-pick-all]");
  if (all) {
    for (const box of boxes(all.dataset.pickAll)) box.checked = all.checked;
  }
  count();
});

const boxes = (name) => document.querySelectorAll(`tbody input[type=checkbox][name="${name}"]`);

// <span class="bulk-count" data-pick="work" data-words="{n} picked">
function count() {
  for (const said of document.querySelectorAll("[data-pick]")) {
    const picked = [...boxes(said.dataset.pick)].filter((box) => box.checked).length;
    said.dataset.count = picked;
    said.textContent = said.dataset.words.replace("{n}", picked.toLocaleString(document.documentElement.lang));
  }
}
count();
document.addEventListener("htmx:afterSettle", count);
