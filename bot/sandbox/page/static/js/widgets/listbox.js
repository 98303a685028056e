// The list of choices under a text input: a select menu's options, or what the composer suggests. The keyboard stays in
// the input (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).

import { fill, freshId, h } from "../dom.js";
import { showPopup } from "./popup.js";

export class Listbox {
  #input;
  #anchor;
  #options;
  #items = [];
  #active = -1;
  #hide = null;

  /** `onChoose(item)` for the chosen one; an item is `{ key, draw() → children, selected, heading }`. */
  constructor({
    input,
    anchor = input,
    label,
    multiple = false,
    above = false,
    matchWidth = true,
    onChoose,
    onClose,
  }) {
    this.#input = input;
    this.#anchor = anchor;
    this.#options = { above, matchWidth, onChoose, onClose };
    this.node = h("ul", {
      class: "listbox",
      role: "listbox",
      id: freshId("listbox"),
      popover: "manual",
      "aria-label": label,
      "aria-multiselectable": multiple ? "true" : null,
      // A press on an option must not take the keyboard out of the input.
      on: { pointerdown: (event) => event.preventDefault() },
    });
    this.#sayExpanded(false);
    input.setAttribute("aria-controls", this.node.id);
    input.setAttribute("aria-autocomplete", "list");
  }

  get isOpen() {
    return this.#hide !== null;
  }

  /** Shows the items, or "nothing found" words; opens the list when it is closed. */
  show(items, { empty = null, active = 0 } = {}) {
    this.#items = items;
    const rows = items.map((item, at) => [item.heading ? heading(item.heading) : null, this.#row(item, at)]);
    if (items.length === 0 && !empty) {
      this.close();
      return;
    }
    fill(this.node, rows, items.length === 0 ? nothing(empty) : null);
    if (!this.isOpen) {
      this.#hide = showPopup(this.node, this.#anchor, { ...this.#options, onDismiss: () => this.close() });
      this.#sayExpanded(true);
    }
    this.#setActive(items.length ? Math.max(0, active) : -1);
  }

  close() {
    if (!this.isOpen) return;
    this.#hide();
    this.#hide = null;
    this.#sayExpanded(false);
    this.#input.removeAttribute("aria-activedescendant");
    this.#options.onClose?.();
  }

  /** Handles the list's keys while it is open; true when the key was one of them. */
  handleKey(event) {
    if (!this.isOpen || event.isComposing) return false;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && this.#items.length) {
      this.#setActive((this.#active + steps[event.key] + this.#items.length) % this.#items.length);
    } else if ((event.key === "Enter" || (event.key === "Tab" && this.#options.above)) && this.#active >= 0) {
      this.#options.onChoose(this.#items[this.#active]);
    } else if (event.key === "Escape") {
      this.close();
    } else {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** Only a combobox may say so; the composer is a plain text box. */
  #sayExpanded(expanded) {
    if (this.#input.getAttribute("role") === "combobox")
      this.#input.setAttribute("aria-expanded", String(expanded));
  }

  #row(item, at) {
    const choose = () => this.#options.onChoose(item);
    const hover = () => this.#setActive(at, false);
    return h(
      "li",
      {
        class: "listbox-option",
        role: "option",
        id: `${this.node.id}-${at}`,
        "aria-selected": item.selected ? "true" : "false",
        on: { click: choose, pointermove: hover },
      },
      item.draw(),
    );
  }

  #setActive(at, scroll = true) {
    this.#active = at;
    const rows = this.node.querySelectorAll('[role="option"]');
    rows.forEach((row, place) => row.classList.toggle("is-active", place === at));
    if (at < 0) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", `${this.node.id}-${at}`);
    if (scroll) rows[at]?.scrollIntoView({ block: "nearest" });
  }
}

function heading(words) {
  return h("li", { class: "listbox-heading", role: "presentation" }, words);
}

function nothing(words) {
  return h(
    "li",
    { class: "listbox-empty", role: "option", "aria-disabled": "true", "aria-selected": "false" },
    words,
  );
}
