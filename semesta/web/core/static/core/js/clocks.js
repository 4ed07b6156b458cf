// Clocks that count hours and minutes go on between two page loads. Whole units, never rounded up.
"use strict";

function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const left = new Date(clock.dataset.clock) - Date.now();
    const minutes = Math.floor(Math.abs(left) / 60000);
    if (minutes >= 72 * 60) continue;
    const unit = minutes < 60 ? "minute" : "hour";
    const words = clock.dataset[`${left < 0 ? "over" : "left"}${unit === "hour" ? "Hour" : "Minute"}`];
    clock.querySelector(".clock-text").textContent = words.replace("{n}", unit === "hour" ? Math.floor(minutes / 60) : minutes);
    clock.classList.toggle("warn", left < 0);
    clock.classList.toggle("care", left >= 0);
  }
}
setInterval(tick, 30000);
