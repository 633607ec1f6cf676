// What a console knows: a snapshot, and what was told since. Pure: no page, no socket, no clock; tested by itself.
//
// The server counts; this only keeps. A list joins the deltas without a seam: what was told after the list was asked for is at least
// as new as what the list says of the same revision, and what was told before it is older.

const MAX_ITEMS = 2_000;
const MAX_LISTED = 1_000; // well below, so that an answer to a list always finds room beside them
const MAX_LATEST = 100;
const STATUS_ACTIONS = new Set(["decide", "undo", "hold", "remove"]);

const FOREIGN = new Set(["diverged", "future", "unknown"]);

export const QUEUES = ["pending", "reported", "held", "approved", "rejected"];

export class ConsoleState {
  cursor = null;
  console = null; // this one's id
  moderator = null;
  counts = {};
  moderators = new Map(); // console → { console, moderator, looking_at }
  claims = new Map(); // comment → claim
  items = new Map(); // comment → the newest that is known of it, in the order told
  latest = []; // audit entries, newest first
  view = { queue: "pending", order: "oldest" };
  shown = []; // comments, as the list stands on the page
  fresh = new Set(); // comments that belong to the view and are not shown yet
  settled = new Map(); // comment → the audit entry that took it out of the view, or null when none was told
  next = null; // the list's next page
  isFull = false; // more belongs to the view than is kept here: only a new list has it
  isListed = false; // whether the list has been read since the last snapshot or change of view
  #told = 0; // a clock of its own: rises with everything that is told or asked
  #toldAt = new Map(); // comment → when
  #missedAt = 0; // when something was missed: an answer to what was asked before it is void

  // What the server says -------------------------------------------------------------------------------------------------------

  snapshot(message) {
    this.#welcome(message);
    // What was told before is no longer sure. The list is asked for again; until then the page stays as it is.
    this.#toldAt.clear();
    this.#missedAt = ++this.#told;
    this.isListed = false;
    // In another history revisions start anywhere.
    if (FOREIGN.has(message.reason)) for (const [id, item] of this.items) this.items.set(id, { ...item, revision: 0 });
  }

  resumed(message) {
    this.#welcome({ ...message, cursor: this.cursor }); // what was missed is still to come
  }

  /// The socket is gone, and with it what this console had claimed; who else is here is not known.
  lost() {
    for (const [id, claim] of this.claims) if (claim.console === this.console) this.claims.delete(id);
    this.moderators.clear();
  }

