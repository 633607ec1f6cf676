// What a moderator does at the console: what is current, picked and under way, and what became of it.

import { Refusal } from "./console-socket.js";
import { plural, refusalSentence, verdictPhrase } from "./console-words.js";

const MAX_BULK = 100;
const NEVER_UNDOABLE = new Set(["decided", "changed", "not_found", "not_allowed"]); // however often it is tried

export class Desk {
  current = null;
  picked = new Map(); // comment → { revision, report_count } as it was read when it was picked
  underway = new Map(); // comment → { decision, reason, note, revision, report_count, isUnknown, wasChecked }
  losses = new Map(); // comment → the problem that a decision on it met
  #seen = new Set(); // losses that were looked at
  #undoable = []; // { decision } or { batch }, newest last
  #state;
  #socket;
  #on;

  /// on: { changed(), moved(id), say(text, undo), read(id) → { revision, report_count } as they stand on the page, or null }
  constructor(state, socket, on) {
    this.#state = state;
    this.#socket = socket;
    this.#on = on;
  }

  // Where one is ---------------------------------------------------------------------------------------------------------------

  /// Makes a comment the current one.
  goTo(id) {
    if (id === this.current) return;
    if (this.losses.has(this.current)) this.#seen.add(this.current);
    this.current = id;
    this.#on.changed();
  }

  step(by) {
    const { shown } = this.#state;
    const index = shown.indexOf(this.current);
    const next = index < 0 ? shown[by > 0 ? 0 : shown.length - 1] : shown[Math.max(0, Math.min(shown.length - 1, index + by))];
    if (next) this.#move(next);
  }

