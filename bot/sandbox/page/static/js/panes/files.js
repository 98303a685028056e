// The files that hang on a message: each can be saved, and deleted by whoever sent it and by an admin.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { act, world } from "../world.js";
import { ask } from "../widgets/confirm.js";
import { notice } from "../widgets/notice.js";

const UNITS = ["bytes", "KB", "MB", "GB"];

export function drawFiles(message) {
  if (!message.files?.length) return null;
  return h("ul", { class: "files", "aria-label": "Files" }, message.files.map(drawFile));
}

function drawFile(file) {
  if (file.deleted) return h("li", { class: "file muted" }, "This file was deleted.");
  const address = `/sandbox/files/${file.id}?as=${encodeURIComponent(world.me.id)}`;
  const about = file.title === file.name ? sizeOf(file) : `${file.name} · ${sizeOf(file)}`;
  const save = { class: "file-save", href: address, download: file.name, data: { key: `file/${file.id}` } };
  return h(
    "li",
    { class: "file" },
    icon("file"),
    h("a", save, h("strong", {}, file.title), h("span", { class: "muted" }, about)),
    world.me.is_admin || file.user === world.me.id ? drawDelete(file) : null,
  );
}

function drawDelete(file) {
  const attributes = {
    type: "button",
    class: "text-button",
    "aria-label": `Delete file ${file.title}`,
    data: { key: `file-delete/${file.id}` },
    on: { click: () => remove(file) },
  };
  return h("button", attributes, "Delete");
}

async function remove(file) {
  const sure = await ask({
    title: "Delete file",
    text: `Are you sure you want to delete ${file.title}? This cannot be undone.`,
    yes: "Delete",
    no: "Cancel",
    danger: true,
  });
  if (!sure) return;
  const result = await act("delete_file", { file: file.id });
  if (!result.ok) notice(result.error);
}

/** "1.4 MB". */
function sizeOf({ size }) {
  const unit = Math.min(Math.floor(Math.log(Math.max(size, 1)) / Math.log(1000)), UNITS.length - 1);
  const count = size / 1000 ** unit;
  return `${unit && count < 10 ? count.toFixed(1) : Math.round(count)} ${size === 1 ? "byte" : UNITS[unit]}`;
}
