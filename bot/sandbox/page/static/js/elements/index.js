// Which function draws which Block Kit element.

import { h } from "../dom.js";
import { drawButton } from "./button.js";
import { drawCheckboxes, drawRadioButtons } from "./choices.js";
import { drawDatePicker, drawTextInput } from "./fields.js";
import { drawOverflow } from "./overflow.js";
import { drawSelect } from "./select.js";

const DRAWINGS = {
  button: drawButton,
  checkboxes: drawCheckboxes,
  conversations_select: drawSelect,
  datepicker: drawDatePicker,
  multi_static_select: drawSelect,
  multi_users_select: drawSelect,
  overflow: drawOverflow,
  plain_text_input: drawTextInput,
  radio_buttons: drawRadioButtons,
  static_select: drawSelect,
  users_select: drawSelect,
};

export function drawElement(element, context) {
  const draw = DRAWINGS[element.type];
  return draw ? draw(element, context) : cannotDraw("element", element.type);
}

/** Said loudly: a block that silently went missing would look like a bug in the bot. */
export function cannotDraw(what, type) {
  return h("p", { class: "cannot-draw", role: "note" }, `This ${what} cannot be drawn: ${type}`);
}
