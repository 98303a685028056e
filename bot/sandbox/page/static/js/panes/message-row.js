// A message's row in the list: it lives as long as its message is shown, and is drawn anew only when that changed.

import { fill, h } from "../dom.js";
import { keepingFocus } from "../focus.js";
import { now } from "../time.js";
import { world } from "../world.js";
import { announce } from "../widgets/notice.js";
import { drawEditor } from "./editor.js";
import { drawMessage, messageSurface, wordsOf } from "./message.js";
import { moveToolbar } from "./toolbar.js";

export class MessageRow {
  #signature = null;
  #surface = null;
  #message;
  #channel;
  #inThread;
  #onEdit;

  /** `onEdit(ts | null)` is called when its author begins or ends to edit it. */
  constructor({ message, channel, inThread, onEdit }) {
    this.#message = message;
    this.#channel = channel;
    this.#inThread = inThread;
    this.#onEdit = onEdit;
    const offer = () => this.#offerToolbar();
    this.node = h("li", {
      tabindex: "-1",
      data: { ts: message.ts, key: `message/${message.ts}` },
      on: { pointerenter: offer, focusin: offer },
    });
  }

  /** `compact` leaves out the name; `parent` is the message whose thread a broadcast comes from. */
  update(message, { compact, parent, editing }) {
    const today = now().toDateString();
    const shown = [message, compact, editing, parent?.text, world.people, world.bot, today];
    const signature = JSON.stringify(shown);
    if (signature === this.#signature) return;
    // Whoever just clicked in this card hears what it says now; readers of the others are left in peace.
    if (this.#signature && !editing && this.#hasKeyboard()) announce(wordsOf(message));
    this.#signature = signature;
    this.#message = message;
    this.#surface = messageSurface(message, this.#channel, this.#surface?.state());
    this.node.className = `message ${compact ? "message-compact" : ""} ${message.ephemeral ? "message-ephemeral" : ""}`;
    const redraw = () =>
      fill(this.node, editing ? this.#drawEditor() : this.#drawMessage({ compact, parent }));
    keepingFocus(this.node, redraw, () => this.node);
    if (this.node.matches(":hover") || this.#hasKeyboard()) this.#offerToolbar();
  }

  #hasKeyboard() {
    return this.node.contains(document.activeElement);
  }

  #drawEditor() {
    return drawEditor(this.#message, this.#channel, () => this.#onEdit(null));
  }

  #drawMessage({ compact, parent }) {
    const where = { channel: this.#channel, inThread: this.#inThread };
    return drawMessage(this.#message, { ...where, compact, parent, surface: this.#surface });
  }

  #offerToolbar() {
    const edit = () => this.#onEdit(this.#message.ts);
    moveToolbar(this.node, this.#message, { channel: this.#channel, inThread: this.#inThread, edit });
  }
}
