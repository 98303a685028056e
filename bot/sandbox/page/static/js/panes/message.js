// One message: who, when, what it says, and what hangs on it.

import { drawBlocks } from "../blocks/index.js";
import { avatar } from "../avatar.js";
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { openThread } from "../place.js";
import { Surface } from "../surface.js";
import { bareWords, drawMrkdwn } from "../text/draw.js";
import { clock, dateOf, dayAndClock } from "../time.js";
import { act } from "../world.js";
import { notice } from "../widgets/notice.js";
import { drawFiles } from "./files.js";
import { drawReactions } from "./reactions.js";

const SNIPPET = 80;

/** Where the message lives, as Slack writes it. */
export function permalink(channel, { ts, thread_ts: thread }) {
  const query = thread && thread !== ts ? `?thread_ts=${thread}&cid=${channel}` : "";
  return `/archives/${channel}/p${ts.replace(".", "")}${query}`;
}

/** The words of a message for screen readers and previews: its text, as Slack's own clients use it. */
export function wordsOf(message) {
  return bareWords(message.text ?? "");
}

/** The surface that a message's blocks act through. */
export function messageSurface(message, channel, kept) {
  return new Surface({ kind: "message", kept, send });

  async function send({ type, ...action }) {
    const result = await act(type === "button" ? "click" : "choose", { channel, ts: message.ts, ...action });
    if (!result.ok && result.error) notice(result.error);
    return result;
  }
}

/** `compact` leaves out the name when the message before it is by the same person. */
export function drawMessage(message, { channel, inThread, compact, surface, parent }) {
  if (message.deleted_parent) return h("p", { class: "message-body muted" }, "This message was deleted.");
  return [
    h(
      "div",
      { class: "message-gutter" },
      compact ? h("span", { class: "message-when" }, clock(message.ts)) : avatar(message.user),
    ),
    h(
      "div",
      { class: "message-body" },
      message.ephemeral ? h("div", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
      message.broadcast && !inThread ? drawOrigin(message, channel, parent) : null,
      compact ? null : drawHead(message, channel),
      drawContent(message, surface),
      drawFiles(message),
      message.broadcast && inThread ? h("div", { class: "also-sent" }, "Also sent to the channel") : null,
      message.warning
        ? h(
            "div",
            { class: "message-warning", role: "alert" },
            icon("warning"),
            h("span", {}, message.warning),
          )
        : null,
      drawReactions(message, channel),
      inThread || message.broadcast ? null : drawReplies(message, channel),
    ),
  ];
}

function drawHead(message, channel) {
  const when = h(
    "time",
    { datetime: dateOf(message.ts).toISOString(), title: dayAndClock(message.ts) },
    clock(message.ts),
  );
  return h(
    "div",
    { class: "message-head" },
    h("span", { class: "message-name" }, message.name),
    message.is_bot ? h("span", { class: "app-mark" }, "APP") : null,
    message.ephemeral
      ? when
      : h("a", { class: "message-time", href: permalink(channel, message), on: { click: stay } }, when),
  );

  /** The link is there to be copied; a plain click opens the place without loading the page anew. */
  function stay(event) {
    event.preventDefault();
    if (message.thread_ts) openThread(channel, message.thread_ts, message.ts);
  }
}

function drawContent(message, surface) {
  const edited = message.edited ? h("span", { class: "edited" }, " (edited)") : null;
  if (message.blocks?.length) return [drawBlocks(message.blocks, surface), edited];
  if (!message.text && message.files?.length) return null;
  return h("div", { class: "words message-text" }, drawMrkdwn(message.text ?? ""), edited);
}

/** A reply that was sent to the channel as well says which thread it comes from. */
function drawOrigin(message, channel, parent) {
  const words = parent ? shorten(wordsOf(parent)) : "a thread";
  const open = () => openThread(channel, message.thread_ts, message.ts);
  return h(
    "div",
    { class: "origin" },
    "replied to a thread: ",
    h("button", { type: "button", class: "text-button", on: { click: open } }, words),
  );
}

function drawReplies(message, channel) {
  const count = message.reply_count ?? 0;
  if (count === 0) return null;
  const faces = (message.reply_users ?? []).slice(0, 4).map((user) => avatar(user, "small"));
  const attributes = {
    type: "button",
    class: "replies",
    data: { key: "replies" },
    on: { click: () => openThread(channel, message.ts) },
  };
  return h(
    "button",
    attributes,
    faces,
    h("strong", {}, count === 1 ? "1 reply" : `${count} replies`),
    message.latest_reply
      ? h("span", { class: "muted" }, `Last reply ${lowerFirst(dayAndClock(message.latest_reply))}`)
      : null,
  );
}

function lowerFirst(words) {
  return /^(?:Today|Yesterday)/.test(words) ? words[0].toLowerCase() + words.slice(1) : words;
}

/** The words on one line, as many as fit where a message is only named. */
export function shorten(words) {
  const line = words.replace(/\s+/g, " ").trim();
  return line.length > SNIPPET ? `${line.slice(0, SNIPPET).trimEnd()}…` : line;
}
