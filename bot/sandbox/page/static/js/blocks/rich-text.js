// rich_text: the structure that Slack's own composer makes. Its texts are taken literally: no mrkdwn, no entities.

import { h } from "../dom.js";
import { cannotDraw } from "../elements/index.js";
import { drawLink, drawNode } from "../text/draw.js";
import { emojiCharacter } from "../text/emoji.js";
import { linkNode } from "../text/token.js";

const STYLE_TAGS = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };
const BULLETS = ["disc", "circle", "square"];
const NUMBERS = ["decimal", "lower-alpha", "lower-roman"];

export function drawRichText(block) {
  return block.elements.map(drawPart);
}

function drawPart(part) {
  switch (part.type) {
    case "rich_text_section":
      return h("div", { class: "words" }, part.elements.map(drawInline));
    case "rich_text_quote":
      return h("blockquote", { class: "words" }, part.elements.map(drawInline));
    case "rich_text_preformatted":
      return h("pre", { class: "code-block" }, part.elements.map(drawInline));
    case "rich_text_list":
      return drawList(part);
    default:
      return cannotDraw("part of rich_text", part.type);
  }
}

function drawList({ style, elements, indent = 0, offset = 0 }) {
  const ordered = style === "ordered";
  const list = h(
    ordered ? "ol" : "ul",
    { class: `rich-list rich-list-${Math.min(indent, 8)}`, start: ordered && offset ? offset + 1 : null },
    elements.map((item) => h("li", { class: "words" }, item.elements.map(drawInline))),
  );
  list.style.listStyleType = (ordered ? NUMBERS : BULLETS)[indent % 3];
  return list;
}

function drawInline(element) {
  const drawn = drawBare(element);
  const styles = Object.entries(element.style ?? {}).filter(([name, on]) => on && STYLE_TAGS[name]);
  return styles.reduce((inner, [name]) => h(STYLE_TAGS[name], {}, inner), drawn);
}

function drawBare(element) {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return linkNode(element.url, null)
        ? drawLink(element.url, element.text ?? element.url)
        : (element.text ?? element.url);
    case "emoji":
      return emojiCharacter(element.name) ?? `:${element.name}:`;
    case "user":
      return drawNode({ type: "user", id: element.user_id });
    case "channel":
      return drawNode({ type: "channel", id: element.channel_id, label: null });
    case "usergroup":
      return drawNode({ type: "group", label: element.usergroup_id });
    case "broadcast":
      return drawNode({ type: "broadcast", name: element.range });
    case "date":
      return drawNode({ ...element, seconds: String(element.timestamp), fallback: element.fallback ?? "" });
    case "color":
      return h("code", {}, element.value);
    default:
      return cannotDraw("part of rich_text", element.type);
  }
}
