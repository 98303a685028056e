// Which function draws which Block Kit element.

import { h } from "../dom.js";
import { drawButton } from "./button.js";
import { drawCheckboxes, drawRadioButtons } from "./choices.js";
import {
  drawAddressInput,
  drawDatePicker,
  drawDateTimePicker,
  drawNumberInput,
  drawTextInput,
  drawTimePicker,
} from "./fields.js";
import { drawImageElement } from "./image.js";
import { drawOverflow } from "./overflow.js";
import { drawSelect } from "./select.js";

const DRAWINGS = {
  button: drawButton,
  channels_select: drawSelect,
  checkboxes: drawCheckboxes,
  conversations_select: drawSelect,
  datepicker: drawDatePicker,
  datetimepicker: drawDateTimePicker,
  email_text_input: drawAddressInput,
  image: drawImageElement,
  multi_channels_select: drawSelect,
  multi_conversations_select: drawSelect,
  multi_static_select: drawSelect,
  multi_users_select: drawSelect,
  number_input: drawNumberInput,
  overflow: drawOverflow,
  plain_text_input: drawTextInput,
  radio_buttons: drawRadioButtons,
  static_select: drawSelect,
  timepicker: drawTimePicker,
  url_text_input: drawAddressInput,
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
