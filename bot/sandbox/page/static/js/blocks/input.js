// An input block: label, field, hint and the place of its error.

import { fill, freshId, h } from "../dom.js";
import { contextOf } from "../elements/context.js";
import { drawElement } from "../elements/index.js";
import { icon } from "../icons.js";
import { drawText, plainString } from "../text/draw.js";

export function drawInput(block, surface) {
  const id = freshId("input");
  const optional = block.optional === true;
  const context = contextOf(surface, block.block_id, {
    name: plainString(block.label),
    dispatches: block.dispatch_action === true,
    optional,
    describedBy: `${id}-hint ${id}-error`,
  });
  return h(
    "div",
    { class: "input-block", data: { optional: String(optional) } },
    h(
      "div",
      { class: "input-label words", on: { click: () => surface.field(block.block_id)?.focus() } },
      drawText(block.label),
      optional ? h("span", { class: "optional" }, " (optional)") : null,
    ),
    drawElement(block.element, context),
    h("p", { class: "input-hint words", id: `${id}-hint` }, block.hint ? drawText(block.hint) : null),
    h("p", { class: "input-error", id: `${id}-error`, hidden: true }),
  );
}

/** Puts each error at its field and takes the others away; the keyboard goes to the first field in error. */
export function showErrors(container, surface, errors) {
  let first = null;
  for (const block of container.querySelectorAll(".block-input")) {
    const words = errors[block.dataset.blockId] ?? null;
    const place = block.querySelector(".input-error");
    fill(place, words ? [icon("warning"), h("span", {}, words)] : null);
    place.hidden = !words;
    block.classList.toggle("has-error", words !== null);
    block.querySelectorAll("input, textarea").forEach((input) => {
      if (words) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    });
    first ??= words ? block : null;
  }
  if (!first) return;
  first.scrollIntoView({ block: "nearest" });
  surface.field(first.dataset.blockId)?.focus();
}

/** What Slack's client itself refuses before anything is submitted: block_id → words. */
export function problemsOf(blocks, surface) {
  const problems = {};
  for (const block of blocks) {
    const words =
      block.type === "input" ? surface.field(block.block_id)?.problem(block.optional !== true) : null;
    if (words) problems[block.block_id] = words;
  }
  return problems;
}
