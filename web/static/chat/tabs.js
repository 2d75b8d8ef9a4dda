// One tab of a browser does the listening for all: HTTP/1.1 allows six connections to a host.

const ASK = 20_000; // ms between two looks of a visible tab whether the listening one is awake
const ANSWER = 3_000; // ms until it counts as asleep: phones stop tabs in the background without telling anybody

/**
 * Joins the tabs that share a name.
 *
 * onHold   this tab listens from now on
 * onDrop   it does not any more
 * onWord   something that another tab said
 *
 * Gives `{say, holds, leave}`. Where the browser lacks locks or channels, or refuses them, each tab listens for itself.
 */
export function joinTabs(name, { onHold, onDrop, onWord }) {
  const channel = openChannel(name);
  let turn = null; // our place in the line for the lock
  let release = null;
  let asked = null;
  let rounds = null;

  function hold(options) {
    turn?.abort();
    const mine = (turn = new AbortController());
    navigator.locks
      .request(name, options ?? { signal: mine.signal }, () => new Promise((done) => begin(done)))
      .catch((fault) => (fault.name === 'AbortError' ? end(mine) : begin(() => {})));
  }

  function begin(done) {
    if (turn === null) return done();
    release = done;
    onHold();
  }

  // Either we left the line ourselves, or another tab took the place of one that seemed asleep: then we queue again.
  function end(mine) {
    if (mine !== turn) return;
    release = null;
    onDrop();
    hold();
  }

  function look() {
    if (release !== null || document.visibilityState !== 'visible' || asked !== null) return;
    channel.postMessage({ tab: 'awake?' });
    asked = setTimeout(() => {
      asked = null;
      if (release === null) hold({ steal: true });
    }, ANSWER);
  }

  function hear({ data }) {
    if (data.tab === 'awake?' && release !== null) channel.postMessage({ tab: 'awake' });
    if (data.tab === 'awake') {
      clearTimeout(asked);
      asked = null;
    }
    if (data.word) onWord(data.word);
  }

  function leave() {
    const mine = turn;
    turn = null;
    mine?.abort();
    clearTimeout(asked);
    clearInterval(rounds);
    document.removeEventListener('visibilitychange', look);
    channel?.close();
    release?.();
    release = null;
  }

  if (channel === null || !navigator.locks) {
    release = () => {};
    queueMicrotask(() => release !== null && onHold());
  } else {
    channel.onmessage = hear;
    document.addEventListener('visibilitychange', look);
    rounds = setInterval(look, ASK);
    hold();
  }
  return { say: (word) => channel?.postMessage({ word }), holds: () => release !== null, leave };
}

function openChannel(name) {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
