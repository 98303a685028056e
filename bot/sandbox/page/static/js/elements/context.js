// What every element needs to know of where it is drawn, and what happens when a person changes it.

import { confirmed } from "../widgets/confirm.js";

export const REQUIRED = "Please complete this required field.";

/**
 * Where an element stands: `surface`, `blockId`, the `name` a screen reader says, and `dispatches`: whether each change
 * goes to the bot (always in section and actions blocks; in input blocks only with `dispatch_action`).
 */
export function contextOf(
  surface,
  blockId,
  { name = "", dispatches = true, optional = true, describedBy = null } = {},
) {
  return { surface, blockId, name, dispatches, optional, describedBy };
}

/** The key under which an element finds the keyboard again after a redraw; Slack may give its block another id then. */
export function keyOf(element, part = "") {
  return `${element.action_id}/${part}`;
}

/** Sends a change to the bot, after the element's own confirm question; `undo` takes back a change that was denied. */
export async function dispatch(context, element, value, undo = () => {}) {
  if (!context.dispatches) return;
  if (await confirmed(element.confirm)) await context.surface.act(context.blockId, element, value);
  else undo();
}

/** Attributes that tie an input to its block's hint and error. */
export function described(context) {
  return { "aria-describedby": context.describedBy, "aria-required": context.optional ? null : "true" };
}
