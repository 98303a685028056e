// Radio buttons and checkboxes.

import { freshId, h } from "../dom.js";
import { drawText } from "../text/draw.js";
import { described, dispatch, keyOf, REQUIRED } from "./context.js";

export function drawRadioButtons(element, context) {
  const start = context.surface.startOf(context.blockId, element).selected_option;
  let chosen = optionLike(element, start);
  const { node, inputs } = drawChoices(element, context, "radio", (option) => option === chosen, change);
  context.surface.addField(context.blockId, element, {
    read: () => ({ type: element.type, selected_option: chosen }),
    problem: (required) => (required && !chosen ? REQUIRED : null),
    focus: () => inputs[0]?.focus(),
  });
  return node;

  function change(option) {
    const before = chosen;
    chosen = option;
    return dispatch(context, element, option.value, () => {
      chosen = before;
      element.options.forEach((one, at) => (inputs[at].checked = one === before));
    });
  }
}

export function drawCheckboxes(element, context) {
  const start = context.surface.startOf(context.blockId, element).selected_options ?? [];
  const chosen = new Set(start.map((option) => optionLike(element, option)));
  const { node, inputs } = drawChoices(element, context, "checkbox", (option) => chosen.has(option), change);
  const selected = () => element.options.filter((option) => chosen.has(option));
  context.surface.addField(context.blockId, element, {
    read: () => ({ type: element.type, selected_options: selected() }),
    problem: (required) => (required && chosen.size === 0 ? REQUIRED : null),
    focus: () => inputs[0]?.focus(),
  });
  return node;

  function change(option, input) {
    toggle(option);
    const values = selected().map((one) => one.value);
    return dispatch(context, element, values, () => {
      toggle(option);
      input.checked = chosen.has(option);
    });
  }

  function toggle(option) {
    if (!chosen.delete(option)) chosen.add(option);
  }
}

function drawChoices(element, context, type, isChecked, onChange) {
  const group = freshId("choice");
  const inputs = [];
  const rows = element.options.map((option) => {
    const input = h("input", {
      type,
      name: group,
      checked: isChecked(option),
      data: { key: keyOf(element, option.value) },
      on: { change: ({ currentTarget }) => onChange(option, currentTarget) },
    });
    inputs.push(input);
    const hint = option.description
      ? h("span", { class: "choice-hint words" }, drawText(option.description))
      : null;
    const words = h(
      "span",
      { class: "choice-words" },
      h("span", { class: "words" }, drawText(option.text)),
      hint,
    );
    return h("label", { class: "choice" }, input, words);
  });
  const role = type === "radio" ? "radiogroup" : "group";
  const { "aria-describedby": describedBy, "aria-required": required } = described(context);
  const attributes = {
    class: "choices",
    role,
    "aria-label": context.name,
    "aria-describedby": describedBy,
    "aria-required": role === "radiogroup" ? required : null,
  };
  return { node: h("div", attributes, rows), inputs };
}

/** The element's own option that equals the given one: initial options are copies. */
function optionLike(element, option) {
  return option ? (element.options.find((one) => one.value === option.value) ?? null) : null;
}
