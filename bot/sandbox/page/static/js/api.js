// The door to the sandbox: JSON over HTTP, on this machine only.

async function get(path, query) {
  const response = await fetch(`${path}?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

/** The world as `person` sees it; without a person, the server chooses the first. */
export function fetchState(person) {
  return get("/sandbox/state", person ? { as: person } : {});
}

/** The messages of a channel, or of one thread in it, as `person` sees them. */
export async function fetchMessages(person, channel, thread = null) {
  const query = { as: person, channel };
  if (thread) query.thread = thread;
  return (await get("/sandbox/messages", query)).messages;
}

/** Does something as `person`. Never throws: a server that cannot be reached is an answer with words, too. */
export async function act(person, name, fields = {}) {
  try {
    const response = await fetch("/sandbox/act", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Sandbox": "1" },
      body: JSON.stringify({ as: person, act: name, ...fields }),
    });
    return await response.json();
  } catch {
    return { ok: false, error: "The sandbox did not answer. Is it still running?" };
  }
}
