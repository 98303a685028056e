// What stands inside a line of mrkdwn: styles, code, `<…>` tokens, emoji codes and bare addresses.

import { codeText } from "./code.js";
import { decode } from "./entities.js";
import { emojiAt } from "./emoji.js";
import { readToken } from "./token.js";

const STYLES = { "*": "bold", _: "italic", "~": "strike" };
const WORD = /[\p{L}\p{N}]/u;
const TOKEN = /^<([^<>\n]+)>/;
const CODE = /^`[^`\n]+`/;
const BARE_URL = /^https?:\/\/[^\s<>|]+/;
const TRAILING = /(?:[.,;:!?)'"*_~]|&gt;|&lt;)+$/;

/** A list of `{ type: "text", text }`, styled `{ type, children }`, code, emoji and token nodes. */
export function readInline(text, { verbatim = false, without = "" } = {}) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push({ type: "text", text: decode(plain) });
    plain = "";
  };
  for (let at = 0; at < text.length;) {
    const found = styleAt(text, at, verbatim, without) ?? atomAt(text, at, verbatim);
    if (found) {
      flush();
      nodes.push(found.node);
      at += found.length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

/** Bold, italic, strike or code, if its opening mark stands at `at` and the closing one later on the same line. */
function styleAt(text, at, verbatim, without) {
  const mark = text[at];
  if ((!STYLES[mark] && mark !== "`") || without.includes(mark)) return null;
  if (!opens(text, at)) return null;
  const end = closing(text, at);
  if (end < 0) return null;
  const inner = text.slice(at + 1, end);
  const length = end + 1 - at;
  if (mark === "`") return { length, node: { type: "code", text: codeText(inner) } };
  const children = readInline(inner, { verbatim, without: without + mark });
  return { length, node: { type: STYLES[mark], children } };
}

/** Marks count only at the edge of a word: snake_case and 3*4*5 stay as they are. */
function opens(text, at) {
  const before = text[at - 1] ?? " ";
  const after = text[at + 1] ?? " ";
  return !WORD.test(before) && before !== text[at] && after !== text[at] && !/\s/.test(after);
}

function closing(text, start) {
  const mark = text[start];
  for (let at = start + 1; at < text.length && text[at] !== "\n"; at += 1) {
    // A mark inside a link or inside code is part of it.
    const skipped = mark === "`" ? 0 : lengthOfWhole(text, at);
    if (skipped) {
      at += skipped - 1;
      continue;
    }
    const before = text[at - 1];
    const after = text[at + 1] ?? " ";
    if (text[at] === mark && at > start + 1 && !/\s/.test(before) && !WORD.test(after) && after !== mark)
      return at;
  }
  return -1;
}

function lengthOfWhole(text, at) {
  if (text[at] === "<") return TOKEN.exec(text.slice(at))?.[0].length ?? 0;
  if (text[at] === "`") return CODE.exec(text.slice(at))?.[0].length ?? 0;
  return 0;
}

function atomAt(text, at, verbatim) {
  const rest = text.slice(at);
  if (rest[0] === "<") {
    const token = TOKEN.exec(rest);
    const node = token && readToken(token[1]);
    return node ? { length: token[0].length, node } : null;
  }
  if (rest[0] === ":") {
    const emoji = emojiAt(rest);
    return emoji && { length: emoji.length, node: { type: "emoji", ...emoji } };
  }
  if (rest[0] === "h" && !verbatim && !WORD.test(text[at - 1] ?? " ")) {
    const url = BARE_URL.exec(rest)?.[0].replace(TRAILING, "");
    return url ? { length: url.length, node: { type: "link", url: decode(url), label: decode(url) } } : null;
  }
  return null;
}
