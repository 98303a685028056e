// The thread pane: a message and its replies.

import { fetchMessages } from "../api.js";
import { fill, h } from "../dom.js";
import { isTouch } from "../focus.js";
import { icon } from "../icons.js";
import { closeThread, place } from "../place.js";
import { conversation, titleOf, world } from "../world.js";
import { Composer } from "./composer.js";
import { MessageList } from "./message-list.js";

export class ThreadPane {
  #newestRequest = 0;
  #opener = null;
  #shown = null;

  constructor(node) {
    this.where = h("span", { class: "pane-where" });
    this.composer = new Composer({ inThread: true });
    this.messages = new MessageList({ inThread: true, label: "Thread" });
    this.node = fill(
      node,
      h(
        "header",
        { class: "pane-head" },
        h(
          "button",
          {
            type: "button",
            class: "icon-button back",
            "aria-label": "Back to the channel",
            on: { click: () => this.close() },
          },
          icon("back"),
        ),
        h("h2", {}, "Thread ", this.where),
        h(
          "button",
          {
            type: "button",
            class: "icon-button close-thread",
            "aria-label": "Close thread",
            on: { click: () => this.close() },
          },
          icon("close"),
        ),
      ),
      h("div", { class: "talk" }, this.messages.node, this.composer.node),
    );
    node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.close();
    });
  }

  close() {
    closeThread();
    const opener = this.#opener?.isConnected ? this.#opener : document.querySelector("#main .composer-input");
    opener?.focus({ preventScroll: true });
  }

  async refresh() {
    const channel = place.thread ? conversation(place.channel) : null;
    this.node.hidden = !channel;
    const opened = channel ? `${world.me.id}/${channel.id}/${place.thread}` : null;
    const isNew = opened !== this.#shown;
    if (isNew && opened) this.#opener = document.activeElement;
    this.#shown = opened;
    this.#newestRequest += 1;
    if (!channel) return;
    this.where.textContent = titleOf(channel);
    this.composer.showFor(channel, place.thread);
    const request = this.#newestRequest;
    const { thread } = place;
    const messages = await fetchMessages(world.me.id, channel.id, thread);
    if (request !== this.#newestRequest) return;
    const { target } = place;
    place.target = null;
    this.messages.show(messages, { channel: channel.id, thread, target });
    if (isNew && !isTouch()) this.composer.input.focus({ preventScroll: true });
  }
}