  #move(id) {
    this.goTo(id);
    this.#on.moved(id);
  }

  /// The next one that waits for somebody, after the current one or else before it.
  #after(ids) {
    const { shown, settled } = this.#state;
    const isFree = (id) => !ids.includes(id) && !settled.has(id) && !this.underway.has(id);
    const index = shown.indexOf(this.current);
    return shown.slice(index + 1).find(isFree) ?? shown.slice(0, Math.max(index, 0)).findLast(isFree) ?? null;
  }

  pick(id, isPicked = !this.picked.has(id)) {
    if (isPicked && this.picked.size >= MAX_BULK) return this.#on.say(`At most ${MAX_BULK} can be picked at once`);
    if (isPicked) for (const { comment, ...read } of this.read([id])) this.picked.set(comment, read);
    else this.picked.delete(id);
    this.#on.changed();
  }

  pickAll() {
    const free = this.#state.shown.filter((id) => !this.#state.settled.has(id)).slice(0, MAX_BULK);
    const isFull = free.every((id) => this.picked.has(id));
    this.picked = new Map(isFull ? [] : this.read(free).map(({ comment, ...read }) => [comment, this.picked.get(comment) ?? read]));
    this.#on.changed();
  }

  /// Another queue: what was picked there is picked no more.
  clear() {
    this.current = null;
    this.picked.clear();
    this.losses.clear();
    this.#seen.clear();
  }

  /// What was told may answer what was unknown, and takes away what is picked.
  settle() {
    for (const id of this.picked.keys()) if (!this.#state.shown.includes(id) || this.#state.settled.has(id)) this.picked.delete(id);
    for (const [id, { code }] of this.losses) {
      if (code === "claimed" && (this.#state.settled.has(id) || !this.#state.claims.has(id))) this.losses.delete(id);
    }
    for (const [id, { isUnknown, revision }] of this.underway) {
      const entry = isUnknown && this.#state.latest.find((one) => one.comment === id && one.revision === revision + 1);
      if (!entry) continue;
      this.underway.delete(id);
      const item = this.#state.items.get(id);
      if (entry.action === "decide" && entry.actor.id === this.#state.moderator?.id) this.#done({ audit: entry });
      else this.losses.set(id, { code: "decided", decision: entry, comment: item });
    }
  }

  // Decisions ------------------------------------------------------------------------------------------------------------------

  /// Comments as they stand on the page. To be taken before anything is asked: what is told meanwhile nobody has read.
  read(ids) {
    return ids.map((id) => ({ comment: id, ...this.#on.read(id) })).filter(({ revision }) => revision !== undefined);
  }

  /// What is picked, in the list's order, as it was read when it was picked.
  readPicked() {
    return this.#state.shown.filter((id) => this.picked.has(id)).map((id) => ({ comment: id, ...this.picked.get(id) }));
  }

  /// Decides on comments, each as it was read: [{ comment, revision, report_count }].
  async decide(read, { decision, reason, note = "" }) {
    const comments = read.filter(({ comment }) => !this.underway.has(comment) || this.underway.get(comment).wasChecked);
    if (comments.length === 0) return;
    const chosen = comments.map(({ comment }) => comment);
    const act = { decision, reason, ...(note ? { note } : {}) };
    if (!this.#socket.isOpen) return this.#on.say(refusalSentence({ code: "not_connected" }));
    for (const { comment, ...read } of comments) {
      this.losses.delete(comment);
      this.underway.set(comment, { ...act, ...read });
      this.picked.delete(comment);
    }
    if (chosen.includes(this.current)) this.#move(this.#after(chosen));
    this.#on.changed();
    try {
      if (comments.length === 1) this.#done(await this.#socket.command("decide", { ...comments[0], ...act }));
      else this.#allDone(await this.#socket.command("decide", { comments, ...act }), chosen.length);
    } catch (error) {
      this.#failed(error, chosen);
    }
    this.#tidy();
  }

  #done({ audit, comment }) {
    this.underway.delete(audit.comment);
    if (comment) this.#state.learn(comment);
    this.#state.audited(audit);
    this.#undoable.push({ decision: audit.id });
    this.#on.say(`You ${verdictPhrase(audit, this.#nameOf(audit.comment))}`, { decision: audit.id });
  }

  #allDone({ batch, results }, count) {
    const won = results.filter((one) => one.outcome === "decided");
    for (const { audit } of won) {
      this.underway.delete(audit.comment);
      this.#state.audited(audit);
    }
    const lost = results.filter((one) => one.outcome !== "decided");
    for (const { comment, problem } of lost) this.#lose(comment, problem);
    if (won.length > 0) this.#undoable.push({ batch });
    const verdict = won.length > 0 ? `You ${verdictPhrase(won[0].audit, `${won.length} of ${plural(count, "comment")}`)}` : "None was decided";
    const changed = lost.filter(({ problem }) => problem.code === "changed").length;
    const others = lost.length - changed;
    const rest = others > 0 ? `; ${plural(others, "comment")} ${others === 1 ? "was" : "were"} not yours to decide` : "";
    const again = changed > 0 ? `; ${plural(changed, "comment")} had been changed or reported since: read ${changed === 1 ? "it" : "them"} again` : "";
    this.#on.say(verdict + rest + again, won.length > 0 ? { batch } : null);
  }

  #failed(error, ids) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === "unknown_outcome") {
      for (const id of ids) this.underway.set(id, { ...this.underway.get(id), isUnknown: true });
      return this.#on.say("The connection was lost: it is not known whether your decision arrived");
    }
    for (const id of ids) this.#lose(id, error.problem);
    this.#on.say(refusalSentence(error.problem, this.#state.moderator));
  }

  #lose(id, problem) {
    this.underway.delete(id);
    this.losses.set(id, problem);
    if (problem.decision) this.#state.audited(problem.decision);
    if (problem.comment?.id) this.#state.learn(problem.comment);
    if (problem.claim) this.#state.claims.set(id, problem.claim);
  }

  /// Asks what became of a decision whose answer never came.
  async check(id) {
    const act = this.underway.get(id);
    const context = await this.#ask("context", { comment: id });
    if (!act || !context) return null;
    for (const entry of [...(context.audit ?? [])].reverse()) this.#state.audited(entry);
    this.#state.learn(context.comment);
    if (context.comment.revision === act.revision) this.underway.set(id, { ...act, wasChecked: true });
    this.settle();
    this.#on.changed();
    return context;
  }

  /// Gives up on a decision whose answer never came.
  forget(id) {
    this.underway.delete(id);
    this.losses.delete(id);
    if (id === this.current && this.#state.settled.has(id)) this.#move(this.#after([id]));
    this.#tidy();
  }

  // What is settled goes, but for what somebody is at and for losses that nobody has looked at.
  #tidy() {
    const isKept = (id) => id === this.current || this.underway.has(id) || (this.losses.has(id) && !this.#seen.has(id));
    this.#state.tidy(new Set(this.#state.shown.filter(isKept)));
    for (const id of this.losses.keys()) if (!this.#state.shown.includes(id)) this.losses.delete(id);
    this.#on.changed();
  }

  // Undo -----------------------------------------------------------------------------------------------------------------------

  undoLast() {
    const last = this.#undoable.at(-1);
    if (last) this.undo(last);
    else this.#on.say("There is nothing of yours to undo");
  }

  /// Undoes a decision or a batch by what compensates it.
  async undo(what) {
    const unknown = "It is not known whether it was undone: open the comment to see";
    const answer = await this.#ask("undo", what, unknown, (problem) => NEVER_UNDOABLE.has(problem.code) && this.#notUndone(what, problem));
    if (!answer) return;
    this.#dropUndoable(what);
    const results = answer.results ?? [answer];
    const won = results.filter((one) => one.audit);
    if (answer.comment?.id) this.#state.learn(answer.comment);
    for (const { audit } of won) this.#state.audited(audit);
    this.#state.showFresh(won.map(({ audit }) => audit.comment));
    const back = won[0]?.audit.comment;
    const object = won.length === 1 ? this.#nameOf(back) : plural(won.length, "comment");
    const rest = results.length > won.length ? `; ${results.length - won.length} had been changed or reported since` : "";
    this.#on.say(won.length > 0 ? `You ${verdictPhrase(won[0].audit, object)}${rest}` : `Nothing was undone${rest}`);
    if (back && this.#state.shown.includes(back)) this.#move(back);
    this.#on.changed();
  }

  // What stands differently now is not offered again; the decision before it is.
  #notUndone(what, { decision, comment }) {
    this.#dropUndoable(what);
    if (decision) this.#state.audited(decision);
    if (comment?.id) this.#state.learn(comment);
  }

  #dropUndoable({ decision, batch }) {
    this.#undoable = this.#undoable.filter((one) => one.decision !== decision || one.batch !== batch);
  }

  // The rest -------------------------------------------------------------------------------------------------------------------

  async toggleClaim(id) {
    const claim = this.#state.claimOn(id);
    if (claim && !claim.isMine) return this.#on.say(refusalSentence({ code: "claimed", claim }));
    const isRelease = claim?.isHere ?? false;
    const answer = await this.#ask(isRelease ? "release" : "claim", { comment: id });
    if (!answer) return;
    if (isRelease) this.#state.claims.delete(id);
    else if (answer.claim) this.#state.claims.set(id, answer.claim);
    this.#on.say(isRelease ? "Released" : "Claimed: it is yours while this console is open");
    this.#on.changed();
  }

  async note(id, note) {
    const answer = await this.#ask("note", { comment: id, note }, "It is not known whether the note was kept: open the comment to see");
    if (answer?.audit) this.#state.audited(answer.audit);
    if (answer) this.#on.say("The note is kept");
    return Boolean(answer);
  }

  async setStanding(reader, name, { standing, until, reason }) {
    const fields = { reader, standing, reason, ...(standing === "suspended" ? { until } : {}) };
    const answer = await this.#ask("standing", fields, "It is not known whether the standing was set: open a comment of the reader to see");
    if (answer) this.#on.say(`${name} is ${standing === "normal" ? "back to normal" : standing} now`);
    return Boolean(answer);
  }

  async #ask(type, fields, unknown, refused = () => {}) {
    try {
      return await this.#socket.command(type, fields);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const isUnknown = error.code === "unknown_outcome" && unknown;
      if (error.problem.claim) this.#state.claims.set(error.problem.claim.comment, error.problem.claim);
      refused(error.problem);
      this.#on.say(isUnknown ? unknown : refusalSentence(error.problem, this.#state.moderator));
      this.#on.changed();
      return null;
    }
  }

  #nameOf(id) {
    const item = this.#state.items.get(id);
    return item ? `${item.author.name}’s comment` : "a comment";
  }
}
