// The moderation console: a page that stays true by one WebSocket.
//
//   console-socket.js    the connection, and what became of each command; backoff.js: when it tries again
//   console-state.js     what is known: queues, counts, claims, who is here
//   console-desk.js      what this moderator does
//   console-list.js, console-context.js, console-dialogs.js, console-view.js   what is shown
//   console-markup.js    elements, and what readers wrote
//   console-keys.js      shortcuts
//   console-words.js     codes in words
//
// For tests: <html data-console-state="connecting|live|behind|reconnecting|offline|signed-out">.

import { ContextPane } from "./console-context.js";
import { Desk } from "./console-desk.js";
import { askForNote, askForReason, askForStanding, isAsking, showHelp, wireDialogs } from "./console-dialogs.js";
import { Keys } from "./console-keys.js";
import { List } from "./console-list.js";
import { ConsoleSocket, Refusal } from "./console-socket.js";
import { ConsoleState, withStanding } from "./console-state.js";
import { orderOf, readView, ViewBar } from "./console-view.js";
import { number, plural, QUEUE_NAMES } from "./console-words.js";
import { keepTimesFresh, refreshTimes } from "./times.js";

const PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 100;
const LOOK_DELAY_MS = 300;
const LIST_RETRY_MS = 2_000;
const LEASES_MS = 5_000;
const PASSING = new Set(["rate_limited", "unavailable"]); // refusals that another try may not meet

const part = (name) => document.querySelector(`[data-${name}]`);

const state = new ConsoleState();
const socket = new ConsoleSocket(`${location.origin.replace(/^http/, "ws")}/v1/moderation/console`, {
  cursor: () => state.cursor,
  heartbeat: () => ["look", { comment: opened?.id ?? null }],
  connecting: (isAgain) => show(isAgain ? "reconnecting" : "connecting", isAgain ? "Reconnecting …" : "Connecting …"),
  welcomed,
  message,
  lost: ({ isOffline, retryMilliseconds, wasOpen }) => {
    const wait = `trying again in ${Math.ceil(retryMilliseconds / 1000)} s`;
    show(isOffline ? "offline" : "reconnecting", isOffline ? `Offline — ${wait}` : `Connection lost — ${wait}`);
    if (!wasOpen) checkSession();
    state.lost();
    render();
  },
  ended: () => signedOut(),
});
const desk = new Desk(state, socket, { changed: () => render(), moved, say, read });
const list = new List(part("list"), state, desk);
const pane = new ContextPane(part("context"), state);
const bar = new ViewBar((view) => open(view));

let opened = null; // { id, context }: whose context is shown
let isListing = false;
let isRendering = false;
let isPressed = false;
let lookTimer = 0;
let contextTimer = 0;
let listTimer = 0;
let frame = 0;
let undoOffered = null;

// The connection ----------------------------------------------------------------------------------------------------------------

function welcomed(message) {
  if (message.type === "resumed") state.resumed(message);
  else state.snapshot(message);
  show("live", "Live");
  if (!state.isListed) ask({ isAgain: true }); // also when it was resumed: the answer to the last one may never have come
  if (state.latest.length === 0) fetchLatest();
  if (opened) loadContext();
  look();
  desk.settle();
  render();
}

function message(message) {
  switch (message.type) {
    case "delta": {
      const before = state.latest[0];
      state.delta(message);
      desk.settle();
      const touching = (message.events ?? []).filter(({ data }) => opened && data && touchesOpened(data));
      for (const { data } of touching) if (data.action === "standing") setOpenedStanding(data);
      const isTouched = touching.length > 0;
      if (isTouched) loadContextSoon();
      if (before !== state.latest[0] || isTouched || (message.events?.length ?? 0) > 0) render();
      break;
    }
    case "behind":
      show("behind", `${number(message.n)} behind — loading afresh …`);
      break;
  }
}

// Whether the open context says something else now.
function touchesOpened({ id, comment, action, account, is_here: isHere }) {
  if (action === "standing") return opened.item?.author.id === account;
  return (id === opened.id || comment === opened.id) && isHere === undefined;
}

function setOpenedStanding(entry) {
  const { item, context } = opened;
  opened.item = withStanding(item, entry);
  if (context) opened.context = { ...context, reader: { ...context.reader, standing: entry.details.to, until: entry.details.until ?? null, reason: entry.note } };
}

function show(name, text) {
  document.documentElement.dataset.consoleState = name;
  const line = part("status");
  if (line.textContent !== text) line.textContent = text;
}

