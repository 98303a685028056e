// The list of conversations, with what is unread.

import { avatar } from "../avatar.js";
import { fill, h } from "../dom.js";
import { keepingFocus } from "../focus.js";
import { icon } from "../icons.js";
import { openApp, openChannel, place } from "../place.js";
import { isBotDm, world } from "../world.js";

export function drawSidebar(node) {
  const channels = world.conversations.filter((one) => one.kind !== "im" && one.member);
  const others = world.conversations.filter((one) => one.kind !== "im" && !one.member);
  const people = world.conversations.filter((one) => one.kind === "im" && !isBotDm(one));
  const apps = world.conversations.filter(isBotDm);
  const sections = [
    section("Channels", channels.map(drawChannel)),
    section("Other channels", others.map(drawChannel)),
    section("Direct messages", people.map(drawPerson)),
    section("Apps", apps.map(drawApp)),
  ];
  keepingFocus(node, () => fill(node, h("p", { class: "team-name" }, world.team.name), sections));
}

function section(title, rows) {
  if (rows.length === 0) return null;
  return h(
    "section",
    { class: "sidebar-section" },
    h("h2", {}, title),
    h(
      "ul",
      {},
      rows.map((row) => h("li", {}, row)),
    ),
  );
}

function drawChannel(one) {
  const mark = icon(one.kind === "private" ? "lock" : "hash");
  return drawRow(one, mark, one.name, () => openChannel(one.id));
}

function drawPerson(one) {
  return drawRow(one, avatar(one.user, "small"), one.name, () => openChannel(one.id));
}

function drawApp(one) {
  const open = () => openApp(one.unread ? "messages" : "home");
  return drawRow(one, avatar(world.bot.id, "small"), world.bot.name, open);
}

function drawRow(one, mark, name, open) {
  const current = one.id === place.channel;
  const attributes = {
    type: "button",
    class: `sidebar-row ${one.unread ? "is-unread" : ""} ${one.member || one.kind === "im" ? "" : "is-outside"}`,
    "aria-current": current ? "page" : null,
    data: { key: `conversation/${one.id}` },
    on: { click: open },
  };
  return h("button", attributes, mark, h("span", { class: "sidebar-name" }, name), unread(one), badge(one));
}

function unread({ unread: count, mentions }) {
  return count && !mentions ? h("span", { class: "hidden-words" }, `, ${count} unread`) : null;
}

function badge({ mentions }) {
  if (!mentions) return null;
  return h(
    "span",
    { class: "badge" },
    String(mentions),
    h("span", { class: "hidden-words" }, " unread mentions"),
  );
}