  #welcome({ cursor, console, moderator, counts, moderators = [], claims = [] }) {
    this.cursor = cursor;
    this.console = console;
    this.moderator = moderator;
    this.counts = counts ?? this.counts;
    this.moderators = new Map(moderators.map((one) => [one.console, one]));
    this.claims = new Map(claims.map((claim) => [claim.comment, claim]));
  }

  delta({ cursor, events = [], counts }) {
    for (const event of events) this.#apply(event);
    this.cursor = cursor ?? this.cursor;
    this.counts = counts ?? this.counts;
  }

  #apply({ type, data }) {
    if (!data || data.redacted) return; // its comment was removed; a later event says so
    switch (type) {
      case "moderation.comment":
        this.learn(data);
        break;
      case "moderation.audit":
        this.audited(data);
        break;
      case "moderation.claimed":
        this.claims.set(data.comment, data);
        break;
      case "moderation.released":
        if (this.claims.get(data.comment)?.console === data.console) this.claims.delete(data.comment);
        break;
      case "moderation.presence":
        if (data.is_here) this.moderators.set(data.console, data);
        else this.moderators.delete(data.console);
        break;
    }
  }

  /// Takes a comment as an event or an answer has it. An older one changes nothing.
  learn(item) {
    const known = this.items.get(item.id);
    if (known && known.revision > item.revision) return;
    this.#keep(item);
    this.#toldAt.set(item.id, ++this.#told);
    this.#place(item);
  }

  /// Takes an audit entry, told or answered; twice is harmless.
  audited(entry) {
    if (entry.action === "standing") this.#setStanding(entry);
    if (this.latest.some((one) => one.id === entry.id)) return;
    this.latest.unshift(entry);
    this.latest.length = Math.min(this.latest.length, MAX_LATEST);
    if (!STATUS_ACTIONS.has(entry.action)) return;
    const item = this.items.get(entry.comment);
    if (item?.revision < entry.revision) this.learn(after(entry, item));
    if (this.settled.has(entry.comment)) this.settled.set(entry.comment, entry);
  }

  #setStanding(entry) {
    for (const [id, item] of this.items) if (item.author.id === entry.account) this.items.set(id, withStanding(item, entry));
  }

  /// Fills the list of decisions with older ones.
  remembered(entries) {
    const known = new Set(this.latest.map((one) => one.id));
    this.latest = [...this.latest, ...entries.filter((one) => !known.has(one.id))].slice(0, MAX_LATEST);
  }

  // Lists ----------------------------------------------------------------------------------------------------------------------

  /// Another queue or filter: nothing of the old one stays.
  open(view) {
    this.view = view;
    this.shown = [];
    this.fresh.clear();
    this.settled.clear();
    this.next = null;
    this.isFull = false;
    this.isListed = false;
  }

  /// Returns what to hand back with the answer to a list that is asked for now: a page of it, its beginning, or its beginning again
  /// after something was missed (`isAgain`), which must not move what somebody reads.
  asked({ page = null, isAgain = false } = {}) {
    return { view: this.view, at: ++this.#told, page, isAgain };
  }

  /// Takes the answer to a list. Returns whether it is one for what is shown now.
  listed({ items, next = null }, { view, at, page, isAgain }) {
    if (view !== this.view || at < this.#missedAt) return false;
    const listed = new Set(items.map((item) => item.id));
    for (const item of items) {
      const known = this.items.get(item.id);
      const isNewer = known && (known.revision > item.revision || (known.revision === item.revision && (this.#toldAt.get(item.id) ?? 0) > at));
      if (!isNewer) this.#keep(item);
    }
    const belongs = items.map((item) => item.id).filter((id) => this.#belongs(this.items.get(id)));
    if (page) this.#listedMore(belongs.filter((id) => !this.shown.includes(id)));
    else {
      this.isFull = false;
      this.isListed = true;
      if (isAgain && this.shown.length > 0) this.#listedAgain(listed, belongs, items.at(-1), next);
      else {
        this.shown = belongs;
        this.settled.clear();
        this.fresh.clear();
      }
    }
    this.next = next;
    for (const id of this.shown) this.fresh.delete(id);
    for (const [id, toldAt] of this.#toldAt) if (toldAt > at && !listed.has(id)) this.#place(this.items.get(id));
    return true;
  }

  #listedMore(ids) {
    for (const id of ids) this.fresh.delete(id);
    const fitting = ids.slice(0, this.#room);
    if (fitting.length < ids.length) this.isFull = true;
    this.shown = [...this.shown, ...fitting];
  }

  #listedAgain(listed, belongs, last, next) {
    const isBeyond = (item) => next && last && this.#compare(last, item) < 0;
    this.shown = this.shown.filter((id) => listed.has(id) || !isBeyond(this.items.get(id)));
    for (const id of this.settled.keys()) if (!this.shown.includes(id)) this.settled.delete(id);
    for (const id of this.shown) {
      if (belongs.includes(id)) this.settled.delete(id);
      else if (!this.settled.has(id)) this.settled.set(id, this.#lastStatusChange(this.items.get(id)));
    }
    this.fresh.clear();
    this.next = null;
    for (const id of belongs) this.#place(this.items.get(id));
  }

  /// Puts new ones where they belong, all or some. Returns them, in the list's order.
  showFresh(some = [...this.fresh]) {
    const ids = some.filter((id) => this.fresh.delete(id) && this.#belongs(this.items.get(id)));
    this.shown = [...this.shown, ...ids].sort((a, b) => this.#compare(this.items.get(a), this.items.get(b)));
    return this.shown.filter((id) => ids.includes(id));
  }

  /// Takes away what has left the view, but for those that somebody is at.
  tidy(keep = new Set()) {
    this.shown = this.shown.filter((id) => !this.settled.has(id) || keep.has(id));
    for (const id of this.settled.keys()) if (!this.shown.includes(id)) this.settled.delete(id);
  }

  // Questions ------------------------------------------------------------------------------------------------------------------

  /// Who looks at a comment, beside this console.
  lookingAt(id) {
    return [...this.moderators.values()].filter((one) => one.looking_at === id && one.console !== this.console);
  }

  /// The claim on a comment: whether it is this moderator's, and whether it is this console's.
  claimOn(id) {
    const claim = this.claims.get(id);
    return claim ? { ...claim, isMine: claim.moderator.id === this.moderator?.id, isHere: claim.console === this.console } : null;
  }

  /// Whether an entry can still be undone: its comment stands as it left it, as far as is known here.
  canUndo(entry) {
    if (entry.action !== "decide" || this.latest.some((one) => one.undoes === entry.id)) return false;
    const { revision, report_count: reportCount } = this.items.get(entry.comment) ?? { revision: entry.revision, report_count: 0 };
    return revision === entry.revision && reportCount === 0 && !this.latest.some((one) => one.comment === entry.comment && one.revision > entry.revision);
  }

  // ----------------------------------------------------------------------------------------------------------------------------

  #keep(item) {
    this.items.delete(item.id);
    this.items.set(item.id, item);
    if (this.items.size <= MAX_ITEMS) return;
    const needed = new Set([...this.shown, ...this.fresh, item.id]);
    for (const id of this.items.keys()) {
      if (this.items.size <= MAX_ITEMS) break;
      if (needed.has(id)) continue;
      this.items.delete(id);
      this.#toldAt.delete(id);
    }
  }

  get #room() {
    return Math.max(0, MAX_LISTED - this.shown.length - this.fresh.size);
  }

  #place(item) {
    if (!item) return; // forgotten meanwhile
    const { id } = item;
    if (!this.#belongs(item)) {
      this.fresh.delete(id);
      if (this.shown.includes(id) && !this.settled.has(id)) this.settled.set(id, this.#lastStatusChange(item));
      return;
    }
    if (this.settled.delete(id) || this.shown.includes(id) || this.fresh.has(id) || !this.isListed) return;
    const last = this.items.get(this.shown.at(-1));
    const isAfter = !last || this.#compare(last, item) < 0;
    if (isAfter && this.next) return; // it comes with a later page
    if (this.#room === 0) this.isFull = true;
    if (this.#room === 0 || (isAfter && this.isFull)) return; // below others that are not here
    if (isAfter) this.shown.push(id); // below everything: nothing moves
    else this.fresh.add(id);
  }

  #lastStatusChange(item) {
    return this.latest.find((one) => one.comment === item.id && one.revision === item.revision && STATUS_ACTIONS.has(one.action)) ?? null;
  }

  #belongs(item) {
    if (!item) return false;
    const { queue, article, section, reader, reason } = this.view;
    return (
      item.queues.includes(queue) &&
      (!article || item.article.id === article) &&
      (!section || item.article.section === section) &&
      (!reader || item.author.id === reader) &&
      (!reason || item.reasons?.includes(reason) === true)
    );
  }

  #compare(a, b) {
    const rise = a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
    return this.view.order === "newest" ? -rise : rise;
  }
}

/// A comment whose author an entry gave another standing. It raises no revision.
export const withStanding = (item, { details }) => ({ ...item, author: { ...item.author, standing: details?.to ?? item.author.standing } });

// What a comment is after an entry, until the server tells it whole: the answer to a decision may come before the event.
function after({ action, to, revision, reason }, item) {
  const waits = item.holds.some((hold) => hold.reason !== "premoderated") ? "held" : "pending";
  const queues = to === "pending" ? [waits] : to === "removed" ? [] : [to];
  const isDecided = action === "decide";
  const reasons = [...item.holds.map((hold) => hold.reason), ...(isDecided ? [reason] : [])];
  return { ...item, status: to, revision, queues, reasons, report_count: isDecided ? 0 : item.report_count };
}