function signedOut() {
  show("signed-out", "Signed out");
  part("signed-out").hidden = false;
  render();
}

// A handshake that is refused looks to a page like a broken network: ask whether it is the session.
async function checkSession() {
  try {
    const response = await fetch("/v1/account", { headers: { Accept: "application/json" } });
    const account = response.ok ? await response.json() : null;
    if (response.status === 401 || response.status === 403 || (account && !["moderator", "admin"].includes(account.role))) signedOut();
  } catch {
    // Then it is the network.
  }
}

async function fetchLatest() {
  try {
    const response = await fetch("/v1/moderation/audit?limit=30", { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    state.remembered((await response.json()).items ?? []);
    render();
  } catch {
    // What comes will still be shown.
  }
}

// The queue ---------------------------------------------------------------------------------------------------------------------

function open({ labels, ...view }, { isBack = false } = {}) {
  state.open(view);
  desk.clear();
  bar.show({ labels, ...view }, { isBack });
  part("list").scrollTop = 0;
  ask();
  render();
}

// Another list of the same view, when this one cannot hold all of it.
function reload() {
  open({ ...state.view }, { isBack: true });
  focusOn(null);
}

async function ask({ page = null, isAgain = false } = {}) {
  clearTimeout(listTimer);
  if (!socket.isOpen) return;
  const receipt = state.asked({ page, isAgain });
  const limit = isAgain ? Math.min(MAX_PAGE_SIZE, Math.max(PAGE_SIZE, state.shown.length)) : PAGE_SIZE;
  isListing = true;
  try {
    const answer = await socket.command("list", { ...receipt.view, limit, ...(page ? { page } : {}) });
    if (state.listed(answer, receipt)) {
      isListing = false;
      if (!desk.current && state.shown.length > 0) desk.goTo(state.shown[0]);
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const isRetried = receipt.view === state.view && !state.isListed && PASSING.has(error.code);
    if (isRetried) listTimer = setTimeout(() => ask({ isAgain: true }), LIST_RETRY_MS * (1 + Math.random()));
    else if (receipt.view === state.view) isListing = false;
    // What was lost with the connection is asked for again with the next one.
    if (!isRetried && error.code !== "unknown_outcome" && error.code !== "not_connected") say(error.problem.detail ?? error.message);
  }
  desk.settle();
  render();
}

function showFresh() {
  const [first] = state.showFresh();
  render();
  if (first) desk.goTo(first);
  renderNow();
  list.focus(first);
}

// The context -------------------------------------------------------------------------------------------------------------------

function openContext(id, { isFocused = true } = {}) {
  if (!id) return;
  const isOther = opened?.id !== id;
  if (isOther) opened = { id, context: null, item: state.items.get(id) };
  document.documentElement.dataset.pane = "open";
  if (isOther) loadContext();
  look();
  renderNow();
  if (isFocused) part("context").querySelector("[data-home]").focus();
}

function closeContext() {
  if (!opened) return;
  const { id } = opened;
  opened = null;
  delete document.documentElement.dataset.pane;
  look();
  renderNow();
  focusOn(id);
}

function loadContextSoon() {
  clearTimeout(contextTimer);
  contextTimer = setTimeout(loadContext, LOOK_DELAY_MS);
}

async function loadContext() {
  const asked = opened;
  if (!asked) return;
  try {
    const context = await socket.command("context", { comment: asked.id });
    if (opened?.id !== asked.id) return;
    opened.context = context;
    opened.item = context.comment;
    state.learn(context.comment);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code !== "unknown_outcome" && error.code !== "not_connected") say(error.problem.detail ?? error.message);
  }
  render();
}

// Others see what one looks at; not every comment that one passes on the way.
function look() {
  clearTimeout(lookTimer);
  lookTimer = setTimeout(() => socket.isOpen && socket.command("look", { comment: opened?.id ?? null }).catch(() => {}), LOOK_DELAY_MS);
}

// What is done ------------------------------------------------------------------------------------------------------------------

// What stands on the page of a comment, in the queue or beside it.
function read(id) {
  const pane = part("context");
  const place = list.find(id) ?? (pane.dataset.id === id ? pane : null);
  return place && { revision: Number(place.dataset.revision), report_count: Number(place.dataset.reportCount) };
}

const asRead = (id) => desk.read([id].filter(Boolean));
const targets = (id) => (desk.picked.size > 0 ? desk.readPicked() : asRead(id));

function nameOf(ids) {
  const author = (state.items.get(ids[0]) ?? opened?.item)?.author.name;
  return ids.length === 1 ? `${author}’s comment` : plural(ids.length, "comment");
}

async function decide(comments, decision, { isAsked = true } = {}) {
  if (comments.length === 0) return;
  const choice = isAsked ? await askForReason(decision, nameOf(comments.map(({ comment }) => comment))) : { reason: "fine" };
  if (choice) desk.decide(comments, { decision, ...choice });
}

async function note(id) {
  if (!id) return;
  const text = await askForNote(nameOf([id]));
  if (text && (await desk.note(id, text)) && opened?.id === id) loadContext();
}

async function standing(id) {
  const author = opened?.id === id ? (opened.context?.reader ?? opened.item?.author) : state.items.get(id)?.author;
  if (!author) return;
  const choice = await askForStanding(author);
  if (choice && (await desk.setStanding(author.id, author.name, choice)) && opened) loadContext();
}

const acts = {
  pick: (id) => desk.pick(id),
  open: (id) => (opened?.id === id && document.documentElement.dataset.pane ? closeContext() : (desk.goTo(id), openContext(id))),
  approve: (id) => decide(asRead(id), "approve", { isAsked: false }),
  "approve-with": (id) => decide(asRead(id), "approve"),
  reject: (id) => decide(asRead(id), "reject"),
  claim: (id) => desk.toggleClaim(id),
  note,
  standing,
  dismiss: (id) => desk.forget(id),
  check: (id) => desk.check(id),
  again: (id) => {
    const { revision, report_count, ...act } = desk.underway.get(id);
    desk.decide([{ comment: id, revision, report_count }], act);
  },
  close: () => closeContext(),
  "only-article": () => open({ ...state.view, article: opened.item.article.id, labels: { article: opened.item.article.headline } }),
  "only-reader": (_, { reader, name }) => open({ ...state.view, reader, labels: { reader: name } }),
  "open-entry": (_, { comment }) => openContext(comment),
  "undo-entry": (_, { decision, batch }) => desk.undo(batch ? { batch } : { decision }),
  "bulk-approve": () => decide(desk.readPicked(), "approve", { isAsked: false }),
  "bulk-reject": () => decide(desk.readPicked(), "reject"),
  "pick-all": () => desk.pickAll(),
  "pick-none": () => {
    desk.picked.clear();
    render();
    focusOn(desk.current);
  },
  fresh: () => showFresh(),
  more: () => (state.isFull ? reload() : state.next && ask({ page: state.next })),
  "undo-said": () => undoOffered && desk.undo(undoOffered),
  help: () => showHelp(keys),
};

const here = () => (document.activeElement?.closest("[data-context]") && opened ? opened.id : desk.current);
const goTo = (queue) => () => open({ ...state.view, queue, order: orderOf(queue), reason: undefined });

const keys = new Keys(
  {
    j: () => desk.step(1),
    k: () => desk.step(-1),
    x: () => desk.current && desk.pick(desk.current),
    X: () => desk.pickAll(),
    c: () => here() && desk.toggleClaim(here()),
    a: () => decide(targets(here()), "approve", { isAsked: false }),
    A: () => decide(targets(here()), "approve"),
    r: () => decide(targets(here()), "reject"),
    n: () => note(here()),
    s: () => standing(here()),
    u: () => desk.undoLast(),
    o: () => openContext(desk.current),
    Enter: () => openContext(desk.current),
    ".": () => state.fresh.size > 0 && showFresh(),
    "/": () => bar.focus(),
    "?": () => showHelp(keys),
    Escape: () => (opened ? closeContext() : acts["pick-none"]()),
    "g p": goTo("pending"),
    "g h": goTo("held"),
    "g r": goTo("reported"),
    "g a": goTo("approved"),
    "g j": goTo("rejected"),
  },
  isAsking,
);

document.addEventListener("click", (event) => {
  const element = event.target.closest("[data-action]");
  if (!element || (event.target.closest("a") && !element.matches("a"))) return;
  const { action } = element.dataset;
  const id = element.closest("[data-id]")?.dataset.id ?? opened?.id ?? null;
  if (action === "open" && !element.matches("button") && (window.getSelection()?.toString() ?? "") !== "") return; // somebody marks words
  acts[action]?.(id, element.dataset);
});

// Where the focus goes, one is; but not where an item is made again and gets it back.
part("list").addEventListener("focusin", (event) => {
  const id = event.target.closest("[data-id]")?.dataset.id;
  if (id && !isRendering) desk.goTo(id);
});

// The page ----------------------------------------------------------------------------------------------------------------------

// The desk went to another comment: the focus follows, and the context when it is open beside the queue.
function moved(id) {
  renderNow();
  const isBeside = !document.activeElement?.closest("dialog");
  if (opened && id && window.matchMedia("(min-width: 64rem)").matches) openContext(id, { isFocused: false });
  else if (opened && !window.matchMedia("(min-width: 64rem)").matches) closeContext();
  if (isBeside) focusOn(id);
}

function focusOn(id) {
  if (id && state.shown.includes(id)) list.focus(id);
  else part("queue-title").focus({ preventScroll: true });
}

function say(text, undo = null) {
  undoOffered = undo;
  part("said").querySelector("p").textContent = text;
  part("said").querySelector("button").hidden = !undo;
  part("said").classList.add("is-said");
}

function render() {
  if (isPressed) return; // a button that is made again under the finger is never clicked
  if (document.hidden) renderNow(); // no frames come there, and the title counts
  else frame ||= requestAnimationFrame(renderNow);
}

document.addEventListener("pointerdown", () => (isPressed = true));
for (const name of ["pointerup", "pointercancel", "dragend", "blur"]) {
  window.addEventListener(name, () => {
    isPressed = false;
    setTimeout(render); // after the click
  });
}

function renderNow() {
  cancelAnimationFrame(frame);
  frame = 0;
  const hadFocus = part("list").contains(document.activeElement);
  isRendering = true;
  list.render(opened?.id ?? null);
  isRendering = false;
  if (hadFocus && !part("list").contains(document.activeElement)) focusOn(desk.current);
  renderAround();
  if (opened) {
    const item = state.items.get(opened.id) ?? opened.item;
    if (item) Object.assign(part("context").dataset, { revision: item.revision, reportCount: item.report_count });
    if (item) renderPane(JSON.stringify([item, opened.context, state.claimOn(opened.id), state.latest[0]?.id]), () => pane.show(item, opened.context));
  } else renderPane(JSON.stringify([state.latest.map((entry) => entry.id), state.moderator]), () => pane.showLatest());
}

let paneSignature = null;
function renderPane(signature, draw) {
  if (signature === paneSignature) return;
  paneSignature = signature;
  const { id } = opened ?? {};
  if (id) part("context").dataset.id = id;
  else delete part("context").dataset.id;
  draw();
  refreshTimes(part("context"));
}

function renderAround() {
  refreshTimes(part("list"));
  bar.showCounts(state.counts);
  bar.name(state.items.get(state.shown[0]));
  const { queue } = state.view;
  const waiting = (state.counts.pending ?? 0) + (state.counts.held ?? 0) + (state.counts.reported ?? 0);
  document.title = `${waiting > 0 ? `(${number(waiting)}) ` : ""}${QUEUE_NAMES[queue]} — Moderation`;
  put(part("queue-title"), QUEUE_NAMES[queue]);

  const fresh = part("fresh");
  put(fresh, `${number(state.fresh.size)}${state.isFull ? "+" : ""} new`);
  fresh.hidden = state.fresh.size === 0;
  part("more").hidden = !state.next && !state.isFull;
  put(part("more"), state.isFull ? "There are more: load the list again" : "More");
  const isEmpty = state.isListed && state.shown.length === 0 && !state.next && !state.isFull;
  part("empty").hidden = !isEmpty && !isListing;
  put(part("empty"), isEmpty ? (bar.isFiltered ? "Nothing here that fits the filters." : "Nothing waits here.") : state.isListed ? "" : "Loading …");

  part("bulk").hidden = desk.picked.size === 0;
  put(part("bulk-count"), `${number(desk.picked.size)} picked`);
  const others = [...state.moderators.values()].filter((one) => one.console !== state.console);
  const names = [...new Set(others.map(({ moderator }) => (moderator.id === state.moderator?.id ? "yourself, elsewhere" : moderator.name)))].sort();
  put(part("here"), !socket.isOpen ? "" : names.length > 0 ? `With you: ${names.join(", ")}` : "Nobody else is here");
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

keepTimesFresh();
wireDialogs(keys);
setInterval(() => document.hidden || render(), LEASES_MS); // leases pass without a word
window.addEventListener("popstate", () => open(readView(), { isBack: true }));
document.documentElement.dataset.script = "on";
state.open(readView());
bar.show(state.view, { isBack: true });
render();
socket.start();
