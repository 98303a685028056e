// Times as Slack writes them, in the reader's own time zone.

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

/** The moment of a message's `ts`. */
export function dateOf(ts) {
  return new Date(Number(ts) * 1000);
}

export function clock(ts) {
  return CLOCK.format(dateOf(ts));
}

/** "Today", "Yesterday" or "Monday 3 November". */
export function dayName(date, now = new Date()) {
  return nearDay(date, now) ?? DAY.format(date);
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
export function slackDate(seconds, format, now = new Date()) {
  const date = new Date(Number(seconds) * 1000);
  const near = (formatter) => nearDay(date, now)?.toLowerCase() ?? formatter.format(date);
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

function nearDay(date, now) {
  if (isSameDay(date, now)) return "Today";
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  return isSameDay(date, yesterday) ? "Yesterday" : null;
}
