// "Act as": everyone in the workspace side by side, one click apart.

import { avatar } from "../avatar.js";
import { fill, h } from "../dom.js";
import { keepingFocus } from "../focus.js";
import { world } from "../world.js";

/** Draws the switch; `onSwitch(userId)` is called when another person is chosen. */
export function drawActing(node, onSwitch) {
  const rows = world.people.map((person) => drawPerson(person, onSwitch));
  keepingFocus(node, () => fill(node, h("legend", {}, "Act as"), rows));
}

function drawPerson({ id, name, role }, onSwitch) {
  const input = h("input", {
    type: "radio",
    name: "acting",
    value: id,
    checked: id === world.me.id,
    "aria-label": `${name}, ${role}`,
    data: { key: `acting/${id}` },
    on: { change: () => onSwitch(id) },
  });
  const words = h(
    "span",
    { class: "acting-words", "aria-hidden": "true" },
    h("span", { class: "acting-name" }, name),
    h("span", { class: "acting-role" }, role),
  );
  return h(
    "label",
    { class: "acting-person", title: `Act as ${name}, ${role}` },
    input,
    avatar(id, "small"),
    words,
  );
}
