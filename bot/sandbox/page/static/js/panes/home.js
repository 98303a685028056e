// The App Home tab, as the bot published it for the acting person.

import { drawBlocks } from "../blocks/index.js";
import { fill, h } from "../dom.js";
import { keepingFocus } from "../focus.js";
import { Surface } from "../surface.js";
import { now } from "../time.js";
import { act, world } from "../world.js";
import { notice } from "../widgets/notice.js";

export class HomeView {
  #signature = null;
  #surface = null;

  constructor() {
    this.node = h("div", { class: "home", tabindex: "-1" });
  }

  refresh() {
    const signature = JSON.stringify([world.me.id, world.home, now().toDateString()]);
    if (signature === this.#signature) return;
    this.#signature = signature;
    keepingFocus(
      this.node,
      () => fill(this.node, this.#draw()),
      () => this.node,
    );
  }

  #draw() {
    if (!world.home)
      return h("p", { class: "home-empty" }, `${world.bot.name} has nothing here yet. Is the bot running?`);
    const send = async ({ type: _, ...action }) => {
      const result = await act("home_click", { view_id: world.home.id, ...action });
      if (!result.ok && result.error) notice(result.error);
      return result;
    };
    this.#surface = new Surface({ kind: "home", send, kept: this.#surface?.state() });
    return h("div", { class: "home-page" }, drawBlocks(world.home.blocks, this.#surface));
  }
}
