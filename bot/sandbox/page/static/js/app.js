// The page's start: puts the panes together and keeps them true to what the server says.

import { Unreachable } from "./api.js";
import { icon } from "./icons.js";
import { listen } from "./live.js";
import { drawActing } from "./panes/acting.js";
import { ChannelPane } from "./panes/channel.js";
import { ModalStack } from "./panes/modal.js";
import { drawSidebar } from "./panes/sidebar.js";
import { SwitchboardPane } from "./panes/switchboard.js";
import { ThreadPane } from "./panes/thread.js";
import { inTurn } from "./in-turn.js";
import { closeThread, onPlaceChange, place, settle, startPlace } from "./place.js";
import { loadEmoji } from "./text/emoji.js";
import { notice } from "./widgets/notice.js";
import { act, botDm, conversation, onRestart, onWorldChange, refreshWorld, titleOf, world } from "./world.js";

const element = (id) => document.getElementById(id);

const RETRY_AFTER = 2000;

let line = null;
let homeOpenedFor = null;

const [channelPane, threadPane, switchboard, modals] = [
  new ChannelPane(element("main")),
  new ThreadPane(element("thread")),
  new SwitchboardPane(element("switchboard"), element("switchboard-button")),
  new ModalStack(),
];

const panes = [channelPane, threadPane, switchboard];

const refreshPanes = inTurn(() => reaching(() => Promise.all(panes.map((pane) => pane.refresh()))));

/** A new world settles the place anew, and that draws everything. */
const refreshAll = inTurn(() => reaching(() => refreshWorld()));

/** Says so while the server is away, and tries again. */
async function reaching(fetchAndDraw) {
  try {
    await fetchAndDraw();
    element("offline").hidden = true;
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    element("offline").hidden = false;
    setTimeout(refreshAll, RETRY_AFTER);
  }
}

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
  const opened =
    place.channel === botDm()?.id && place.pane === "main" ? `${world.me.id}/${place.tab}` : null;
  if (opened && opened !== homeOpenedFor) act("home", { tab: place.tab });
  homeOpenedFor = opened;
}

/** The page goes on as it is, with what is being typed on it; what it shows is fetched anew. */
function sayRestarted() {
  homeOpenedFor = null;
  const went = world.kept ? "Everything is where it was." : "What was there before is gone.";
  notice(`The sandbox was restarted. ${went}`, { stays: true });
  if (!world.kept && place.thread) closeThread();
}

function actAs(person) {
  line.stop();
  history.replaceState(null, "", `/?as=${person}${location.hash}`);
  reaching(() => refreshWorld(person));
  listenAs(person);
}

function listenAs(person) {
  line = listen(person, refreshAll, (isUp) => {
    if (isUp) refreshAll();
    else element("offline").hidden = false;
  });
}

async function start() {
  const person = new URLSearchParams(location.search).get("as");
  await Promise.all([loadEmoji(), refreshWorld(person)]);
  onRestart(sayRestarted);
  onWorldChange(settle);
  onPlaceChange(() => {
    document.body.dataset.pane = place.pane;
    document.body.classList.toggle("has-thread", place.thread !== null);
    document.body.classList.toggle("has-switchboard", place.switchboard);
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
