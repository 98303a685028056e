// The buttons at the corner of the message that the pointer or the keyboard is on. One toolbar moves from message to
// message, so that a long channel does not hold hundreds of buttons.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { openThread } from "../place.js";
import { act, world } from "../world.js";
import { ask } from "../widgets/confirm.js";
import { attachMenu } from "../widgets/menu.js";
import { announce, notice } from "../widgets/notice.js";
import { permalink } from "./message.js";
import { reactButton } from "./reactions.js";

/** Brings the toolbar of `message` into its row, taking it away from the row it was in. */
export function moveToolbar(row, message, { channel, inThread, edit }) {
  if (row.querySelector(":scope > .toolbar") || message.ephemeral || message.deleted_parent) return;
  row.closest(".messages").querySelector(".toolbar")?.remove();
  row.append(drawToolbar(message, { channel, inThread, edit }));
}

function drawToolbar(message, { channel, inThread, edit }) {
  const reply = inThread
    ? null
    : iconButton("reply", "Reply in thread", () => openThread(channel, message.thread_ts ?? message.ts));
  const more = h(
    "button",
    { type: "button", class: "icon-button", "aria-label": "More actions for this message" },
    icon("dots"),
  );
  attachMenu(more, {
    label: "More actions for this message",
    items: () => moreItems(message, channel, edit),
  });
  return h(
    "div",
    { class: "toolbar", role: "group", "aria-label": "This message" },
    reactButton(message, channel),
    reply,
    more,
  );
}

function moreItems(message, channel, edit) {
  const own = message.user === world.me.id;
  const shortcuts = world.shortcuts.filter((shortcut) => shortcut.type === "message");
  return [
    ...shortcuts.map((shortcut) => ({
      label: shortcut.name,
      hint: world.bot.name,
      onChoose: () => perform("shortcut", { callback_id: shortcut.callback_id, channel, ts: message.ts }),
    })),
    { label: "Copy link", onChoose: () => copyLink(channel, message) },
    own && { label: "Edit message", onChoose: edit },
    own && { label: "Delete message", danger: true, onChoose: () => remove(channel, message) },
  ].filter(Boolean);
}

async function remove(channel, message) {
  const sure = await ask({
    title: "Delete message",
    text: "Are you sure you want to delete this message? This cannot be undone.",
    yes: "Delete",
    no: "Cancel",
    danger: true,
  });
  if (sure) await perform("delete", { channel, ts: message.ts });
}

async function copyLink(channel, message) {
  await navigator.clipboard.writeText(new URL(permalink(channel, message), location.href).href);
  announce("Link copied");
}

async function perform(name, fields) {
  const result = await act(name, fields);
  if (!result.ok) notice(result.error);
}

function iconButton(name, label, onClick) {
  return h(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, on: { click: onClick } },
    icon(name),
  );
}
