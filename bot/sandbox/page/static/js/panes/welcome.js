// The note that tells a newcomer where to begin, until it is dismissed for good.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { world } from "../world.js";

const DISMISSED = "sandbox-welcome-dismissed";

/** The note, or null once dismissed. `onBegin(text)` puts text into the composer. */
export function welcome(onBegin) {
  if (localStorage.getItem(DISMISSED)) return null;
  const command = world.commands[0]?.command ?? "";
  const dismiss = () => {
    localStorage.setItem(DISMISSED, "yes");
    node.remove();
  };
  const node = h(
    "section",
    { class: "welcome", "aria-labelledby": "welcome-title" },
    h(
      "div",
      { class: "welcome-words" },
      h("h3", { id: "welcome-title" }, `Try ${world.bot.name} here`),
      h("p", {}, "A practice Slack on this computer. Nothing leaves it, and everyone in it is made up."),
      h(
        "ul",
        {},
        command
          ? h("li", {}, "To begin, type ", h("code", {}, command), " in the box at the bottom and press Enter.")
          : null,
        h("li", {}, "To look at what is there first, open the replies under a message."),
        h("li", {}, "To see what someone else sees, choose them under ", h("strong", {}, "Act as"), "."),
      ),
    ),
    command
      ? h(
          "button",
          { type: "button", class: "button button-primary", on: { click: () => onBegin(command) } },
          `Begin with ${command}`,
        )
      : null,
    h(
      "button",
      {
        type: "button",
        class: "icon-button welcome-close",
        "aria-label": "Dismiss this note",
        on: { click: dismiss },
      },
      icon("close"),
    ),
  );
  return node;
}
