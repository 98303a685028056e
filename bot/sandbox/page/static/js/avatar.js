// A face for everyone: initials on a colour of their own, a pair of scales for the bot.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf, world } from "./world.js";

const COLOURS = 6;

/** Decoration beside a name, so screen readers skip it. */
export function avatar(userId, size = "normal") {
  const isBot = userId === world.bot.id;
  const words = nameOf(userId).split(/\s+/);
  const initials = [words[0], words.length > 1 ? words.at(-1) : ""]
    .map((word) => [...word][0] ?? "")
    .join("");
  return h(
    "span",
    {
      class: `avatar avatar-${size} ${isBot ? "avatar-bot" : `avatar-${colourOf(userId)}`}`,
      "aria-hidden": "true",
    },
    isBot ? icon("scales") : initials.toUpperCase(),
  );
}

function colourOf(userId) {
  const place = world.people.findIndex((person) => person.id === userId);
  return (place < 0 ? userId.length : place) % COLOURS;
}
