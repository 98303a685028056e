// A message while its author edits it.

import { h } from "../dom.js";
import { decode } from "../text/entities.js";
import { act, nameOf } from "../world.js";
import { notice } from "../widgets/notice.js";

export function drawEditor(message, channel, done) {
  const input = h("textarea", {
    class: "field",
    rows: 2,
    "aria-label": "Edit message",
    value: typedForm(message.text),
    on: { keydown: onKey },
  });
  queueMicrotask(() => input.focus());
  return h(
    "div",
    { class: "editor" },
    input,
    h(
      "div",
      { class: "editor-buttons" },
      h("button", { type: "button", class: "button", on: { click: done } }, "Cancel"),
      h("button", { type: "button", class: "button button-primary", on: { click: save } }, "Save"),
    ),
  );

  function onKey(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") done();
    else if (event.key === "Enter" && !event.shiftKey) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async function save() {
    const result = await act("edit", { channel, ts: message.ts, text: input.value });
    if (result.ok) done();
    else notice(result.error);
  }
}

/** The text as its author typed it: mentions by name, nothing escaped. */
function typedForm(text) {
  return decode(text.replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${nameOf(id)}`));
}
