// What the server last said of the world, as the acting person sees it.

import * as api from "./api.js";
import { setClock } from "./time.js";

export const world = {
  run: "",
  kept: false,
  faults_on: 0,
  team: { name: "", url: "" },
  me: null,
  people: [],
  bot: { id: "", name: "", app_id: "" },
  commands: [],
  shortcuts: [],
  conversations: [],
  views: [],
  home: null,
};

const changes = new EventTarget();
let newestRequest = 0;
let acting = null;

/** Calls `listener` after each refresh. */
export function onWorldChange(listener) {
  changes.addEventListener("change", listener);
}

/** Calls `listener` when another sandbox answers than before: it was stopped and started. */
export function onRestart(listener) {
  changes.addEventListener("restart", listener);
}

/** Fetches the world anew; an answer that was overtaken by a newer one is thrown away. */
export async function refreshWorld(person = acting) {
  acting = person;
  newestRequest += 1;
  const request = newestRequest;
  const state = await api.fetchState(person);
  if (request !== newestRequest) return;
  const { now, ...rest } = state;
  const restarted = world.run !== "" && world.run !== state.run;
  setClock(now);
  Object.assign(world, rest);
  acting = state.me.id;
  if (restarted) changes.dispatchEvent(new Event("restart"));
  changes.dispatchEvent(new Event("change"));
}

/** Does something as the acting person. */
export function act(name, fields = {}) {
  return api.act(world.me.id, name, fields);
}

/** What a person or the bot is called; the id itself when nobody has it. */
export function nameOf(userId) {
  if (userId === world.bot.id) return world.bot.name;
  return world.people.find((person) => person.id === userId)?.name ?? userId;
}

export function conversation(id) {
  return world.conversations.find((one) => one.id === id) ?? null;
}

/** Slack lists a bot's direct messages under Apps, with the App Home beside them. */
export function isBotDm(one) {
  return one.kind === "im" && (one.user === undefined || one.user === world.bot.id);
}

export function botDm() {
  return world.conversations.find(isBotDm) ?? null;
}

/** "#housing-data" for a channel, the name alone for a direct message. */
export function titleOf(one) {
  if (isBotDm(one)) return world.bot.name;
  return one.kind === "im" ? one.name : `#${one.name}`;
}
