// Reactions under a message, and the small choice of emoji to add one.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { emojiCharacter } from "../text/emoji.js";
import { act, nameOf, world } from "../world.js";
import { attachMenu } from "../widgets/menu.js";
import { notice } from "../widgets/notice.js";

const OFFERED = [
  "+1",
  "white_check_mark",
  "eyes",
  "tada",
  "heart",
  "pray",
  "raised_hands",
  "thinking_face",
  "question",
];

export function drawReactions(message, channel) {
  if (!message.reactions?.length) return null;
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map((reaction) => drawReaction(reaction, message, channel)),
  );
}

/** A button that offers emoji; a chosen one is added to the message. */
export function reactButton(message, channel) {
  const button = h(
    "button",
    { type: "button", class: "icon-button", "aria-label": "Add reaction" },
    icon("smile"),
  );
  const items = () =>
    OFFERED.map((name) => ({
      label: `${emojiCharacter(name)} ${name.replaceAll("_", " ")}`,
      onChoose: () => react(message, channel, name, false),
    }));
  attachMenu(button, { label: "Add reaction", items });
  return button;
}

function drawReaction({ name, count, users }, message, channel) {
  const mine = users.includes(world.me.id);
  const names = users.map(nameOf).join(", ");
  const attributes = {
    type: "button",
    class: "reaction",
    title: `${names} reacted with :${name}:`,
    "aria-label": `${name.replaceAll("_", " ")}, ${count}: ${names}`,
    "aria-pressed": String(mine),
    data: { key: `reaction/${name}` },
    on: { click: () => react(message, channel, name, mine) },
  };
  return h(
    "button",
    attributes,
    h("span", { class: "emoji" }, emojiCharacter(name) ?? `:${name}:`),
    h("span", {}, String(count)),
  );
}

async function react(message, channel, name, remove) {
  const result = await act("react", { channel, ts: message.ts, name, remove });
  if (!result.ok) notice(result.error);
}
