// Fields to type in: text and dates. Limits are kept here as Slack's client keeps them, before the bot
// sees anything.

import { h } from "../dom.js";
import { plainString } from "../text/draw.js";
import { described, dispatch, keyOf, REQUIRED } from "./context.js";

/** https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
const LONGEST_TEXT = 3000;
const SHOW_COUNT_BELOW = 50;

export function drawTextInput(element, context) {
  const longest = element.max_length ?? LONGEST_TEXT;
  const count = h("span", { class: "count", "aria-hidden": "true" });
  const { node, input } = drawField(element, context, {
    tag: element.multiline ? "textarea" : "input",
    attributes: element.multiline ? { rows: 4 } : { type: "text" },
    name: "value",
    check: checkLength,
    onInput: showCount,
  });
  showCount();
  node.append(count);
  return node;

  function checkLength(text) {
    if (text.length > longest) {
      return `Please shorten this to ${longest} characters or fewer. It has ${text.length}.`;
    }
    const shortest = element.min_length ?? 0;
    return text.length < shortest ? `Please write at least ${shortest} characters.` : null;
  }

  function showCount() {
    const left = longest - input.value.length;
    count.textContent = left < SHOW_COUNT_BELOW ? String(left) : "";
    count.classList.toggle("count-over", left < 0);
  }
}

export function drawDatePicker(element, context) {
  return drawField(element, context, {
    attributes: { type: "date" },
    name: "selected_date",
    dispatchOn: "change",
  }).node;
}

/** `name` is what the value is called in the state; `check(text)` has words for text that is not allowed. */
function drawField(
  element,
  context,
  { tag = "input", attributes, name, check = () => null, onInput, dispatchOn },
) {
  const start = context.surface.startOf(context.blockId, element)[name] ?? null;
  const input = h(tag, {
    ...attributes,
    ...described(context),
    class: "field",
    value: start ?? "",
    placeholder: plainString(element.placeholder) || null,
    "aria-label": context.name,
    autofocus: element.focus_on_load === true,
    data: { key: keyOf(element), actionId: element.action_id ?? "" },
  });
  const value = () => input.value || null;
  let sent = input.value;
  const send = () => {
    const before = sent;
    sent = input.value;
    return dispatch(context, element, value(), () => {
      input.value = before;
      sent = before;
    });
  };

  if (onInput) input.addEventListener("input", onInput);
  if (dispatchOn) input.addEventListener(dispatchOn, send);
  else if (context.dispatches) input.addEventListener("keydown", sendOnEnter);

  context.surface.addField(context.blockId, element, {
    read: () => ({ type: element.type, [name]: value() }),
    problem: (required) => (input.value.trim() === "" ? (required ? REQUIRED : null) : check(input.value)),
    focus: () => input.focus(),
  });
  return { node: h("span", { class: "field-box" }, input), input };

  /** In such a field Enter tells the bot; it neither breaks the line nor submits the modal. */
  function sendOnEnter(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  }
}
