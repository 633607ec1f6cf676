// What the console's state, its desk and the waits between tries must do, told as cases. `node Tests/browser/console-state.js`, or in a browser: see moderation.py.

import { Backoff } from "../../templates/static/backoff.js";
import { Desk } from "../../templates/static/console-desk.js";
import { Refusal } from "../../templates/static/console-socket.js";
import { ConsoleState } from "../../templates/static/console-state.js";

let number = 0;
const item = (id, fields = {}) => ({
  id,
  revision: 1,
  status: "pending",
  queues: ["pending"],
  holds: [],
  reasons: [],
  report_count: 0,
  article: { id: "a1", slug: "a-1", headline: "One", section: "world" },
  author: { id: `r-${id}`, name: id, kind: "local", standing: "normal" },
  created_at: `2026-01-01T00:00:${String((number += 1)).padStart(2, "0")}Z`,
  ...fields,
});
const told = (...items) => ({ cursor: `t-${(number += 1)}`, events: items.map((data) => ({ type: "moderation.comment", data })), counts: {} });
const event = (type, data) => ({ cursor: `t-${(number += 1)}`, events: [{ type, data }], counts: {} });
const decided = (one, status = "rejected", revision = one.revision + 1) => ({ ...one, status, revision, queues: [status] });
const entry = (one, fields = {}) => ({ id: `e-${(number += 1)}`, action: "decide", comment: one.id, actor: { id: "m2", name: "Ben" }, to: "rejected", revision: one.revision + 1, ...fields });

function started(items, view = { queue: "pending", order: "oldest" }, more = {}) {
  const state = new ConsoleState();
  state.snapshot({ cursor: "t-0", console: "c1", moderator: { id: "m1", name: "Ana" }, counts: { pending: items.length }, moderators: [], claims: [], reason: "fresh" });
  state.open(view);
  state.listed({ items, ...more }, state.asked());
  return state;
}

/// A desk whose server answers as `answer(type, fields)` says; what it is asked and what it says are kept.
function seated(state, answer, read = (id) => state.items.get(id) && { revision: state.items.get(id).revision, report_count: state.items.get(id).report_count }) {
  const [sent, said] = [[], []];
  const socket = {
    isOpen: true,
    async command(type, fields) {
      sent.push({ type, ...fields });
      return answer(type, fields);
    },
  };
  return { desk: new Desk(state, socket, { changed() {}, moved() {}, say: (text) => said.push(text), read }), sent, said };
}

function refuse(code, members = {}) {
  throw new Refusal({ code, title: code, ...members });
}

function equal(found, wanted, what = "") {
  const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (left !== right) throw new Error(`${what} ${left}, and not ${right}`);
}

