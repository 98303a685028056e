// Texts as elements: mrkdwn and plain_text, and mrkdwn as bare words for screen readers and previews.

import { fragment, h } from "../dom.js";
import { follow, openChannel } from "../place.js";
import { slackDate } from "../time.js";
import { conversation, nameOf, world } from "../world.js";
import { decode } from "./entities.js";
import { emojiAt } from "./emoji.js";
import { readMrkdwn } from "./mrkdwn.js";

const TAGS = { bold: "strong", italic: "em", strike: "s" };

/** A Block Kit text object, whichever of the two kinds it is. */
export function drawText(text) {
  if (text.type === "mrkdwn") return drawMrkdwn(text.text, { verbatim: text.verbatim === true });
  return drawPlain(text.text, { emoji: text.emoji !== false });
}

export function drawMrkdwn(text, options) {
  const parts = readMrkdwn(text, options).map((part) => {
    if (part.type === "pre") return h("pre", { class: "code-block" }, part.text);
    const children = part.children.map(drawNode);
    return part.type === "quote" ? h("blockquote", {}, children) : fragment(children);
  });
  return fragment(parts);
}

/** plain_text is never markup: entities are decoded once, emoji codes drawn, and that is all. */
function drawPlain(text, { emoji = true } = {}) {
  const nodes = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const found = emoji && text[at] === ":" ? emojiAt(text.slice(at)) : null;
    if (found) {
      nodes.push(decode(plain), drawEmoji(found));
      plain = "";
    }
    plain += found ? "" : text[at];
    at += found ? found.length : 1;
  }
  return fragment(nodes, decode(plain));
}

/** The same as a string, for places that hold no elements, such as options and labels. */
export function plainString(text) {
  return text ? drawText(text).textContent : "";
}

/** mrkdwn without its marks. */
export function bareWords(text) {
  return drawMrkdwn(text).textContent;
}

function drawNode(node) {
  switch (node.type) {
    case "text":
      return node.text;
    case "bold":
    case "italic":
    case "strike":
      return h(TAGS[node.type], {}, node.children.map(drawNode));
    case "code":
      return h("code", {}, node.text);
    case "emoji":
      return drawEmoji(node);
    case "link":
      return drawLink(node.url, node.label);
    case "user":
      return h(
        "span",
        { class: `mention ${node.id === world.me?.id ? "mention-me" : ""}` },
        `@${nameOf(node.id)}`,
      );
    case "channel":
      return drawChannel(node);
    case "broadcast":
      return h("span", { class: "mention mention-me" }, `@${node.name}`);
    case "group":
      return h("span", { class: "mention" }, node.label);
    case "date":
      return drawDate(node);
    default:
      throw new Error(`no drawing for ${node.type}`);
  }
}

function drawEmoji({ character, name }) {
  return h("span", { class: "emoji", title: `:${name}:` }, character);
}

/** Links of this Slack open in the page; all others in a window of their own. */
function drawLink(url, label) {
  const open = (event) => {
    if (follow(url)) event.preventDefault();
  };
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", on: { click: open } }, label);
}

function drawChannel({ id, label }) {
  const known = conversation(id);
  if (!known) return h("span", { class: "mention" }, label ? `#${label}` : "a private channel");
  return h(
    "button",
    { type: "button", class: "mention", on: { click: () => openChannel(id) } },
    `#${known.name}`,
  );
}

function drawDate({ seconds, format, url, fallback }) {
  const words = /^\d+$/.test(seconds) && format ? slackDate(seconds, format) : fallback;
  return url ? drawLink(url, words) : words;
}
