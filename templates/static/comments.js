// What an event does to the comments under a story. New ones are offered, and move nothing; edited ones change in place; removed ones leave
// at once. Told twice is harmless: only a newer revision than the one shown changes anything.

import { blankOut, commentIn, fill, isGone, newItem, revisionOf, saidOf, setMark, showChange, withdrawLateEdits } from "./comment-item.js";
import { hasAnswers, insert, steadily } from "./comment-place.js";
import { refreshTimes } from "./times.js";

const MAX_TOLD = 1_000;
const OWN_REMOVED_MS = 600; // how long its author's page waits to hear why a comment is gone
const EDITS_MS = 15_000;

export class Comments {
  #status;
  #told = new Map(); // comment id → { event, turn }: its newest event, in the order told
  #turn = 0;
  #fresh = new Map(); // comment id → the event that it is shown by, once the reader wants it
  #leaving = new Map(); // own comment id → timer
  /// Called when the reader's own rights have changed.
  onAccount = () => {};
  /// Whether something that is being written hangs on a comment.
  hasDraft = () => false;

  constructor(status) {
    this.#status = status;
    document.addEventListener("click", (click) => {
      const button = click.target.closest("[data-comments-news] button, [data-new-answers]");
      if (button) this.#showFresh(button.dataset.newAnswers);
    });
    setInterval(() => this.#section && withdrawLateEdits(this.#section), EDITS_MS);
  }

  get #section() {
    return document.querySelector("[data-comments]");
  }

  apply(event) {
    if (event.type.startsWith("account.")) return this.onAccount();
    const section = this.#section;
    if (!section || event.data?.article !== section.dataset.article) return;
    if (event.type === "notification.comment") {
      this.#notify(section, event);
      return this.#offer(section);
    }
    if (!event.type.startsWith("comment.") || (this.#told.get(event.data.id)?.event.revision ?? 0) >= event.revision) return;
    this.#remember(event);
    this.#applyTo(section, event);
    this.#offer(section);
  }

  #remember(event) {
    this.#told.delete(event.data.id);
    this.#told.set(event.data.id, { event, turn: (this.#turn += 1) });
    if (this.#told.size > MAX_TOLD) this.#told.delete(this.#told.keys().next().value);
  }

  #applyTo(section, event) {
    const item = commentIn(section, event.data.id);
    if (item && revisionOf(item) >= event.revision) return;
    if (event.type === "comment.removed") this.#remove(section, item, event);
    else this.#enter(section, item, event);
  }

  #enter(section, item, event) {
    const { id, author } = event.data;
    if (event.type === "comment.posted" && !(item && "visible" in item.dataset)) count(section, +1);
    if (item && !isGone(item)) {
      fill(section, item, event);
      if (event.type === "comment.edited") showChange(item);
    } else if (event.type === "comment.posted" || this.#fresh.has(id)) {
      this.#fresh.set(id, event);
      // Who has written it does not ask to see it.
      if (author.id === section.dataset.reader) this.#show(section, id);
    }
  }

