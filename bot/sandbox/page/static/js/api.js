// The door to the sandbox: JSON over HTTP, on this machine only.

/** The server cannot be reached just now. */
export class Unreachable extends Error {}

/** The answer, or null where the server has nothing for this person. */
async function get(path, query) {
  const request = fetch(`${path}?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" } });
  const response = await request.catch(() => {
    throw new Unreachable(path);
  });
  return response.ok ? response.json() : null;
}

/** The world as `person` sees it; without a person, or with one nobody knows, as the first sees it. */
export async function fetchState(person) {
  return (person && (await get("/sandbox/state", { as: person }))) || get("/sandbox/state", {});
}

/** The messages of a channel, or of one thread in it, as `person` sees them. */
export async function fetchMessages(person, channel, thread = null) {
  const query = { as: person, channel };
  if (thread) query.thread = thread;
  return (await get("/sandbox/messages", query))?.messages ?? [];
}

/** The faults: those that are on, those there are, and what happened. */
export function fetchFaults() {
  return get("/sandbox/faults", {});
}

/** Does something as `person`. */
export function act(person, name, fields = {}) {
  return post("/sandbox/act", { as: person, act: name, ...fields });
}

/** Switches a fault on (`{ fault, … }`), ends one (`{ end }`) or all (`{ clear: true }`). */
export function switchFaults(fields) {
  return post("/sandbox/faults", fields);
}

/** Moves the sandbox's clock forward. */
export function moveClock(seconds) {
  return post("/sandbox/clock", { forward: seconds });
}

/** Whether the sandbox may end the app, and what last happened to it. */
export function fetchApp() {
  return get("/sandbox/app", {});
}

/** Ends the app, by `restart` or by `kill`, and has it started again. */
export function endApp(way) {
  return post("/sandbox/app", { do: way });
}

/** Never throws: a server that cannot be reached is an answer with words, too. */
async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Sandbox": "1" },
      body: JSON.stringify(body),
    });
    return await response.json();
  } catch {
    return { ok: false, error: "The sandbox did not answer. Is it still running?" };
  }
}
