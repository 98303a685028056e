// Where the acting person is: a conversation, perhaps a thread in it, perhaps a tab of the app. The address bar is the
// truth, so the browser's own back button works, also from pane to pane on a phone.

import { botDm, conversation, world } from "./world.js";

/** The app's own place has this name for everyone, so that it survives a change of person. */
const APP = "app";
const SWITCHBOARD = "faults";
const TS = /^\d+\.\d+$/;

const changes = new EventTarget();

export const place = { pane: "main", channel: null, thread: null, tab: "messages", target: null, switchboard: false };

export function onPlaceChange(listener) {
  changes.addEventListener("change", listener);
}

export function openList() {
  go("#/");
}

export function openChannel(channel, target = null) {
  if (channel === botDm()?.id) openApp("messages", target);
  else go(`#/${channel}`, target);
}

export function openThread(channel, thread, target = null) {
  go(`#/${channel === botDm()?.id ? APP : channel}/${thread}`, target);
}

export function closeThread() {
  go(place.channel === botDm()?.id ? `#/${APP}/messages` : `#/${place.channel}`);
}

export function openApp(tab, target = null) {
  go(`#/${APP}/${tab}`, target);
}

/** Opens the switchboard beside what is shown, or on a phone in its place. */
export function openSwitchboard() {
  place.switchboard = true;
  go(location.hash || `#/${place.channel}`);
}

export function closeSwitchboard() {
  place.switchboard = false;
  go(location.hash);
}

/** Follows a link of this Slack (`/archives/C…/p…`, `slack://…`) inside the page; false for any other link. */
export function follow(url) {
  if (!URL.canParse(url, location.href)) return false;
  const { protocol, origin, pathname, searchParams, host } = new URL(url, location.href);
  if (protocol === "slack:" && host === "app") {
    openApp(searchParams.get("tab") === "messages" ? "messages" : "home");
    return true;
  }
  const channelLink = protocol === "slack:" && host === "channel" ? searchParams.get("id") : null;
  if (channelLink) {
    openChannel(channelLink);
    return true;
  }
  const link = origin === location.origin ? parsePermalink(pathname, searchParams) : null;
  if (!link) return false;
  if (link.thread) openThread(link.channel, link.thread, link.ts);
  else openChannel(link.channel, link.ts);
  return true;
}

/** Reads the address bar once at the start, and follows it from then on. */
export function startPlace() {
  addEventListener("popstate", read);
  if (location.pathname.startsWith("/archives/")) {
    const url = location.href;
    history.replaceState(null, "", `/${location.search ? `?as=${world.me.id}` : ""}`);
    if (follow(url)) return;
  }
  read();
}

/** Says where one is again, after the world changed: a conversation may be gone, or not for these eyes. */
export function settle() {
  read();
}

function parsePermalink(pathname, searchParams) {
  const [, channel, digits] = pathname.match(/^\/archives\/(\w+)(?:\/p(\d{16}))?$/) ?? [];
  if (!channel) return null;
  const ts = digits ? `${digits.slice(0, 10)}.${digits.slice(10)}` : null;
  const thread = searchParams.get("thread_ts");
  return { channel, ts, thread };
}

/** The switchboard stays open or closed wherever one goes. */
function go(bare, target = null) {
  const parts = bare.split("/").filter((part) => part !== SWITCHBOARD);
  const hash = (place.switchboard ? [...parts, SWITCHBOARD] : parts).join("/");
  place.target = target;
  const query = world.me ? `?as=${world.me.id}` : "";
  if (location.hash === hash) history.replaceState({ target }, "", `/${query}${hash}`);
  else history.pushState({ target }, "", `/${query}${hash}`);
  read();
}

/**
 * Reads the address bar: `#/` is the list, `#/C…`, `#/C…/ts` a channel and a thread, `#/app/home` the app. With
 * `/faults` at the end the switchboard is open as well.
 */
function read() {
  const parts = location.hash.replace(/^#\/?/, "").split("/");
  place.switchboard = parts.at(-1) === SWITCHBOARD;
  if (place.switchboard) parts.pop();
  const [first = "", second = ""] = parts;
  const app = botDm();
  const known = first === APP ? app : conversation(first);
  const shown = known ?? world.conversations.find((one) => one.member && one.kind !== "im") ?? app;
  place.channel = shown?.id ?? null;
  place.thread = known && TS.test(second) ? second : null;
  place.tab = first === APP && second === "home" ? "home" : "messages";
  place.pane = paneFor(known);
  changes.dispatchEvent(new Event("change"));
}

function paneFor(known) {
  if (place.thread) return "thread";
  return known || location.hash === "" ? "main" : "list";
}
