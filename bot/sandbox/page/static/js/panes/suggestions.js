// What the composer suggests while someone types: commands, people, emoji.

import { h } from "../dom.js";
import { avatar } from "../avatar.js";
import { icon } from "../icons.js";
import { findEmoji } from "../text/emoji.js";
import { world } from "../world.js";
import { Listbox } from "../widgets/listbox.js";
import { globalShortcuts, runShortcut } from "./shortcuts.js";
import { ownCommands } from "./typed.js";

const MOST = 6;

export class Suggestions {
  #input;
  #list;
  #withCommands;
  #found = null;

  constructor({ input, anchor, withCommands, onInsert }) {
    this.#input = input;
    this.#withCommands = withCommands;
    this.#list = new Listbox({
      input,
      anchor,
      label: "Suggestions",
      above: true,
      onChoose: (item) => {
        this.close();
        if (item.run) this.#replace("", item.run);
        else this.#replace(item.insert);
        onInsert();
      },
    });
    this.node = this.#list.node;
  }

  update() {
    const before = this.#input.value.slice(0, this.#input.selectionStart);
    this.#found = this.#find(before);
    if (this.#found?.items.length) this.#list.show(this.#found.items);
    else this.close();
  }

  close() {
    this.#list.close();
  }

  handleKey(event) {
    return this.#list.handleKey(event);
  }

  #replace(insert, then) {
    const { value, selectionStart: end } = this.#input;
    const start = end - this.#found.length;
    this.#input.setRangeText(insert, start, value[end] === " " ? end + 1 : end, "end");
    then?.();
  }

  #find(before) {
    const command = /^\/\S*$/.exec(before);
    if (command)
      return this.#withCommands ? { length: before.length, items: commandItems(command[0]) } : null;
    const person = /(?:^|\s)@([\p{L}]*(?: [\p{L}]*)?)$/u.exec(before);
    if (person) return { length: person[1].length + 1, items: personItems(person[1].toLowerCase()) };
    const emoji = /(?:^|\s):([a-z0-9_+-]{2,})$/.exec(before);
    if (emoji) return { length: emoji[1].length + 1, items: emojiItems(emoji[1]) };
    return null;
  }
}

function commandItems(typed) {
  const commands = [...world.commands, ...ownCommands()].filter(({ command }) => command.startsWith(typed));
  const shortcuts = globalShortcuts().filter(({ name }) =>
    name.toLowerCase().includes(typed.slice(1).toLowerCase()),
  );
  return [
    ...commands.map(({ command, usage_hint: usage, description }) => ({
      insert: `${command} `,
      draw: () => [h("strong", {}, command), " ", usage, h("small", {}, description)],
    })),
    ...shortcuts.map((shortcut) => ({
      run: () => runShortcut(shortcut),
      draw: () => [
        icon("bolt"),
        h("strong", {}, shortcut.name),
        h("small", {}, shortcut.description ?? world.bot.name),
      ],
    })),
  ];
}

function personItems(typed) {
  const everyone = [...world.people, { ...world.bot, role: "app" }];
  // A name that stands there in full needs no suggestion: Enter sends.
  if (everyone.some(({ name }) => name.toLowerCase() === typed.trim())) return [];
  return everyone
    .filter(
      ({ name }) =>
        name
          .toLowerCase()
          .split(" ")
          .some((word) => word.startsWith(typed)) || name.toLowerCase().startsWith(typed),
    )
    .slice(0, MOST)
    .map(({ id, name, role }) => ({
      insert: `@${name} `,
      draw: () => [avatar(id, "small"), h("strong", {}, name), h("small", {}, role)],
    }));
}

function emojiItems(typed) {
  return findEmoji(typed, MOST).map(({ name, character }) => ({
    insert: `:${name}: `,
    draw: () => [h("span", { class: "emoji" }, character), h("strong", {}, `:${name}:`)],
  }));
}
