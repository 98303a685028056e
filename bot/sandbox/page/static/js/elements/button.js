// Buttons and link buttons.

import { h } from "../dom.js";
import { follow } from "../place.js";
import { drawText } from "../text/draw.js";
import { isSafe } from "../text/token.js";
import { confirmed } from "../widgets/confirm.js";
import { keyOf } from "./context.js";

export function drawButton(element, context) {
  const style = element.style ? `button-${element.style}` : "";
  const shared = {
    class: `button ${style}`,
    "aria-label": element.accessibility_label,
    data: { key: keyOf(element), actionId: element.action_id ?? "" },
  };
  const words = drawText(element.text);
  if (!isSafe(element.url ?? ""))
    return h("button", { ...shared, type: "button", on: { click: press } }, words);
  const link = {
    ...shared,
    href: element.url,
    target: "_blank",
    rel: "noopener noreferrer",
    on: { click: openLink },
  };
  return h("a", link, words);

  async function press({ currentTarget: button }) {
    if (button.getAttribute("aria-busy") === "true" || !(await confirmed(element.confirm))) return;
    button.setAttribute("aria-busy", "true");
    await context.surface.act(context.blockId, element, element.value);
    button.removeAttribute("aria-busy");
  }

  /** A link button opens its address and tells the bot as well, as in Slack. */
  async function openLink(event) {
    event.preventDefault();
    if (!(await confirmed(element.confirm))) return;
    const stays = follow(element.url);
    if (!stays) open(element.url, "_blank", "noopener");
    await context.surface.act(context.blockId, element, element.value);
    // On a phone a modal covers the place that the link has opened.
    if (stays) await context.surface.leave();
  }
}
