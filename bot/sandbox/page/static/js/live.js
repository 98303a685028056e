// The live connection. It carries hints ("messages in this channel changed"), never content: the page fetches what it shows.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

/** Listens for `person` until `stop()`; `onStatus(true | false)` says when the line is up or down. */
export function listen(person, onHint, onStatus) {
  let socket = null;
  let wait = FIRST_WAIT;
  let timer = null;
  let stopped = false;

  function connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/sandbox/live?as=${encodeURIComponent(person)}`);
    socket.addEventListener("open", () => {
      wait = FIRST_WAIT;
      onStatus(true);
    });
    socket.addEventListener("message", (event) => onHint(JSON.parse(event.data)));
    socket.addEventListener("close", () => {
      if (stopped) return;
      onStatus(false);
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    });
  }

  connect();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      socket.close();
    },
  };
}
