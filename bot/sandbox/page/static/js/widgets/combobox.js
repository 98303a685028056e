// A select menu with a filter, for one choice or several, as Slack draws its selects.

import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { Listbox } from "./listbox.js";

/**
 * `options` are `{ value, label, hint, group }`. `onChange(values)` is called after each choice of the person.
 * Answers `{ node, input, reset(values) }`.
 */
export function combobox({
  key,
  label,
  options,
  chosen,
  multiple = false,
  max = Infinity,
  placeholder,
  clearable,
  onChange,
}) {
  let values = chosen.filter((value) => options.some((option) => option.value === value));
  const optionOf = (value) => options.find((option) => option.value === value);

  const input = h("input", {
    type: "text",
    class: "combobox-input",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    data: { key },
    "aria-label": label,
    on: { input: () => open(input.value), click: () => open(""), keydown: onKey, blur: settle },
  });
  const chips = h("span", { class: "chips" });
  const clear = h(
    "button",
    {
      type: "button",
      class: "icon-button combobox-clear",
      "aria-label": `Clear ${label}`,
      on: { click: () => take([]) },
    },
    icon("close"),
  );
  const node = h("span", { class: "combobox" }, chips, input, clear, icon("chevron"));
  const list = new Listbox({ input, anchor: node, label, multiple, onChoose: choose });
  node.append(list.node);

  function open(filter) {
    const wanted = filter.trim().toLowerCase();
    const found = options.filter((option) =>
      `${option.label} ${option.hint ?? ""}`.toLowerCase().includes(wanted),
    );
    const items = found.map((option, at) => ({
      key: option.value,
      selected: values.includes(option.value),
      heading: option.group && option.group !== found[at - 1]?.group ? option.group : null,
      draw: () => drawOption(option),
    }));
    list.show(items, { empty: "Nothing found", active: items.findIndex((item) => item.selected) });
  }

  function onKey(event) {
    if (list.handleKey(event)) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp" || (event.key === "Enter" && !list.isOpen)) {
      event.preventDefault();
      open("");
    } else if (event.key === "Backspace" && multiple && input.value === "") {
      take(values.slice(0, -1));
    }
  }

  function choose({ key: value }) {
    if (!multiple) {
      list.close();
      take([value]);
    } else if (values.includes(value)) {
      take(values.filter((other) => other !== value));
    } else if (values.length < max) {
      take([...values, value]);
    }
  }

  /** The new choice, drawn and told. */
  function take(next) {
    values = next;
    draw();
    input.focus();
    if (list.isOpen) open("");
    onChange(values);
  }

  /** Another choice without telling: the person's own was taken back. */
  function reset(others) {
    values = others;
    draw();
  }

  function settle() {
    list.close();
    draw();
  }

  function draw() {
    input.value = multiple ? "" : (optionOf(values[0])?.label ?? "");
    input.placeholder = multiple && values.length ? "" : placeholder;
    clear.hidden = multiple || !clearable || values.length === 0;
    fill(chips, multiple ? values.map((value) => chip(optionOf(value))) : null);
  }

  function chip({ value, label: words }) {
    const remove = () => take(values.filter((other) => other !== value));
    const button = {
      type: "button",
      class: "chip-remove",
      "aria-label": `Remove ${words}`,
      on: { click: remove },
    };
    return h("span", { class: "chip" }, words, h("button", button, icon("close")));
  }

  draw();
  return { node, input, reset };
}

function drawOption({ label, hint }) {
  return [
    h("span", { class: "listbox-label" }, label),
    hint ? h("span", { class: "listbox-hint" }, hint) : null,
  ];
}
