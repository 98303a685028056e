// The main pane: a channel, or the app with its Home and Messages tabs.

import { fetchMessages } from "../api.js";
import { avatar } from "../avatar.js";
import { fill, h } from "../dom.js";
import { isTouch, keepingFocus } from "../focus.js";
import { icon } from "../icons.js";
import { openApp, openList, place } from "../place.js";
import { act, conversation, isBotDm, titleOf, world } from "../world.js";
import { notice } from "../widgets/notice.js";
import { Composer } from "./composer.js";
import { HomeView } from "./home.js";
import { MessageList } from "./message-list.js";
import { welcome } from "./welcome.js";

export class ChannelPane {
  #unread = { key: null, from: null };
  #newestRequest = 0;
  #shown = null;

  constructor(node) {
    this.head = h("header", { class: "pane-head" });
    this.composer = new Composer();
    this.messages = new MessageList({ label: "Messages" });
    this.home = new HomeView();
    this.welcome = h("div", { class: "welcome-place" });
    this.talk = h("div", { class: "talk" }, this.welcome, this.messages.node, this.composer.node);
    this.node = fill(node, this.head, this.talk, this.home.node);
  }

  /** Draws the frame of the place, then fetches its messages. */
  async refresh() {
    const shown = conversation(place.channel);
    if (!shown) return;
    const onHome = isBotDm(shown) && place.tab === "home";
    keepingFocus(this.head, () => fill(this.head, drawHead(shown)));
    this.talk.hidden = onHome;
    this.home.node.hidden = !onHome;
    if (onHome) {
      this.home.refresh();
      return;
    }
    if (!this.welcome.hasChildNodes())
      fill(
        this.welcome,
        welcome((text) => this.composer.begin(text)),
      );
    this.welcome.hidden = isBotDm(shown);
    this.composer.showFor(shown);
    this.#takeKeyboard(shown);
    await this.#refreshMessages(shown);
  }

  /** Whoever opens a channel goes on to write, so the box has the keyboard; on a touch screen that would cover half. */
  #takeKeyboard(shown) {
    const moved = this.#shown !== shown.id;
    this.#shown = shown.id;
    if (moved && place.pane === "main" && !isTouch() && !document.querySelector("dialog[open]"))
      this.composer.input.focus();
  }

  async #refreshMessages(shown) {
    this.#newestRequest += 1;
    const request = this.#newestRequest;
    const messages = await fetchMessages(world.me.id, shown.id);
    if (request !== this.#newestRequest) return;
    const target = place.thread ? null : takeTarget();
    this.messages.show(messages, {
      channel: shown.id,
      firstUnread: this.#firstUnread(shown, messages),
      target,
    });
    if (shown.unread && document.visibilityState === "visible") await act("mark_read", { channel: shown.id });
  }

  /** Where the "New" line stands: worked out once when the channel is opened, and kept while it stays open. */
  #firstUnread(shown, messages) {
    const key = `${world.me.id}/${shown.id}`;
    if (this.#unread.key !== key) {
      const others = messages.filter((message) => message.user !== world.me.id && !message.ephemeral);
      this.#unread = { key, from: shown.unread ? (others.at(-shown.unread)?.ts ?? null) : null };
    }
    return this.#unread.from;
  }
}

function takeTarget() {
  const { target } = place;
  place.target = null;
  return target;
}

function drawHead(shown) {
  const back = h(
    "button",
    {
      type: "button",
      class: "icon-button back",
      "aria-label": "Back to all conversations",
      data: { key: "back" },
      on: { click: openList },
    },
    icon("back"),
  );
  const mark = isBotDm(shown)
    ? avatar(world.bot.id, "small")
    : icon(shown.kind === "private" ? "lock" : "hash");
  const name = isBotDm(shown) ? titleOf(shown) : shown.name;
  return [
    back,
    h("h2", { "aria-label": titleOf(shown) }, mark, name),
    isBotDm(shown) ? drawTabs() : drawPresence(shown),
  ];
}

function drawTabs() {
  const tab = (id, label) =>
    h(
      "button",
      {
        type: "button",
        class: "tab",
        "aria-current": place.tab === id ? "page" : null,
        data: { key: `tab/${id}` },
        on: { click: () => openApp(id) },
      },
      label,
    );
  return h(
    "nav",
    { class: "tabs", "aria-label": "Parts of this app" },
    tab("home", "Home"),
    tab("messages", "Messages"),
  );
}

/** A channel says whether the bot is in it, and offers to bring it in. */
function drawPresence(shown) {
  if (shown.archived) return h("span", { class: "presence" }, "Archived");
  if (shown.bot_in)
    return h("span", { class: "presence" }, avatar(world.bot.id, "tiny"), `${world.bot.name} is here`);
  if (!shown.member) return null;
  return h(
    "button",
    {
      type: "button",
      class: "button button-small",
      data: { key: "invite" },
      on: { click: () => invite(shown) },
    },
    `Add ${world.bot.name}`,
  );
}

async function invite(shown) {
  const result = await act("invite_bot", { channel: shown.id });
  if (!result.ok) notice(result.error);
}
