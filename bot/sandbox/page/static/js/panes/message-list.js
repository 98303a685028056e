// The messages of a channel or thread. A message that did not change keeps its elements, and with them what was typed,
// where the keyboard is and what is open.

import { arrange, fill, h, keepingFocus } from "../dom.js";
import { dateOf, dayName, isSameDay } from "../time.js";
import { nameOf, world } from "../world.js";
import { announce } from "../widgets/notice.js";
import { drawEditor } from "./editor.js";
import { drawMessage, messageSurface, wordsOf } from "./message.js";
import { moveToolbar } from "./toolbar.js";

const GROUPED_SECONDS = 300;
const NEAR_BOTTOM = 80;

export class MessageList {
  #rows = new Map();
  #address = null;
  #editing = null;

  constructor({ inThread = false, label }) {
    this.inThread = inThread;
    this.list = h("ol", { class: "messages", "aria-label": label });
    this.newer = h("button", { type: "button", class: "newer", hidden: true, on: { click: () => this.#toBottom() } }, "New messages ↓");
    this.scroller = h("div", { class: "scroller", on: { scroll: () => this.#onScroll() } }, this.list);
    this.node = h("div", { class: "message-area" }, this.scroller, this.newer);
  }

  /** Draws the messages of a place; `firstUnread` is the `ts` that the "New" line stands before. */
  show(messages, { channel, thread = null, firstUnread = null, target = null }) {
    const address = [world.me.id, channel, thread].join("/");
    const fresh = address !== this.#address;
    if (fresh) this.#reset(address);
    const wasAtBottom = fresh || this.#atBottom();
    const known = new Set(this.#rows.keys());
    keepingFocus(
      this.list,
      () => arrange(this.list, this.#layOut(messages, { channel, firstUnread })),
      () => this.#nearestRow(),
    );
    this.#forgetGone(messages);
    if (target) this.#highlight(target);
    else if (wasAtBottom) this.#toBottom();
    const arrived = fresh ? [] : messages.filter((message) => !known.has(message.ts) && message.user !== world.me.id);
    arrived.forEach((message) => announce(`${message.name}: ${wordsOf(message)}`));
    if (arrived.length && !wasAtBottom) this.newer.hidden = false;
  }

  #reset(address) {
    this.#address = address;
    this.#rows.clear();
    this.#editing = null;
    this.newer.hidden = true;
  }

  #layOut(messages, { channel, firstUnread }) {
    const parents = new Map(messages.map((message) => [message.ts, message]));
    return messages.flatMap((message, at) => {
      const before = messages[at - 1];
      const date = dateOf(message.ts);
      const newDay = !this.inThread && (!before || !isSameDay(dateOf(before.ts), date));
      const isNew = message.ts === firstUnread;
      const compact = !newDay && !isNew && follows(before, message) && !(this.inThread && at === 1);
      return [
        newDay ? divider(dayName(date), "day") : null,
        isNew ? divider("New", "new") : null,
        this.#row(message, { channel, compact, parent: parents.get(message.thread_ts) }),
        this.inThread && at === 0 && messages.length > 1 ? divider(replies(messages.length - 1), "replies-line") : null,
      ].filter(Boolean);
    });
  }

  #row(message, { channel, compact, parent }) {
    const editing = this.#editing === message.ts;
    const signature = JSON.stringify([message, compact, editing, parent?.text, world.people, nameOf(message.user)]);
    const known = this.#rows.get(message.ts);
    if (known?.signature === signature) return known.node;
    const surface = messageSurface(message, channel, known?.surface.state());
    const content = editing
      ? drawEditor(message, channel, () => this.#edit(null))
      : drawMessage(message, { channel, inThread: this.inThread, compact, surface, parent });
    const node = known?.node ?? h("li", { tabindex: "-1", data: { ts: message.ts, key: `message/${message.ts}` } });
    node.className = `message ${compact ? "message-compact" : ""} ${message.ephemeral ? "message-ephemeral" : ""}`;
    keepingFocus(node, () => fill(node, content), () => node);
    const offer = () => moveToolbar(node, message, { channel, inThread: this.inThread, edit: () => this.#edit(message.ts) });
    node.onpointerenter = offer;
    node.onfocus = offer;
    node.onfocusin = offer;
    node.onkeydown = (event) => this.#onKey(event, node);
    this.#rows.set(message.ts, { node, signature, surface, message });
    return node;
  }

  #edit(ts) {
    this.#editing = ts;
    this.node.dispatchEvent(new CustomEvent("redraw", { bubbles: true }));
  }

  /** Up and down walk from message to message, when the keyboard is on a message itself. */
  #onKey(event, node) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || event.target !== node) return;
    event.preventDefault();
    const rows = [...this.list.querySelectorAll(".message")];
    rows[rows.indexOf(node) + step]?.focus();
  }

  #forgetGone(messages) {
    const present = new Set(messages.map((message) => message.ts));
    for (const ts of this.#rows.keys()) if (!present.has(ts)) this.#rows.delete(ts);
    const rows = [...this.list.querySelectorAll(".message")];
    rows.forEach((row, at) => row.setAttribute("tabindex", at === rows.length - 1 ? "0" : "-1"));
  }

  #nearestRow() {
    return this.list.querySelector(".message:last-of-type");
  }

  #highlight(ts) {
    const row = this.#rows.get(ts)?.node;
    if (!row) return this.#toBottom();
    row.scrollIntoView({ block: "center" });
    row.classList.add("message-target");
    row.addEventListener("animationend", () => row.classList.remove("message-target"), { once: true });
  }

  #atBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
  }

  #toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.newer.hidden = true;
  }

  #onScroll() {
    if (this.#atBottom()) this.newer.hidden = true;
  }
}

function follows(before, message) {
  if (!before || before.deleted_parent || before.user !== message.user || message.broadcast || before.broadcast) return false;
  if (before.ephemeral || message.ephemeral || before.reply_count) return false;
  return Number(message.ts) - Number(before.ts) < GROUPED_SECONDS;
}

function divider(words, kind) {
  return h("li", { class: `divider divider-${kind}` }, h("span", {}, words));
}

function replies(count) {
  return count === 1 ? "1 reply" : `${count} replies`;
}
