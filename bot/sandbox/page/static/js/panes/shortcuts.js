// The bot's shortcuts that can be run from anywhere.

import { act, world } from "../world.js";
import { notice } from "../widgets/notice.js";

export function globalShortcuts() {
  return world.shortcuts.filter((shortcut) => shortcut.type !== "message");
}

export async function runShortcut({ callback_id: id }) {
  const result = await act("shortcut", { callback_id: id });
  if (!result.ok) notice(result.error);
}
