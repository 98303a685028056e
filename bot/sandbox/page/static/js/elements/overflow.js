// The menu behind three dots.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { follow } from "../place.js";
import { drawText } from "../text/draw.js";
import { isSafe } from "../text/token.js";
import { attachMenu } from "../widgets/menu.js";
import { dispatch, keyOf } from "./context.js";

export function drawOverflow(element, context) {
  const name = context.name ? `More actions: ${context.name}` : "More actions";
  const button = h(
    "button",
    { type: "button", class: "button button-overflow", "aria-label": name, data: { key: keyOf(element) } },
    icon("dots"),
  );
  const items = () =>
    element.options.map((option) => ({
      label: drawText(option.text),
      hint: option.description ? drawText(option.description) : null,
      onChoose: () => choose(option),
    }));
  attachMenu(button, { label: name, items });
  return button;

  function choose(option) {
    if (isSafe(option.url ?? "") && !follow(option.url)) open(option.url, "_blank", "noopener");
    return dispatch(context, element, option.value);
  }
}
