// The box to write in, below a channel or a thread.

import { fill, freshId, h } from "../dom.js";
import { icon } from "../icons.js";
import { act, titleOf, world } from "../world.js";
import { attachMenu } from "../widgets/menu.js";
import { globalShortcuts, runShortcut } from "./shortcuts.js";
import { Suggestions } from "./suggestions.js";
import { meaningOf, usageOf } from "./typed.js";

const drafts = new Map();

export class Composer {
  #where = null;
  #suggestions;

  constructor({ inThread = false } = {}) {
    const noteId = freshId("composer-note");
    this.inThread = inThread;
    this.input = h("textarea", {
      class: "composer-input",
      rows: 1,
      "aria-describedby": noteId,
      spellcheck: "true",
      on: {
        input: () => this.#onInput(),
        keydown: (event) => this.#onKey(event),
        blur: () => this.#suggestions.close(),
      },
    });
    this.note = h("p", { class: "composer-note", id: noteId, "aria-live": "polite" });
    this.sendButton = h(
      "button",
      { type: "submit", class: "icon-button send", "aria-label": "Send" },
      icon("send"),
    );
    this.files = [];
    this.fileList = h("ul", { class: "files composer-files", "aria-label": "Files to send", hidden: true });
    this.broadcast = h("input", { type: "checkbox" });
    this.broadcastLabel = h("span", {});
    const also = inThread ? h("label", { class: "also" }, this.broadcast, this.broadcastLabel) : null;
    const box = h(
      "div",
      { class: "composer-box" },
      this.input,
      this.fileList,
      h(
        "div",
        { class: "composer-bar" },
        inThread ? also : this.#shortcutsButton(),
        this.#attachButton(),
        this.sendButton,
      ),
    );
    this.#suggestions = new Suggestions({
      input: this.input,
      anchor: box,
      withCommands: !inThread,
      onInsert: () => this.#onInput(),
    });
    this.form = h(
      "form",
      { class: "composer", on: { submit: (event) => this.#onSubmit(event) } },
      box,
      this.#suggestions.node,
      this.note,
    );
    this.closed = h("p", { class: "composer composer-closed", hidden: true });
    this.node = h("div", {}, this.form, this.closed);
  }

  /** Points the box at a conversation or thread; what was begun elsewhere is kept there. */
  showFor(conversation, thread = null) {
    const where = { key: [world.me.id, conversation.id, thread].join("/"), conversation, thread };
    const moved = this.#where?.key !== where.key;
    this.#where = where;
    const title = titleOf(conversation);
    this.input.setAttribute("aria-label", thread ? `Reply in ${title}` : `Message ${title}`);
    this.input.placeholder = thread ? "Reply…" : `Message ${title}`;
    this.broadcastLabel.textContent = `Also send to ${title}`;
    const reason = closedBecause(conversation);
    this.form.hidden = reason !== null;
    this.closed.hidden = reason === null;
    if (reason) fill(this.closed, reason);
    if (moved) {
      this.broadcast.checked = false;
      this.#setFiles([]);
      this.#setText(drafts.get(where.key) ?? "");
    }
  }

  /** Puts text into the box for the person to go on with. */
  begin(text) {
    this.#setText(text);
    this.input.focus();
    this.#suggestions.update();
  }

  #setText(text) {
    this.input.value = text;
    this.#onInput({ quietly: true });
  }

  #onInput({ quietly = false } = {}) {
    drafts.set(this.#where.key, this.input.value);
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
    this.#mayBeSent();
    this.#say(usageOf(this.input.value, this.inThread));
    if (quietly) this.#suggestions.close();
    else this.#suggestions.update();
  }

  #onKey(event) {
    const typed = this.input.value.trim();
    const isWhole = event.key === "Enter" && world.commands.some(({ command }) => command === typed);
    if (isWhole && !this.inThread) this.#suggestions.close();
    if (this.#suggestions.handleKey(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  async #onSubmit(event) {
    event.preventDefault();
    const text = this.input.value;
    const files = this.files;
    if (text.trim() === "" && files.length === 0) return;
    const meaning = meaningOf(text, this.inThread);
    if (meaning.refused) {
      this.#say(meaning.refused);
      return;
    }
    const { key, conversation, thread } = this.#where;
    const fields = { channel: conversation.id, ...meaning.fields };
    if (thread) Object.assign(fields, { thread_ts: thread, broadcast: this.broadcast.checked });
    this.#setText("");
    this.#setFiles([]);
    if (files.length) fields.files = await Promise.all(files.map(contentOf));
    this.broadcast.checked = false;
    const result = await act(meaning.act, fields);
    if (result.ok) return;
    if (this.#where.key === key && this.input.value === "") {
      this.#setText(text);
      this.#setFiles(files);
    }
    this.#say(result.error);
  }

  #say(words) {
    this.note.textContent = words ?? "";
  }

  #mayBeSent() {
    this.sendButton.disabled = this.input.value.trim() === "" && this.files.length === 0;
  }

  /** The files that go with the next message. */
  #setFiles(files) {
    this.files = files;
    this.fileList.hidden = files.length === 0;
    const leave = (file) => () => this.#setFiles(this.files.filter((other) => other !== file));
    fill(
      this.fileList,
      files.map((file) =>
        h(
          "li",
          { class: "file" },
          icon("file"),
          h("strong", {}, file.name),
          h(
            "button",
            {
              type: "button",
              class: "text-button",
              "aria-label": `Leave out ${file.name}`,
              on: { click: leave(file) },
            },
            "Leave out",
          ),
        ),
      ),
    );
    this.#mayBeSent();
  }

  #attachButton() {
    const choose = h("input", {
      type: "file",
      multiple: true,
      hidden: true,
      "aria-label": "Files",
      on: {
        change: () => {
          this.#setFiles([...this.files, ...choose.files]);
          choose.value = "";
        },
      },
    });
    const attributes = { type: "button", class: "icon-button", "aria-label": "Attach files" };
    const button = h("button", { ...attributes, on: { click: () => choose.click() } }, icon("file"));
    return h("span", { class: "attach" }, choose, button);
  }

  #shortcutsButton() {
    const button = h(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Shortcuts" },
      icon("bolt"),
    );
    const items = () =>
      globalShortcuts().map((shortcut) => ({
        label: shortcut.name,
        hint: shortcut.description ?? world.bot.name,
        onChoose: () => runShortcut(shortcut),
      }));
    attachMenu(button, { label: "Shortcuts", items, align: "start", above: true });
    return button;
  }
}

/** As the server takes it: the name, and the bytes in base64. */
async function contentOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const parts = [];
  for (let at = 0; at < bytes.length; at += 0x8000) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  }
  return { name: file.name, content: btoa(parts.join("")) };
}

function closedBecause(conversation) {
  if (conversation.archived) return "This channel is archived. Nobody can write in it any more.";
  if (conversation.member || conversation.kind === "im") return null;
  const join = () => act("join", { channel: conversation.id });
  return [
    `You are looking at ${titleOf(conversation)}. `,
    h("button", { type: "button", class: "button button-primary", on: { click: join } }, "Join channel"),
  ];
}
