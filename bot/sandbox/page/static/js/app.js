// The page's start: puts the panes together and keeps them true to what the server says.

import { icon } from "./icons.js";
import { listen } from "./live.js";
import { drawActing } from "./panes/acting.js";
import { ChannelPane } from "./panes/channel.js";
import { ModalStack } from "./panes/modal.js";
import { drawSidebar } from "./panes/sidebar.js";
import { ThreadPane } from "./panes/thread.js";
import { botDm, act, conversation, onWorldChange, refreshWorld, titleOf, world } from "./world.js";
import { onPlaceChange, place, settle, startPlace } from "./place.js";
import { loadEmoji } from "./text/emoji.js";
import { inTurn } from "./in-turn.js";

const element = (id) => document.getElementById(id);

let line = null;
let homeOpenedFor = null;

const [channelPane, threadPane, modals] = [new ChannelPane(element("main")), new ThreadPane(element("thread")), new ModalStack()];

const refreshPanes = inTurn(async () => {
  await Promise.all([channelPane.refresh(), threadPane.refresh()]);
});

const refreshAll = inTurn(async () => {
  await refreshWorld();
  await refreshPanes();
});

function drawFrame() {
  drawActing(element("acting"), actAs);
  drawSidebar(element("sidebar"));
  modals.refresh();
  const unread = world.conversations.reduce((sum, one) => sum + one.unread, 0);
  const shown = conversation(place.channel);
  document.title = `${unread ? `(${unread}) ` : ""}${shown ? `${titleOf(shown)} · ` : ""}${world.team.name}`;
}

/** Opening a tab of the app is an event that the bot hears of. */
function tellHomeOpened() {
  const opened = place.channel === botDm()?.id && place.pane === "main" ? `${world.me.id}/${place.tab}` : null;
  if (opened && opened !== homeOpenedFor) act("home", { tab: place.tab });
  homeOpenedFor = opened;
}

async function actAs(person) {
  line?.stop();
  await refreshWorld(person);
  history.replaceState(null, "", `/?as=${person}${location.hash}`);
  listenAs(person);
  settle();
}

function listenAs(person) {
  line = listen(person, refreshAll, (isUp) => {
    element("offline").hidden = isUp;
    if (isUp) refreshAll();
  });
}

async function start() {
  const person = new URLSearchParams(location.search).get("as");
  await Promise.all([loadEmoji(), refreshWorld(person).catch(() => refreshWorld(null))]);
  onWorldChange(drawFrame);
  onPlaceChange(() => {
    document.body.dataset.pane = place.pane;
    document.body.classList.toggle("has-thread", place.thread !== null);
    drawFrame();
    tellHomeOpened();
    refreshPanes();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refreshAll());
  document.addEventListener("redraw", refreshPanes);
  startPlace();
  listenAs(world.me.id);
  await refreshPanes();
  document.body.removeAttribute("aria-busy");
}

element("offline").prepend(icon("warning"));
await start();
