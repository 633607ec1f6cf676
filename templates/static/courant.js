// Keeps an open page true. The page works without this script; with it, readers are told what changes while they read.
//
//   stream.js  one EventSource that survives what networks and servers do; backoff.js: when it tries again
//   page.js    what an event does to the page
//   comments.js, comment-*.js   what readers say under a story, and the forms for it
//   status.js  the line that says how fresh the page is
//   times.js   «4 min ago»
//
// For tests: <html data-courant-state="static|connecting|live|reconnecting|offline|paused" data-courant-verdict="fresh|resumed|reset">.

import { CommentForms } from "./comment-forms.js";
import { Comments } from "./comments.js";
import { Page } from "./page.js";
import { StatusLine } from "./status.js";
import { Stream } from "./stream.js";
import { keepTimesFresh } from "./times.js";

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;

keepTimesFresh();

const topicsNow = () => meta("courant-topics")?.split(" ").filter(Boolean) ?? [];
const topics = topicsNow();
const status = new StatusLine();
const comments = new Comments(status);
const forms = new CommentForms(comments, status);

if (topics.length === 0 || !("EventSource" in window)) {
  status.show("static", "");
} else {
  const page = new Page(status, comments, forms);
  let hasOpened = false;
  let reloadOwed = null; // why the page has to be loaded again before it is true
  let hasAskedWho = false; // since the stream was last open

  const stream = new Stream(topics, meta("courant-cursor"), meta("courant-checkpoint"), {
    connecting: () => status.show(hasOpened ? "reconnecting" : "connecting", hasOpened ? "Reconnecting…" : "Connecting…"),
    opened: ({ verdict, reason }) => {
      document.documentElement.dataset.courantVerdict = verdict;
      if (verdict === "reset") reloadOwed = reason ?? "unknown";
      if (reloadOwed) catchUp();
      else if (verdict === "resumed" && hasOpened) status.show("live", "Live — you missed nothing", "Live");
      else status.show("live", "Live");
      hasOpened = true;
      hasAskedWho = false;
    },
    event: (event) => {
      page.apply(event);
      comments.apply(event);
    },
    lost: ({ reason, retryMilliseconds }) => {
      const seconds = Math.ceil(retryMilliseconds / 1000);
      if (reason === "unauthorized") askWho();
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

  // The reader's rights have changed: a page of now says who they are, what they may do, and what they may follow.
  comments.onAccount = () => page.reload();
  async function askWho() {
    if (!hasAskedWho && (await page.reload())) stream.follow(topicsNow());
    else stream.follow(topics.filter((topic) => !topic.startsWith("reader:")));
    hasAskedWho = true;
  }

  stream.start();
}

function clock(milliseconds) {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(milliseconds);
}
