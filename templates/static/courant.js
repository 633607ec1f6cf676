// Keeps an open page true. The page works without this script; with it, readers are told what changes while they read.
//
//   stream.js  one EventSource that survives what networks and servers do
//   page.js    what an event does to the page
//   status.js  the line that says how fresh the page is
//   times.js   «4 min ago»
//
// For tests: <html data-courant-state="static|connecting|live|reconnecting|offline|paused" data-courant-verdict="fresh|resumed|reset">.

import { Page } from "./page.js";
import { StatusLine } from "./status.js";
import { Stream } from "./stream.js";
import { keepTimesFresh } from "./times.js";

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;

keepTimesFresh();

const topics = meta("courant-topics")?.split(" ").filter(Boolean) ?? [];
const status = new StatusLine();

if (topics.length === 0 || !("EventSource" in window)) {
  status.show("static", "");
} else {
  const page = new Page(status);
  let hasOpened = false;
  let reloadOwed = null; // why the page has to be loaded again before it is true

  const stream = new Stream(topics, meta("courant-cursor"), meta("courant-checkpoint"), {
    connecting: () => status.show(hasOpened ? "reconnecting" : "connecting", hasOpened ? "Reconnecting…" : "Connecting…"),
    opened: ({ verdict, reason }) => {
      document.documentElement.dataset.courantVerdict = verdict;
      if (verdict === "reset") reloadOwed = reason ?? "unknown";
      if (reloadOwed) catchUp();
      else if (verdict === "resumed" && hasOpened) status.show("live", "Live — you missed nothing", "Live");
      else status.show("live", "Live");
      hasOpened = true;
    },
    event: (event) => page.apply(event),
    lost: ({ reason, retryMilliseconds }) => {
      const seconds = Math.ceil(retryMilliseconds / 1000);
      if (reason === "overloaded") status.show("reconnecting", `Busy — trying again in ${seconds} s`);
      else status.show("reconnecting", "Reconnecting…");
    },
    offline: (lastHeard) => status.show("offline", `Offline — showing the page as of ${clock(lastHeard)}`),
    paused: () => status.show("paused", "Paused"),
  });

  // After a reset the stream goes on from the head: what lies between is in a fresh page only.
  async function catchUp() {
    status.show("reconnecting", "Catching up…");
    if (!(await page.reload({ until: () => stream.isOpen }))) return; // the next opening tries again
    reloadOwed = null;
    status.show("live", "Live — caught up by reloading", "Live");
  }

  stream.start();
}

function clock(milliseconds) {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(milliseconds);
}
