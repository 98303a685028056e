// Slack's mrkdwn, read into a small tree. No DOM here. Rules: https://docs.slack.dev/messaging/formatting-message-text
// Not in mrkdwn, and so left as typed: lists, headings, tables, **double asterisks**, [links](like this).

import { codeText } from "./code.js";
import { readInline } from "./inline.js";

const FENCE = /```([\s\S]+?)```/g;
const QUOTE_LINE = /^(?:>|&gt;) ?/;
const QUOTE_REST = /^(?:>>>|&gt;&gt;&gt;) ?/m;

/** `[{ type: "text" | "quote", children } | { type: "pre", text }]`. `verbatim` leaves bare addresses unlinked. */
export function readMrkdwn(text, { verbatim = false } = {}) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(FENCE)) {
    parts.push(...readLines(trimBreak(text.slice(end, match.index), end > 0, true), verbatim));
    parts.push({ type: "pre", text: codeText(match[1].replace(/^\n/, "").replace(/\n$/, "")) });
    end = match.index + match[0].length;
  }
  parts.push(...readLines(trimBreak(text.slice(end), end > 0, false), verbatim));
  return parts;
}

/** A block of code stands on lines of its own, so the line breaks that touch it draw nothing. */
function trimBreak(text, afterFence, beforeFence) {
  const start = afterFence ? text.replace(/^\n/, "") : text;
  return beforeFence ? start.replace(/\n$/, "") : start;
}

function readLines(text, verbatim) {
  if (text === "") return [];
  const rest = QUOTE_REST.exec(text);
  if (rest) {
    const before = readLines(text.slice(0, rest.index).replace(/\n$/, ""), verbatim);
    return [...before, quote(text.slice(rest.index + rest[0].length), verbatim)];
  }
  const runs = [];
  for (const line of text.split("\n")) {
    const quoted = QUOTE_LINE.test(line);
    const last = runs.at(-1);
    const words = quoted ? line.replace(QUOTE_LINE, "") : line;
    if (last && last.quoted === quoted) last.lines.push(words);
    else runs.push({ quoted, lines: [words] });
  }
  return runs.map(({ quoted, lines }) => {
    const words = lines.join("\n");
    return quoted ? quote(words, verbatim) : { type: "text", children: readInline(words, { verbatim }) };
  });
}

function quote(words, verbatim) {
  return { type: "quote", children: readInline(words, { verbatim }) };
}