  #remove(section, item, event) {
    const { id } = event.data;
    const wasFresh = this.#fresh.delete(id);
    if (!item || "visible" in item.dataset || wasFresh) count(section, -1);
    if (!item || isGone(item)) return;
    item.dataset.revision = event.revision;
    delete item.dataset.visible;
    // Its author keeps what a moderator has refused, and hears of that right after; what they removed themselves goes.
    if ("own" in item.dataset) this.#leaving.set(id, setTimeout(() => this.#leave(this.#section, id, event.revision), OWN_REMOVED_MS));
    else this.#leave(section, id, event.revision);
  }

  #leave(section, id, revision) {
    this.#leaving.delete(id);
    const item = section && commentIn(section, id);
    if (!item || isGone(item)) return;
    const isMissed = [...this.#fresh.values()].some(({ data }) => data.parent === id);
    if (isMissed || hasAnswers(section, id) || this.hasDraft(id)) return blankOut(section, item, revision);
    // Places that were kept for its sake go with it.
    let last = item;
    for (;;) {
      const parent = last.dataset.parent ? commentIn(section, last.dataset.parent) : null;
      const isNeeded = !parent || !isGone(parent) || this.hasDraft(parent.dataset.comment)
        || section.querySelectorAll(`[data-parent="${CSS.escape(parent.dataset.comment)}"]`).length > 1;
      if (isNeeded) break;
      if (!parent.contains(last)) last.remove();
      last = parent;
    }
    const hadFocus = last.contains(document.activeElement);
    steadily(last, () => last.remove());
    if (hadFocus) section.querySelector("#comments-title").focus({ preventScroll: true });
  }

  // What has become of the reader's own comment.
  #notify(section, { revision, data }) {
    const { id, status } = data;
    const item = commentIn(section, id);
    clearTimeout(this.#leaving.get(id));
    this.#leaving.delete(id);
    if (!item || isGone(item) || Number(item.dataset.notified ?? 0) >= revision || revisionOf(item) > revision) return;
    item.dataset.notified = revision;
    item.dataset.revision = revision;
    if (status === "approved") return this.#status.announce("Your comment is published");
    setMark(section, item, data);
    this.#status.announce(status === "rejected" ? "Your comment was not published" : "Your comment waits for a moderator");
  }

  // What is new -------------------------------------------------------------------------------------------------------------------

  #hasPlace(section, { data: { id, parent } }) {
    if (parent) return commentIn(section, parent) !== null || (this.#fresh.has(parent) && this.#hasPlace(section, this.#fresh.get(parent)));
    return section.dataset.arrive !== "" || commentIn(section, id) !== null;
  }

  #offer(section) {
    const waiting = [...this.#fresh.values()].filter((event) => this.#hasPlace(section, event));
    const button = section.querySelector("[data-comments-news] button");
    const text = waiting.length === 1 ? "1 new comment" : `${waiting.length} new comments`;
    if (waiting.length > 0 && button.textContent !== text) button.textContent = text;
    button.hidden = waiting.length === 0;

    const answers = new Map();
    for (const { data } of waiting) answers.set(data.parent, (answers.get(data.parent) ?? 0) + 1);
    for (const stale of section.querySelectorAll("[data-new-answers]")) {
      if (!answers.has(stale.dataset.newAnswers)) stale.closest("li").remove();
    }
    for (const [parent, number] of answers) {
      const item = parent && commentIn(section, parent);
      if (item) offerAnswers(item, number);
    }
  }

  // Shows all that is new, or what answers one comment.
  #showFresh(parent) {
    const section = this.#section;
    const wanted = [...this.#fresh.keys()].filter((id) => !parent || this.#answers(id, parent));
    const shown = wanted.map((id) => this.#show(section, id)).filter(Boolean);
    this.#offer(section);
    for (const item of shown) showChange(item);
    const first = [...section.querySelectorAll("[data-comment]")].find((item) => shown.includes(item));
    if (first) saidOf(first).focus();
    this.#status.announce(shown.length === 1 ? "1 comment added" : `${shown.length} comments added`);
  }

  #answers(id, ancestor) {
    const parent = this.#fresh.get(id)?.data.parent;
    return parent === ancestor || (this.#fresh.has(parent) && this.#answers(parent, ancestor));
  }

  // Returns what is shown now, unless it has no place on this page.
  #show(section, id) {
    const event = this.#fresh.get(id);
    if (!event || !this.#hasPlace(section, event)) return null;
    this.#fresh.delete(id);
    const item = newItem(section, event);
    const gone = commentIn(section, id);
    if (gone) {
      item.querySelector(":scope > .answers").replaceWith(gone.querySelector(":scope > .answers"));
      gone.replaceWith(item);
    } else if (!insert(section, item)) return null;
    return item;
  }

  // What the reader has done ------------------------------------------------------------------------------------------------------

  /// Takes over a comment from the page that answered its author. Returns it.
  adopt(parsed, id) {
    const section = this.#section;
    const incoming = commentIn(parsed, id);
    const item = commentIn(section, id);
    if (!incoming) return null;
    const isNew = !item || isGone(item);
    if ("visible" in incoming.dataset && !(item && "visible" in item.dataset)) count(section, +1);
    if (item && "visible" in item.dataset && !("visible" in incoming.dataset)) count(section, -1);
    this.#remember({ revision: revisionOf(incoming), type: "comment.edited", data: { id } });
    this.#fresh.delete(id);
    const adopted = document.importNode(incoming, true);
    if (item) {
      adopted.querySelector(":scope > .answers").replaceWith(item.querySelector(":scope > .answers"));
      item.replaceWith(adopted);
    } else {
      adopted.querySelector(":scope > .answers").replaceChildren();
      if (!insert(section, adopted)) return null;
    }
    refreshTimes(adopted);
    this.#offer(section);
    if (isNew) showChange(adopted);
    return adopted;
  }

  /// Lets go of a comment that the reader has removed.
  dismiss(id) {
    const item = commentIn(this.#section, id);
    if (item && "visible" in item.dataset) count(this.#section, -1);
    this.#remember({ revision: Number.MAX_SAFE_INTEGER, type: "comment.removed", data: { id } });
    this.#leave(this.#section, id, Number.MAX_SAFE_INTEGER);
  }

  // When the page is loaded again -------------------------------------------------------------------------------------------------

  /// Where the telling stands; what is told after this may be missing from a page that is asked for now.
  get turn() {
    return this.#turn;
  }

  /// Brings a page that was asked for at a turn up to what was told.
  bringUp(parsed, turn) {
    const section = parsed.querySelector("[data-comments]");
    this.#fresh.clear();
    if (!section) return;
    for (const [id, { event, turn: told }] of this.#told) {
      const item = commentIn(section, id);
      if (event.data.article) {
        if (told > turn || item) this.#applyTo(section, event);
      } else if (told > turn && event.type === "comment.removed") {
        this.#leave(section, id, event.revision);
      } else if (told > turn && !item) {
        const own = commentIn(this.#section, id)?.cloneNode(true);
        own?.querySelector(":scope > .answers").replaceChildren();
        if (own) insert(section, own);
      }
    }
  }

  /// Offers what is new on a page that has been put in place.
  arrived() {
    if (this.#section) this.#offer(this.#section);
  }
}

function offerAnswers(parent, number) {
  const text = number === 1 ? "1 new answer" : `${number} new answers`;
  let button = parent.querySelector(":scope > .comment-said [data-new-answers]");
  if (!button) {
    button = Object.assign(document.createElement("button"), { type: "button" });
    button.dataset.newAnswers = parent.dataset.comment;
    const row = document.createElement("li");
    row.append(button);
    const said = parent.querySelector(":scope > .comment-said");
    (said.querySelector(".comment-actions") ?? said.appendChild(Object.assign(document.createElement("ul"), { className: "comment-actions" }))).append(row);
  }
  if (button.textContent !== text) button.textContent = text;
}

function count(section, change) {
  const title = section.querySelector("[data-comment-count]");
  const number = Math.max(0, Number(title.dataset.commentCount) + change);
  title.dataset.commentCount = number;
  title.textContent = number === 0 ? "No comments yet" : number === 1 ? "1 comment" : `${number} comments`;
}
