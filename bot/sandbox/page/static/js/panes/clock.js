// The sandbox's clock, and the buttons that move it forward.

import { moveClock } from "../api.js";
import { h } from "../dom.js";
import { aheadWords, clockWithSeconds, isAhead, longDate, now } from "../time.js";
import { announce, notice } from "../widgets/notice.js";

const HOUR = 3600;
const MOVES = [
  ["1 hour", HOUR],
  ["1 day", 24 * HOUR],
  ["3 days", 72 * HOUR],
  ["1 week", 168 * HOUR],
  ["1 month", 30 * 24 * HOUR],
  ["1 year", 365 * 24 * HOUR],
];

export class ClockPart {
  constructor() {
    this.time = h("strong", { class: "clock-time" });
    this.day = h("span", {});
    this.ahead = h("p", { class: "muted" });
    this.node = h(
      "section",
      {},
      h("h3", {}, "Clock"),
      h("p", { class: "clock-face" }, this.time, this.day),
      this.ahead,
      h(
        "p",
        { id: "clock-help" },
        "Move the clock forward. What is due on the way happens, each at its time, so a year takes a while. ",
        "There is no way back. Reminders come on working days, between 9 and 17: if none comes, move on by ",
        "another day.",
      ),
      h(
        "div",
        {
          class: "clock-moves",
          role: "group",
          "aria-label": "Move the clock forward",
          "aria-describedby": "clock-help",
        },
        MOVES.map(([words, seconds]) => this.#button(words, seconds)),
      ),
    );
    this.tick();
  }

  tick() {
    const moment = now();
    this.time.textContent = clockWithSeconds(moment / 1000);
    this.day.textContent = longDate(moment);
    this.ahead.textContent = aheadInWords();
  }

  #button(words, seconds) {
    const attributes = { type: "button", class: "button", on: { click: move } };
    return h("button", attributes, words);

    async function move({ currentTarget: button }) {
      if (button.getAttribute("aria-busy") === "true") return;
      button.setAttribute("aria-busy", "true");
      const result = await moveClock(seconds);
      button.removeAttribute("aria-busy");
      if (result.ok) announce(`The clock moved forward ${words}`);
      else notice(result.error);
    }
  }
}

function aheadInWords() {
  if (!isAhead()) return "The same as your own clock.";
  return `${aheadWords() ?? "Less than a minute"} ahead of your own clock.`;
}
