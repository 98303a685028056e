// Which function draws which Block Kit block.

import { h } from "../dom.js";
import { cannotDraw } from "../elements/index.js";
import { drawInput } from "./input.js";
import { drawActions, drawContext, drawDivider, drawHeader, drawSection } from "./layout.js";
import { drawTable } from "./table.js";

const DRAWINGS = {
  actions: drawActions,
  context: drawContext,
  divider: drawDivider,
  header: drawHeader,
  input: drawInput,
  section: drawSection,
  table: drawTable,
};

/** All blocks of a message or view, on the surface that keeps their fields. */
export function drawBlocks(blocks, surface) {
  const rows = blocks.map((block) => {
    const draw = DRAWINGS[block.type];
    const content = draw ? draw(block, surface) : cannotDraw("block", block.type);
    return h("div", { class: `block block-${block.type}`, data: { blockId: block.block_id ?? "" } }, content);
  });
  return h("div", { class: `blocks blocks-${surface.kind}` }, rows);
}
