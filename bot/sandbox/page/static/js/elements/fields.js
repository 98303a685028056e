// Fields to type in: text, numbers, dates and times. Limits are kept here as Slack's client keeps them, before the bot
// sees anything.

import { h } from "../dom.js";
import { plainString } from "../text/draw.js";
import { described, dispatch, keyOf, REQUIRED } from "./context.js";

/** https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
const LONGEST_TEXT = 3000;
const SHOW_COUNT_BELOW = 50;
const ADDRESS_PROBLEMS = {
  email: "Please enter a whole email address.",
  url: "Please enter a whole web address.",
};

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

export function drawNumberInput(element, context) {
  const mode = element.is_decimal_allowed ? "decimal" : "numeric";
  return drawField(element, context, { attributes: { type: "text", inputmode: mode }, name: "value", check })
    .node;

  function check(text) {
    const pattern = element.is_decimal_allowed ? /^-?\d+(?:\.\d+)?$/ : /^-?\d+$/;
    if (!pattern.test(text))
      return element.is_decimal_allowed ? "Please enter a number." : "Please enter a whole number.";
    if (element.min_value !== undefined && Number(text) < Number(element.min_value)) {
      return `Please enter ${element.min_value} or more.`;
    }
    if (element.max_value !== undefined && Number(text) > Number(element.max_value)) {
      return `Please enter ${element.max_value} or less.`;
    }
    return null;
  }
}

export function drawDatePicker(element, context) {
  return drawField(element, context, {
    attributes: { type: "date" },
    name: "selected_date",
    dispatchOn: "change",
  }).node;
}

export function drawTimePicker(element, context) {
  return drawField(element, context, {
    attributes: { type: "time" },
    name: "selected_time",
    dispatchOn: "change",
  }).node;
}

export function drawAddressInput(element, context) {
  const type = element.type === "email_text_input" ? "email" : "url";
  const check = () => (field.input.validity.valid ? null : ADDRESS_PROBLEMS[type]);
  const field = drawField(element, context, { attributes: { type }, name: "value", check });
  return field.node;
}

/** Slack counts this one in seconds; the browser shows it in the reader's own time zone. */
export function drawDateTimePicker(element, context) {
  return drawField(element, context, {
    attributes: { type: "datetime-local" },
    name: "selected_date_time",
    dispatchOn: "change",
    toShown: localMinutes,
    toValue: (shown) => Math.floor(new Date(shown).getTime() / 1000),
  }).node;
}

function localMinutes(seconds) {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

const same = (value) => value;

/** `name` is what the value is called in the state; `check(text)` has words for text that is not allowed. */
function drawField(
  element,
  context,
  {
    tag = "input",
    attributes,
    name,
    check = () => null,
    onInput,
    dispatchOn,
    toShown = same,
    toValue = same,
  },
) {
  const start = context.surface.startOf(context.blockId, element)[name] ?? null;
  const input = h(tag, {
    ...attributes,
    ...described(context),
    class: "field",
    value: start === null ? "" : toShown(start),
    placeholder: plainString(element.placeholder) || null,
    "aria-label": context.name,
    autofocus: element.focus_on_load === true,
    data: { key: keyOf(element), actionId: element.action_id ?? "" },
  });
  const value = () => (input.value === "" ? null : toValue(input.value));
  let sent = input.value;
  const send = () => {
    const before = sent;
    sent = input.value;
    return dispatch(context, element, value(), () => {
      input.value = before;
      sent = before;
    });
  };
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];

  input.addEventListener("input", () => {
    onInput?.();
    if (!dispatchOn && triggers.includes("on_character_entered")) send();
  });
  if (dispatchOn) input.addEventListener(dispatchOn, send);
  else if (context.dispatches && triggers.includes("on_enter_pressed"))
    input.addEventListener("keydown", sendOnEnter);

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
