// The app's own process: buttons that end it, and what came of that. There only where the sandbox may end it.

import { endApp, fetchApp } from "../api.js";
import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { clockWithSeconds } from "../time.js";
import { world } from "../world.js";

const WAYS = [
  ["restart", "Restart", "It finishes what is under way, ends, and is started again."],
  ["kill", "Kill", "It ends at once, in the middle of whatever it does, and is started again."],
];

export class AppControl {
  #drawn = false;
  #busy = false;

  constructor() {
    this.title = h("h3", {});
    this.ways = h("div", { class: "app-ways" });
    this.happened = h("p", { class: "app-happened", role: "status" });
    this.node = h("section", { hidden: true }, this.title, this.ways, this.happened);
  }

  async refresh() {
    const state = await fetchApp();
    if (state) this.#show(state);
  }

  #show(state) {
    this.node.hidden = !state.can_end;
    if (state.can_end && !this.#drawn) this.#draw();
    if (this.#busy) return;
    const { happened } = state;
    fill(
      this.happened,
      happened && [h("time", {}, clockWithSeconds(happened.at)), " ", h("span", {}, happened.words)],
    );
  }

  #draw() {
    this.#drawn = true;
    fill(this.title, `${world.bot.name} itself`);
    fill(
      this.ways,
      WAYS.map(([way, verb, about]) => {
        const id = `app-${way}`;
        const attributes = {
          type: "button",
          class: `button ${way === "kill" ? "button-danger" : ""}`,
          "aria-describedby": id,
          on: { click: ({ currentTarget }) => this.#end(way, currentTarget) },
        };
        return h(
          "div",
          { class: "app-way" },
          h("button", attributes, `${verb} ${world.bot.name}`),
          h("p", { class: "muted", id }, about),
        );
      }),
    );
  }

  /** What people do meanwhile is told to the app when it is back, or looked for by itself. */
  async #end(way, button) {
    if (this.#busy) return;
    this.#busy = true;
    button.setAttribute("aria-busy", "true");
    fill(this.happened, "This takes a few seconds.");
    const result = await endApp(way);
    button.removeAttribute("aria-busy");
    this.#busy = false;
    if (result.ok) this.#show(result);
    else fill(this.happened, icon("warning"), h("span", {}, result.error));
  }
}
