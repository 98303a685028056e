// The settings of a fault: one field for each, the rare ones behind a fold.

import { fetchMessages } from "../api.js";
import { fill, freshId, h } from "../dom.js";
import { place } from "../place.js";
import { clock } from "../time.js";
import { conversation, titleOf, world } from "../world.js";
import { combobox } from "../widgets/combobox.js";
import { shorten, wordsOf } from "./message.js";

const NUMBERS = { seconds: "decimal", share: "decimal", count: "numeric" };

/** Answers `{ node, values() → what is filled in, renew() }`; `lists` are the methods and the news to choose from. */
export function drawSettings(fields, lists) {
  const controls = new Map();
  const context = { lists, value: (name) => controls.get(name)?.value() ?? null, changed: renew };
  for (const field of fields) controls.set(field.name, drawSetting(field, context));
  renew();
  const nodes = (rare) =>
    fields.filter((field) => field.rare === rare).map(({ name }) => controls.get(name).node);
  const node = [h("div", { class: "fault-settings" }, nodes(false)), fold(nodes(true))];
  return { node, values, renew };

  function values() {
    const given = {};
    for (const [name, { value }] of controls) if (value()) given[name] = value();
    return given;
  }

  /** Brings up to date what depends on another field or on what is there. */
  function renew() {
    controls.forEach((control) => control.renew?.());
  }
}

function fold(nodes) {
  if (nodes.length === 0) return null;
  return h(
    "details",
    { class: "fault-more" },
    h("summary", {}, "More settings"),
    h("div", { class: "fault-settings" }, nodes),
  );
}

/** A control is `{ node, value() → what is filled in or null, renew() where it depends on others }`. */
function drawSetting(field, context) {
  if (field.kind === "flag") return drawFlag(field);
  if (field.kind === "message") return drawMessageMenu(field, context);
  const options = optionsOf(field, context.lists);
  return options ? drawMenu(field, options, context.changed) : drawInput(field);
}

function optionsOf(field, { methods, news }) {
  const named = ({ value, words }) => ({ value, label: words });
  const known = ({ value, words }) => ({ value, label: words, hint: value });
  if (field.choices.length) return field.choices.map(named);
  switch (field.kind) {
    case "method":
      return methods.map(known);
    case "news":
      return news.map(known);
    case "person":
      return world.people.map(({ id, name, role }) => ({ value: id, label: name, hint: role }));
    case "channel":
      return world.conversations
        .filter((one) => one.kind !== "im")
        .map((one) => ({ value: one.id, label: titleOf(one) }));
    default:
      return null;
  }
}

function drawFlag({ words }) {
  const input = h("input", { type: "checkbox" });
  const node = h("label", { class: "choice" }, input, h("span", { class: "choice-words" }, words));
  return { node, value: () => input.checked || null };
}

function drawInput(field) {
  const id = freshId("setting");
  const input = h("input", {
    type: "text",
    id,
    class: "field",
    inputmode: NUMBERS[field.kind] ?? null,
    autocomplete: "off",
    value: field.start,
    placeholder: field.empty || null,
    "aria-required": field.required ? "true" : null,
  });
  const node = h(
    "div",
    { class: "input-block" },
    h("label", { class: "input-label", for: id }, field.words),
    input,
  );
  return { node, value: () => input.value.trim() || null };
}

/** A menu with what is chosen at first: the channel that one is in, where a channel is needed. */
function drawMenu(field, options, onChange) {
  let values = [field.start || here(field)].filter(Boolean);
  const box = combobox({
    key: `setting/${field.name}`,
    label: field.words,
    options,
    chosen: values,
    placeholder: field.empty || "Choose one",
    clearable: !field.required && !field.start,
    onChange: (next) => {
      values = next;
      onChange();
    },
  });
  if (field.required) box.input.setAttribute("aria-required", "true");
  const label = h("div", { class: "input-label", on: { click: () => box.input.focus() } }, field.words);
  return { node: h("div", { class: "input-block" }, label, box.node), value: () => values[0] ?? null };
}

function here({ kind, required }) {
  const shown = conversation(place.channel);
  return kind === "channel" && required && shown && shown.kind !== "im" ? shown.id : null;
}

/** The messages of the channel that is chosen beside it, the newest first; at first the bot's newest one. */
function drawMessageMenu(field, { value }) {
  const node = h("div", {});
  let menu = null;
  let newest = 0;
  return { node, value: () => menu?.value() ?? null, renew };

  async function renew() {
    newest += 1;
    const request = newest;
    const options = await messageOptions(value("channel"));
    if (request !== newest) return;
    const start = options.find((option) => option.isBot)?.value ?? "";
    menu = drawMenu({ ...field, start, empty: options.length ? "" : "There are none" }, options, () => {});
    fill(node, menu.node);
  }
}

async function messageOptions(channel) {
  if (!channel) return [];
  const thread = channel === place.channel ? place.thread : null;
  const [replies, top] = await Promise.all([
    thread ? fetchMessages(world.me.id, channel, thread) : [],
    fetchMessages(world.me.id, channel),
  ]);
  const inThread = new Set(replies.map((message) => message.ts));
  return [
    ...replies.toReversed().map((message) => asOption(message, "In this thread")),
    ...top
      .filter((message) => !inThread.has(message.ts))
      .toReversed()
      .map((message) => asOption(message, thread ? "In the channel" : null)),
  ].filter(Boolean);
}

function asOption(message, group) {
  if (message.ephemeral || message.deleted_parent) return null;
  return {
    value: message.ts,
    label: shorten(wordsOf(message)) || "A message without words",
    hint: `${message.name}, ${clock(message.ts)}`,
    group,
    isBot: message.is_bot,
  };
}
