// The `<…>` tokens of mrkdwn: links, mentions, channels, dates.

import { decode } from "./entities.js";

const SAFE_URL = /^(?:https?|mailto|tel|slack):/i;
const BROADCASTS = new Set(["here", "channel", "everyone"]);

/** The node of what stood between `<` and `>`, or null when it is no token and stays as typed. */
export function readToken(inner) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? null : decode(inner.slice(bar + 1));
  if (/^@[UW]\w+$/.test(target)) return { type: "user", id: target.slice(1), label };
  if (/^#[CGD]\w+$/.test(target)) return { type: "channel", id: target.slice(1), label };
  if (target.startsWith("!")) return command(target.slice(1), label);
  return linkNode(decode(target), label);
}

/** Only the schemes that Slack links as well; never `javascript:`. */
export function isSafe(url) {
  return SAFE_URL.test(url);
}

function linkNode(url, label) {
  if (!isSafe(url)) return null;
  return { type: "link", url, label: label || url.replace(/^mailto:/, "") };
}

function command(words, label) {
  const [name, ...details] = words.split("^");
  if (BROADCASTS.has(name)) return { type: "broadcast", name };
  if (name === "subteam") return { type: "group", label: label ?? details[0] };
  if (name !== "date") return null;
  const [seconds, format, url] = details;
  return { type: "date", seconds, format, url: url ? decode(url) : null, fallback: label ?? "" };
}
