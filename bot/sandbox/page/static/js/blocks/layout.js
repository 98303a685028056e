// The blocks that only lay things out.

import { fragment, h } from "../dom.js";
import { contextOf } from "../elements/context.js";
import { drawElement } from "../elements/index.js";
import { drawText, plainString } from "../text/draw.js";

export function drawHeader(block) {
  return h("h3", { class: "header-words words" }, drawText(block.text));
}

export function drawSection(block, surface) {
  const name = block.text ? plainString(block.text) : "";
  const fields = block.fields ? h("div", { class: "fields" }, block.fields.map(drawSectionField)) : null;
  const text = block.text ? h("div", { class: "words" }, drawText(block.text)) : null;
  if (!block.accessory) return fragment(text, fields);
  const accessory = drawElement(block.accessory, contextOf(surface, block.block_id, { name }));
  return h(
    "div",
    { class: "section-row" },
    h("div", { class: "section-words" }, text, fields),
    h("div", { class: "accessory" }, accessory),
  );
}

function drawSectionField(text) {
  return h("div", { class: "section-field words" }, drawText(text));
}

export function drawContext(block) {
  return h(
    "div",
    { class: "context" },
    block.elements.map((text) => h("span", { class: "words" }, drawText(text))),
  );
}

/** Elements in an actions block have no label; without a placeholder they are called after what they are. */
const NAMES = {
  checkboxes: "Options",
  datepicker: "Date",
  radio_buttons: "Options",
};

export function drawActions(block, surface) {
  const drawOne = (element) => {
    const name = plainString(element.placeholder) || NAMES[element.type];
    return drawElement(element, contextOf(surface, block.block_id, { name }));
  };
  return h("div", { class: "actions" }, block.elements.map(drawOne));
}

export function drawDivider() {
  return h("hr", { class: "rule" });
}
