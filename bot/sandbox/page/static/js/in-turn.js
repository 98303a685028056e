// One run at a time: calls that come during a run are one more run after it.

/** Wraps an async function so that ten calls in a row become the run under way and one after it. */
export function inTurn(run) {
  let running = null;
  let again = false;
  return function turn() {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      do {
        again = false;
        await run();
      } while (again);
    })().finally(() => {
      running = null;
    });
    return running;
  };
}
