// Words inside code.

import { decode } from "./entities.js";

/** In code nothing is drawn but the words: a link or mention shows its label, entities are decoded. */
export function codeText(text) {
  return decode(text.replace(/<([^<>|\n]+)(?:\|([^<>\n]+))?>/g, (_, target, label) => label ?? target));
}