export const cases = {
  "The server counts, not the console"() {
    const state = started([item("a")]);
    state.delta({ ...told(item("b")), counts: { pending: 7 } });
    equal(state.counts, { pending: 7 });
    state.delta({ cursor: "t-x", events: [] });
    equal([state.counts, state.cursor], [{ pending: 7 }, "t-x"]);
  },

  "A new comment waits for the button where it would move what is read"() {
    const [a, b, c] = [item("a"), item("b"), item("c")];
    const state = started([b, a], { queue: "pending", order: "newest" });
    state.delta(told(c));
    equal([state.shown, [...state.fresh]], [["b", "a"], ["c"]]);
    equal(state.showFresh(), ["c"]);
    equal([state.shown, state.fresh.size], [["c", "b", "a"], 0]);
  },

  "A new comment below everything is shown at once, unless a later page has it"() {
    const [a, b] = [item("a"), item("b")];
    const whole = started([a]);
    whole.delta(told(b));
    equal([whole.shown, whole.fresh.size], [["a", "b"], 0]);
    const paged = started([a], undefined, { next: "p2" });
    paged.delta(told(b));
    equal([paged.shown, paged.fresh.size], [["a"], 0]);
    paged.listed({ items: [b] }, paged.asked({ page: "p2" }));
    equal([paged.shown, paged.next], [["a", "b"], null]);
  },

  "What others decide stays where it is, says so, and goes when it is tidied"() {
    const [a, b] = [item("a"), item("b")];
    const state = started([a, b]);
    const by = entry(a);
    state.delta(told(decided(a)));
    equal([state.shown, state.settled.get("a")], [["a", "b"], null]);
    state.delta(event("moderation.audit", by));
    equal(state.settled.get("a").id, by.id);
    state.tidy(new Set(["a"]));
    equal(state.shown, ["a", "b"]);
    state.tidy();
    equal([state.shown, state.settled.size], [["b"], 0]);
  },

  "The audit may come before its comment"() {
    const a = item("a");
    const state = started([a]);
    const by = entry(a);
    state.delta(event("moderation.audit", by));
    state.delta(told(decided(a)));
    equal(state.settled.get("a")?.id, by.id);
  },

  "What comes back is no longer settled"() {
    const a = item("a");
    const state = started([a]);
    state.delta(told(decided(a)));
    state.delta(told({ ...a, revision: 3 }));
    equal([state.shown, state.settled.size, state.items.get("a").revision], [["a"], 0, 3]);
  },

  "Told twice, or late, changes nothing"() {
    const a = item("a");
    const state = started([a]);
    state.delta(told(decided(a)));
    state.delta(told(a));
    equal([state.items.get("a").status, state.settled.has("a")], ["rejected", true]);
    const by = entry(a);
    state.delta(event("moderation.audit", by));
    state.audited(by);
    equal(state.latest.length, 1);
    state.delta(event("moderation.comment", { redacted: true }));
  },

  "A list that was read before a change does not take it back"() {
    const [a, b] = [item("a"), item("b")];
    const state = started([]);
    state.open({ queue: "pending", order: "newest" });
    const receipt = state.asked();
    state.delta(told(decided(a)));
    state.delta(told(b));
    state.listed({ items: [a] }, receipt);
    equal([state.shown, state.fresh.size, state.items.get("a").status], [["b"], 0, "rejected"]);
  },

  "A report raises no revision, and counts all the same"() {
    const a = item("a", { status: "approved", queues: ["approved", "reported"], report_count: 1 });
    const state = started([a], { queue: "reported", order: "oldest" });
    state.delta(told({ ...a, report_count: 2 }));
    equal(state.items.get("a").report_count, 2);
    const receipt = state.asked();
    state.listed({ items: [{ ...a, report_count: 3 }] }, receipt);
    equal(state.items.get("a").report_count, 3, "what is listed later");
  },

  "An answer to another queue is nobody's"() {
    const state = started([item("a")]);
    const receipt = state.asked();
    state.open({ queue: "held", order: "oldest" });
    equal(state.listed({ items: [item("b")] }, receipt), false);
    equal(state.shown, []);
  },

  "Filters hold for what is told"() {
    const state = started([], { queue: "held", order: "oldest", section: "world", reason: "link" });
    const held = { queues: ["held"], holds: [{ reason: "link", detail: "x.example" }], reasons: ["link"] };
    state.delta(told(item("a", held)));
    state.delta(told(item("b", { ...held, holds: [{ reason: "edited" }], reasons: ["edited"] })));
    state.delta(told(item("c", { ...held, article: { id: "a2", section: "sport" } })));
    state.delta(told(item("d")));
    equal(state.shown, ["a"]);
  },

  "A reason is one of the holds, of the open reports or of the decision, in every queue"() {
    const reported = { status: "approved", queues: ["approved", "reported"], report_count: 1 };
    const state = started([], { queue: "reported", order: "oldest", reason: "abuse" });
    const [a, b] = [item("a", { ...reported, reasons: ["abuse"] }), item("b", { ...reported, reasons: ["spam"] })];
    state.delta(told(a, b));
    equal(state.shown, ["a"]);
    state.delta(told({ ...b, report_count: 2, reasons: ["abuse", "spam"] }));
    equal(state.shown, ["a", "b"]);
    state.delta(told({ ...item("c", reported), reasons: undefined }));
    equal(state.shown, ["a", "b"], "of one without reasons none is known");

    const rejected = started([], { queue: "rejected", order: "oldest", reason: "spam" });
    const [d, e] = [item("d", { holds: [{ reason: "link" }], reasons: ["link"] }), item("e")];
    rejected.delta(told(d, e));
    rejected.audited(entry(d, { reason: "spam" })); // the answer comes before the event
    rejected.audited(entry(e, { reason: "abuse" }));
    equal([rejected.shown, rejected.items.get("d").reasons], [["d"], ["link", "spam"]]);
  },

  "After a gap the list is brought up to date and nothing moves"() {
    const [a, b, c, d] = [item("a"), item("b"), item("c"), item("d")];
    const state = started([d, b, a], { queue: "pending", order: "newest" });
    state.snapshot({ cursor: "t-99", console: "c2", moderator: { id: "m1", name: "Ana" }, counts: {}, reason: "behind" });
    const e = item("e");
    state.listed({ items: [e, d, c, a] }, state.asked({ isAgain: true }));
    equal([state.shown, [...state.settled.keys()], [...state.fresh].sort()], [["d", "b", "a"], ["b"], ["c", "e"]]);
  },

  "A log of another history may have lower revisions"() {
    const a = item("a", { revision: 9 });
    const state = started([a]);
    state.snapshot({ cursor: "u-1", console: "c2", moderator: { id: "m1" }, counts: {}, reason: "diverged" });
    state.listed({ items: [{ ...a, revision: 4 }] }, state.asked({ isAgain: true }));
    equal(state.items.get("a").revision, 4);
  },

  "A resumed console goes on from what it was told, not from the head"() {
    const state = started([]);
    state.delta({ cursor: "t-5", events: [] });
    state.resumed({ from: "t-5", cursor: "t-9", console: "c2", moderator: { id: "m1" }, counts: {}, moderators: [], claims: [] });
    equal([state.cursor, state.console], ["t-5", "c2"]);
  },

  "Claims and presence come and go; an old console's end takes nobody else's claim"() {
    const state = started([item("a")]);
    const claim = (console, name) => ({ comment: "a", console, moderator: { id: name, name } });
    state.delta(event("moderation.claimed", claim("c2", "Ben")));
    const holder = () => [state.claimOn("a").isMine, state.claimOn("a").isHere];
    equal(holder(), [false, false]);
    state.delta(event("moderation.claimed", claim("c1", "m1")));
    state.delta(event("moderation.released", claim("c2", "Ben")));
    equal(holder(), [true, true]);
    state.delta(event("moderation.claimed", claim("c3", "m1")));
    equal(holder(), [true, false]);
    state.delta(event("moderation.released", claim("c3", "m1")));
    equal(state.claimOn("a"), null);
    const presence = (is_here) => ({ console: "c2", moderator: { id: "m2", name: "Ben" }, is_here, looking_at: is_here ? "a" : null });
    state.delta(event("moderation.presence", presence(true)));
    equal(state.lookingAt("a").length, 1);
    state.delta(event("moderation.presence", presence(false)));
    equal([state.lookingAt("a"), state.moderators.size], [[], 0]);
  },

  "Only what stands as it was decided can be undone"() {
    const a = item("a");
    const state = started([a]);
    const by = entry(a);
    state.delta(told(decided(a)));
    state.delta(event("moderation.audit", by));
    equal(state.canUndo(by), true);
    state.delta(told({ ...decided(a), report_count: 1 }));
    equal(state.canUndo(by), false, "reported since");
    state.delta(told(decided(a)));
    equal(state.canUndo(by), true);
    state.delta(event("moderation.audit", entry(a, { action: "undo", undoes: by.id, revision: 3 })));
    equal(state.canUndo(by), false);
  },

  "What is known is bounded, and what is shown stays"() {
    const shown = item("shown");
    const state = started([shown]);
    for (let index = 0; index < 2_500; index += 1) state.delta(told(item(`x${index}`, { queues: ["approved"], status: "approved" })));
    equal([state.items.size <= 2_000, state.items.has("shown")], [true, true]);
  },

  "More than fits into the list is not shown, nothing that is shown is forgotten, and it says that there are more"() {
    for (const order of ["oldest", "newest"]) {
      const at = (index) => new Date(Date.UTC(2026, 1, 1) + index * 1000).toISOString();
      const state = started([item("first", { created_at: at(0) })], { queue: "pending", order });
      for (let index = 1; index <= 2_500; index += 1) state.delta(told(item(`x${index}`, { created_at: at(index) })));
      equal([state.isFull, state.shown.length + state.fresh.size, state.items.size <= 2_000], [true, 1_000, true], order);
      state.showFresh();
      equal([state.shown.length, state.shown.every((id) => state.items.has(id))], [1_000, true], order);
      state.listed({ items: [state.items.get("first")] }, state.asked({ isAgain: true }));
      equal([state.shown.length, state.isFull], [1_000, false], order);
      state.open({ queue: "pending", order });
      equal(state.isFull, false);
    }
  },

  "Pages end where the list is full"() {
    const page = (number) => Array.from({ length: 100 }, (_, index) => item(`p${number}-${index}`));
    const state = started(page(0), undefined, { next: "p1" });
    for (let number = 1; number <= 25; number += 1) state.listed({ items: page(number), next: `p${number + 1}` }, state.asked({ page: `p${number}` }));
    equal([state.shown.length, state.isFull, state.shown.every((id) => state.items.has(id))], [1_000, true, true]);
    state.delta(told(decided(state.items.get("p0-0"))));
    state.tidy();
    state.delta(told(item("later")));
    equal([state.shown.includes("later"), state.isFull], [false, true], "others are between");
  },

  "A console that was cut before its list came has not been listed"() {
    const [a, b] = [item("a"), item("b")];
    const state = started([a]);
    const welcome = { cursor: "t-99", console: "c2", moderator: { id: "m1", name: "Ana" }, counts: {}, moderators: [], claims: [] };
    const page = state.asked({ page: "p2" });
    state.snapshot({ ...welcome, reason: "expired" });
    equal([state.isListed, state.shown], [false, ["a"]]);
    equal([state.listed({ items: [b] }, page), state.isListed, state.shown], [false, false, ["a"]], "asked before");
    state.resumed({ ...welcome, from: "t-99", console: "c3" });
    equal(state.isListed, false);
    state.listed({ items: [b] }, state.asked({ isAgain: true }));
    equal([state.isListed, state.shown, [...state.settled.keys()]], [true, ["a", "b"], ["a"]]);
  },

  "A reader's new standing is seen on all of the reader's comments"() {
    const author = { id: "r1", name: "Troll", kind: "local", standing: "normal" };
    const state = started([item("a", { author }), item("b", { author }), item("c")]);
    const standing = entry({ id: null, revision: 0 }, { action: "standing", account: "r1", to: null, revision: null, details: { from: "normal", to: "banned" } });
    state.remembered([standing]); // as it was read beside the log, before the log told it
    state.delta(event("moderation.audit", standing));
    equal([...state.items.values()].map((one) => one.author.standing), ["banned", "banned", "normal"]);
    equal([state.shown, state.latest.length], [["a", "b", "c"], 1]);
  },

  async "A decision names what was read, whatever has been told since"() {
    const [a, b] = [item("a"), item("b")];
    const state = started([a, b]);
    const first = { revision: 1, report_count: 0 };
    const pages = new Map([["a", first], ["b", first]]);
    const { desk, sent, said } = seated(state, (_, { comment }) => refuse("changed", { comment: state.items.get(comment) }), (id) => pages.get(id));
    const read = desk.read(["a"]);
    desk.pick("b");
    state.delta(told({ ...a, revision: 2 }, { ...b, revision: 2 }));
    const second = { revision: 2, report_count: 3 };
    pages.set("a", second).set("b", second);
    await desk.decide(read, { decision: "approve", reason: "fine" });
    equal([sent[0].comment, sent[0].revision, sent[0].report_count], ["a", 1, 0]);
    equal(said, ["It has been changed or reported since: read it again"]);
    equal([desk.losses.get("a").code, desk.underway.size, state.shown], ["changed", 0, ["a", "b"]]);
    equal(desk.readPicked(), [{ comment: "b", ...first }]);
    await desk.decide(desk.read(["a"]), { decision: "approve", reason: "fine" });
    equal([sent[1].revision, sent[1].report_count], [2, 3]);
  },

  async "A moderator's claim can be taken over from another console of the same moderator, and nobody else's"() {
    const state = started([item("a")]);
    const claim = (console, id) => ({ comment: "a", console, moderator: { id, name: id } });
    const { desk, sent, said } = seated(state, () => ({ claim: claim("c1", "m1") }));
    state.delta(event("moderation.claimed", claim("c2", "m2")));
    await desk.toggleClaim("a");
    equal([sent, said], [[], ["m2 has claimed it"]]);
    state.delta(event("moderation.claimed", claim("c3", "m1")));
    await desk.toggleClaim("a");
    equal([sent[0].type, state.claimOn("a").isHere], ["claim", true]);
    await desk.toggleClaim("a");
    equal([sent[1].type, state.claimOn("a")], ["release", null]);
  },

  async "What cannot be undone is not tried again; what may be later is"() {
    for (const code of ["decided", "changed", "not_found", "claimed", "rate_limited"]) {
      const [a, b] = [item("a"), item("b")];
      const state = started([a, b]);
      const { desk, sent } = seated(state, (type, { comment, revision }) =>
        type === "undo" ? refuse(code) : { audit: entry({ id: comment, revision }, { to: "approved", actor: { id: "m1", name: "Ana" } }), comment: null },
      );
      for (const id of ["a", "b"]) await desk.decide(desk.read([id]), { decision: "approve", reason: "fine" });
      await desk.undo({ decision: state.latest[0].id });
      await desk.undoLast();
      const [, , first, second] = sent;
      equal(first.decision === second.decision, code === "claimed" || code === "rate_limited", code);
    }
  },

  "Tries come ever later, up to a bound, and never all at once"() {
    const backoff = new Backoff({ firstDelay: 500, maxDelay: 3_000, offlineAfter: 10_000 });
    equal([0, 0, 0, 0, 0].map((now) => backoff.lost(now, 1)), [500, 1_000, 2_000, 3_000, 3_000]);
    equal(backoff.lost(0, 0), 750);
    backoff.reset();
    equal(backoff.lost(0, 1), 500);
  },

  "Only a connection that lasted makes the next delay the first again"() {
    const backoff = new Backoff({ firstDelay: 500, maxDelay: 3_000, offlineAfter: 10_000 });
    backoff.lost(0, 1);
    backoff.opened(1_000);
    equal(backoff.lost(2_000, 1), 1_000);
    backoff.opened(3_000);
    equal(backoff.lost(60_000, 1), 500);
    equal(backoff.lost(120_000, 1), 1_000, "it had not opened again");
  },

  "A loss is offline when it lasts, or when there is no network"() {
    const backoff = new Backoff({ firstDelay: 500, maxDelay: 3_000, offlineAfter: 10_000 });
    equal([backoff.isLost, backoff.isOffline(0, false)], [false, false]);
    backoff.lost(0, 1);
    backoff.lost(8_000, 1);
    equal([backoff.isLost, backoff.isOffline(9_000, true), backoff.isOffline(9_000, false), backoff.isOffline(11_000, true)], [true, false, true, true]);
    backoff.opened(12_000);
    equal([backoff.isLost, backoff.isOffline(99_000, true)], [false, false]);
  },
};

/// Runs all. Returns the names that passed, and what went wrong with the others.
export async function run() {
  const report = { passed: [], failed: [] };
  for (const [name, check] of Object.entries(cases)) {
    try {
      await check();
      report.passed.push(name);
    } catch (error) {
      report.failed.push(`${name}: ${error.message}`);
    }
  }
  return report;
}

if (typeof process !== "undefined") {
  const { passed, failed } = await run();
  for (const line of failed) console.error(`FAIL ${line}`);
  console.log(`${passed.length} passed, ${failed.length} failed`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
