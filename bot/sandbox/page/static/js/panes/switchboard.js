// The switchboard: Slack on a bad day, on command. What is on now, a clock that moves forward, and every fault there is.

import { fetchFaults, switchFaults } from "../api.js";
import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { closeSwitchboard, openSwitchboard, place } from "../place.js";
import { aheadWords, clockWithSeconds } from "../time.js";
import { world } from "../world.js";
import { announce } from "../widgets/notice.js";
import { AppControl } from "./app-control.js";
import { ClockPart } from "./clock.js";
import { FaultOffer } from "./fault-offer.js";
import { FaultsOn } from "./faults-on.js";

const SHOWN = 8;
const TICK = 1000;

export class SwitchboardPane {
  #newestRequest = 0;
  #opened = false;
  #offers = null;
  #ticking = null;

  /** `button` opens and closes the pane, and says what is on while it is closed. */
  constructor(node, button) {
    this.button = button;
    this.title = h("h2", { tabindex: "-1" }, "Faults and clock");
    this.intro = h("p", { class: "muted" });
    this.on = new FaultsOn((fields) => this.#switch(fields));
    this.clock = new ClockPart();
    this.app = new AppControl();
    this.offers = h("div", { class: "switchboard-offers" });
    this.recent = h("ul", { class: "switchboard-recent" });
    this.node = fill(
      node,
      h("header", { class: "pane-head" }, this.#closeButton("back"), this.title, this.#closeButton("close")),
      h(
        "div",
        { class: "switchboard" },
        this.intro,
        this.on.node,
        this.clock.node,
        this.app.node,
        this.offers,
        h("section", { "aria-labelledby": "switchboard-recent" }, [
          h("h3", { id: "switchboard-recent" }, "What happened"),
          this.recent,
        ]),
      ),
    );
    button.addEventListener("click", () => (place.switchboard ? this.close() : this.#open()));
    node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.close();
    });
  }

  #closeButton(name) {
    const attributes = {
      type: "button",
      class: `icon-button ${name === "back" ? "back" : "close-switchboard"}`,
      "aria-label": name === "back" ? "Back to the conversation" : "Close faults and clock",
      on: { click: () => this.close() },
    };
    return h("button", attributes, icon(name));
  }

  #open() {
    openSwitchboard();
    this.title.focus({ preventScroll: true });
  }

  close() {
    closeSwitchboard();
    this.button.focus({ preventScroll: true });
  }

  async refresh() {
    this.node.hidden = !place.switchboard;
    this.button.setAttribute("aria-expanded", String(place.switchboard));
    this.#drawButton(world.faults_on);
    this.#tick();
    this.#newestRequest += 1;
    if (!place.switchboard) return;
    const request = this.#newestRequest;
    const [state] = await Promise.all([fetchFaults(), this.app.refresh()]);
    if (request !== this.#newestRequest || !state) return;
    this.#show(state);
  }

  /** While the pane is open its times go on. */
  #tick() {
    clearInterval(this.#ticking);
    if (!place.switchboard) return;
    const tick = () => {
      this.clock.tick();
      this.on.tick();
    };
    tick();
    this.#ticking = setInterval(tick, TICK);
  }

  #show(state) {
    const kinds = new Map(state.kinds.map((kind) => [kind.fault, kind]));
    this.#drawButton(state.faults.length);
    fill(
      this.intro,
      `Make Slack fail on purpose, and see how ${world.bot.name} gets on. Stop it, and Slack works again.`,
    );
    this.on.show(state.faults, kinds);
    this.#offers ??= this.#drawOffers(state);
    this.#offers.forEach((offer) => offer.show(state));
    fill(this.recent, this.#drawRecent(state, kinds));
  }

  #drawButton(count) {
    const ahead = aheadWords();
    fill(
      this.button,
      icon("switches"),
      h("span", { class: "top-button-words" }, "Faults and clock"),
      count ? h("span", { class: "badge" }, `${count} on`) : null,
      ahead ? h("span", { class: "top-button-ahead" }, `${ahead} ahead`) : null,
    );
  }

  /** Drawn once, so that what is open and filled in stays. */
  #drawOffers(state) {
    const offers = state.kinds.map((kind) => new FaultOffer(kind, (fields) => this.#switch(fields)));
    const groups = [...new Set(state.kinds.map((kind) => kind.group))];
    const sections = groups.map((group) =>
      h(
        "section",
        {},
        h("h3", {}, group),
        offers.filter((offer) => offer.kind.group === group).map((offer) => offer.node),
      ),
    );
    fill(this.offers, sections);
    return offers;
  }

  #drawRecent(state, kinds) {
    const plain = new Map([...state.methods, ...state.news].map(({ value, words }) => [value, words]));
    const lately = state.injected.slice(-SHOWN).reverse();
    if (lately.length === 0) return h("li", { class: "muted" }, "Nothing yet.");
    return lately.map((one) => {
      const what = plain.get(one.target);
      const words = kinds.get(one.fault)?.words ?? one.fault;
      return h("li", {}, h("time", {}, clockWithSeconds(one.at)), what ? `${words}: ${what}` : words);
    });
  }

  /** Answers with the words of what went wrong, or null. */
  async #switch({ words, ...fields }) {
    const result = await switchFaults(fields);
    if (!result.ok) return result.error;
    this.#show(result);
    if (words) announce(words);
    return null;
  }
}
