// The messages of a channel or thread. A message that did not change keeps its elements, and with them what was typed,
// where the keyboard is and what is open.

import { arrange, h } from "../dom.js";
import { keepingFocus } from "../focus.js";
import { dateOf, dayName, isSameDay } from "../time.js";
import { world } from "../world.js";
import { announce } from "../widgets/notice.js";
import { wordsOf } from "./message.js";
import { MessageRow } from "./message-row.js";

const GROUPED_SECONDS = 300;
const NEAR_BOTTOM = 80;

export class MessageList {
  #rows = new Map();
  #address = null;
  #editing = null;
  /** Whether the newest message is in sight, and so should stay there. */
  #sticks = true;
  #size = null;

  constructor({ inThread = false, label }) {
    this.inThread = inThread;
    this.list = h("ol", {
      class: "messages",
      "aria-label": label,
      on: { keydown: (event) => this.#onKey(event) },
    });
    this.newer = h(
      "button",
      { type: "button", class: "newer", hidden: true, on: { click: () => this.#toBottom() } },
      "New messages ↓",
    );
    this.scroller = h("div", { class: "scroller", on: { scroll: () => this.#onScroll() } }, this.list);
    // A pane that changes its size, or a card that grows, must not hide the newest message.
    const resized = new ResizeObserver(() => this.#onResize());
    resized.observe(this.scroller);
    resized.observe(this.list);
    this.node = h("div", { class: "message-area" }, this.scroller, this.newer);
  }

  /** Draws the messages of a place; `firstUnread` is the `ts` that the "New" line stands before. */
  show(messages, { channel, thread = null, firstUnread = null, target = null }) {
    const address = [world.me.id, channel, thread].join("/");
    const fresh = address !== this.#address;
    if (fresh) this.#reset(address);
    const wasAtBottom = fresh || this.#sticks;
    const known = new Set(this.#rows.keys());
    keepingFocus(
      this.list,
      () => arrange(this.list, this.#layOut(messages, { channel, firstUnread })),
      () => this.#nearestRow(),
    );
    this.#forgetGone(messages);
    if (target) this.#highlight(target);
    else if (wasAtBottom) this.#toBottom();
    const added = fresh ? [] : messages.filter((message) => !known.has(message.ts));
    const arrived = added.filter((message) => message.user !== world.me.id);
    arrived.forEach((message) => announce(`${message.name}: ${wordsOf(message)}`));
    // Whoever sends something wants to see it, wherever they were reading.
    if (added.length > arrived.length) this.#toBottom();
    else if (arrived.length && !wasAtBottom) this.newer.hidden = false;
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
        this.inThread && at === 0 && message.reply_count
          ? divider(replies(message.reply_count), "replies-line")
          : null,
      ].filter(Boolean);
    });
  }

  #row(message, { channel, compact, parent }) {
    const onEdit = (ts) => this.#edit(ts);
    const row =
      this.#rows.get(message.ts) ?? new MessageRow({ message, channel, inThread: this.inThread, onEdit });
    row.update(message, { compact, parent, editing: this.#editing === message.ts });
    this.#rows.set(message.ts, row);
    return row.node;
  }

  #edit(ts) {
    this.#editing = ts;
    this.node.dispatchEvent(new CustomEvent("redraw", { bubbles: true }));
  }

  /** Up and down walk from message to message, when the keyboard is on a message itself. */
  #onKey(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !event.target.matches(".message")) return;
    event.preventDefault();
    const rows = [...this.list.querySelectorAll(".message")];
    rows[rows.indexOf(event.target) + step]?.focus();
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
    this.#sticks = false;
    // A message that is longer than the pane is read from its beginning.
    const isLong = row.offsetHeight > this.scroller.clientHeight;
    row.scrollIntoView({ block: isLong ? "start" : "center" });
    row.classList.add("message-target");
    row.addEventListener("animationend", () => row.classList.remove("message-target"), { once: true });
  }

  #atBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
  }

  #toBottom() {
    this.#sticks = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.newer.hidden = true;
  }

  #onResize() {
    this.#size = this.#measure();
    if (this.#sticks) this.#toBottom();
  }

  #measure() {
    return `${this.scroller.clientHeight}/${this.scroller.scrollHeight}`;
  }

  #onScroll() {
    // The browser scrolls by itself when things change their size: nobody has left the newest message yet.
    if (this.#size !== this.#measure()) return;
    this.#sticks = this.#atBottom();
    if (this.#sticks) this.newer.hidden = true;
  }
}

/** Whether a message goes on where the one before it ended, so that the name need not stand there again. */
function follows(before, message) {
  if (before?.user !== message.user || before.deleted_parent || before.reply_count) return false;
  if ([before, message].some((one) => one.broadcast || one.ephemeral)) return false;
  return Number(message.ts) - Number(before.ts) < GROUPED_SECONDS;
}

function divider(words, kind) {
  return h("li", { class: `divider divider-${kind}` }, h("span", {}, words));
}

function replies(count) {
  return count === 1 ? "1 reply" : `${count} replies`;
}
