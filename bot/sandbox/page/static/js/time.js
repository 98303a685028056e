// Times as Slack writes them, in the reader's own time zone. It is as late as the sandbox says: its clock can be ahead.

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const CLOCK_SECONDS = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
const SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const LONG = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});
const NUMERIC = new Intl.DateTimeFormat("en-CA");

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY_LONG = 24 * HOUR;

let ahead = 0;

/** Sets the page's clock by the sandbox's, in seconds since 1970. */
export function setClock(seconds) {
  ahead = seconds * 1000 - Date.now();
}

export function now() {
  return new Date(Date.now() + ahead);
}

/** Whether the sandbox's clock was moved. A second is no difference: it takes a moment to ask how late it is. */
export function isAhead() {
  return ahead > 1000;
}

/** How far the sandbox's clock is ahead of the reader's, such as "3 days and 2 hours"; null below a minute. */
export function aheadWords() {
  const exact = Math.round(ahead / 1000);
  // A move takes a few seconds itself: nobody wants to read "23 hours and 59 minutes" for a day.
  const seconds = exact < HOUR ? exact : Math.round(exact / MINUTE) * MINUTE;
  return seconds < MINUTE ? null : span(seconds);
}

/** "Tuesday 4 November 2025". */
export function longDate(date) {
  return LONG.format(date);
}

/** A length of time in words, in its two largest units. */
export function span(seconds) {
  const units = [
    ["day", Math.floor(seconds / DAY_LONG)],
    ["hour", Math.floor((seconds % DAY_LONG) / HOUR)],
    ["minute", Math.floor((seconds % HOUR) / MINUTE)],
    ["second", Math.floor(seconds % MINUTE)],
  ];
  const first = units.findIndex(([, count]) => count > 0);
  const shown = first < 0 ? [["second", 0]] : units.slice(first, first + 2).filter(([, count]) => count > 0);
  return shown.map(([unit, count]) => `${count} ${unit}${count === 1 ? "" : "s"}`).join(" and ");
}

/** The moment of a message's `ts`. */
export function dateOf(ts) {
  return new Date(Number(ts) * 1000);
}

export function clock(ts) {
  return CLOCK.format(dateOf(ts));
}

export function clockWithSeconds(ts) {
  return CLOCK_SECONDS.format(dateOf(ts));
}

/** "Today", "Yesterday" or "Monday 3 November". */
export function dayName(date) {
  return nearDay(date) ?? DAY.format(date);
}

/** "Today at 10:14", for the last reply of a thread. */
export function dayAndClock(ts) {
  const date = dateOf(ts);
  return `${dayName(date)} at ${CLOCK.format(date)}`;
}

export function isSameDay(one, other) {
  return one.toDateString() === other.toDateString();
}

/** Fills Slack's `<!date^seconds^format>` tokens in; the words around them stay. */
export function slackDate(seconds, format) {
  const date = new Date(Number(seconds) * 1000);
  const near = (formatter) => nearDay(date)?.toLowerCase() ?? formatter.format(date);
  const tokens = {
    date_num: () => NUMERIC.format(date),
    date: () => DATE.format(date),
    date_short: () => SHORT.format(date),
    date_long: () => LONG.format(date),
    date_pretty: () => near(DATE),
    date_short_pretty: () => near(SHORT),
    date_long_pretty: () => near(LONG),
    time: () => CLOCK.format(date),
    time_secs: () => CLOCK_SECONDS.format(date),
  };
  return format.replace(/\{(\w+)\}/g, (token, name) => tokens[name]?.() ?? token);
}

function nearDay(date) {
  const today = now();
  if (isSameDay(date, today)) return "Today";
  const yesterday = new Date(today);
  yesterday.setDate(today.getDate() - 1);
  return isSameDay(date, yesterday) ? "Yesterday" : null;
}
