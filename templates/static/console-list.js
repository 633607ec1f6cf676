// The queue on the page: one item a comment, made again only when what it says has changed.

import { h, reconcile, when, words } from "./console-markup.js";
import { actorName, clock, holdPhrase, kindOf, plural, refusalSentence, STANDINGS, auditSentence } from "./console-words.js";

export class List {
  #root;
  #state;
  #desk;

  constructor(root, state, desk) {
    this.#root = root;
    this.#state = state;
    this.#desk = desk;
  }

  render(openId) {
    const { shown, items } = this.#state;
    reconcile(
      this.#root,
      shown.filter((id) => items.has(id)),
      (id) => {
        const facts = this.#facts(id, openId);
        return { signature: JSON.stringify(facts), element: () => element(facts) };
      },
    );
    // The current one changes with every step and every click: nothing is made again for that.
    for (const item of this.#root.querySelectorAll("[data-id]")) {
      if (item.dataset.id === this.#desk.current) item.setAttribute("aria-current", "true");
      else item.removeAttribute("aria-current");
    }
  }

  /// A comment as it stands on the page, which may be older than the newest that is known; null when it does not.
  find(id) {
    return this.#root.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  /// Puts the focus on an item.
  focus(id) {
    const home = this.#root.querySelector(`[data-key="${CSS.escape(id)}"] [data-home]`);
    home?.focus({ preventScroll: true });
    home?.scrollIntoView({ block: "nearest" });
  }

  // All that the item shows, so that what is equal needs no new element.
  #facts(id, openId) {
    const { settled, moderator } = this.#state;
    const claim = this.#state.claimOn(id);
    return {
      item: this.#state.items.get(id),
      self: moderator,
      claim: claim && { isMine: claim.isMine, isHere: claim.isHere, name: claim.moderator.name, until: Date.parse(claim.until) > Date.now() ? claim.until : null },
      looking: [...new Set(this.#state.lookingAt(id).map((one) => one.moderator.name))],
      isPicked: this.#desk.picked.has(id),
      isOpen: id === openId,
      isSettled: settled.has(id),
      entry: settled.get(id) ?? null,
      act: this.#desk.underway.get(id) ?? null,
      loss: this.#desk.losses.get(id) ?? null,
    };
  }
}

function element(facts) {
  const { item, isSettled, isOpen, act } = facts;
  const title = `item-${item.id}`;
  const state = act ? "is-underway" : isSettled ? "is-settled" : "";
  return h(
    "li",
    { class: "item-place" },
    h(
      "article",
      {
        class: `item ${state} ${isOpen ? "is-open" : ""}`,
        tabindex: "-1",
        "data-home": true,
        "data-id": item.id,
        "data-revision": item.revision,
        "data-report-count": item.report_count,
        "aria-labelledby": title,
      },
      head(facts, title),
      h("div", { class: "item-words", "data-action": "open" }, words(item.body_html)),
      marks(item),
      people(facts),
      outcome(facts),
      isSettled || act ? null : actions(facts),
    ),
  );
}

function head({ item, isPicked, isSettled }, title) {
  const { author, article } = item;
  return h(
    "header",
    { class: "item-head" },
    h("input", {
      type: "checkbox",
      class: "pick",
      "data-action": "pick",
      "data-part": "pick",
      "aria-label": `Pick ${author.name}’s comment`,
      checked: isPicked,
      disabled: isSettled,
    }),
    h(
      "h3",
      { id: title },
      h("bdi", {}, author.name),
      kindOf(author) ? h("span", { class: "badge" }, kindOf(author)) : null,
      author.standing !== "normal" ? h("span", { class: `badge standing-${author.standing}` }, STANDINGS[author.standing] ?? author.standing) : null,
    ),
    h(
      "p",
      { class: "item-meta" },
      when(item.created_at, clock(item.created_at)),
      item.edited_at ? h("span", {}, "edited ", when(item.edited_at, clock(item.edited_at))) : null,
      item.depth > 0 ? h("span", {}, "an answer") : null,
      h(
        "a",
        { class: "item-article", href: `/article/${article.slug}#comment-${item.id}`, target: "_blank", rel: "noopener", "data-part": "article" },
        article.headline,
      ),
    ),
  );
}

export function marks(item) {
  const reports = item.report_count > 0 ? [h("li", { class: "mark mark-report" }, plural(item.report_count, "report"))] : [];
  const holds = item.status === "pending" ? item.holds : [];
  const shown = holds.filter((hold) => hold.reason !== "premoderated");
  if (reports.length + shown.length === 0) return null;
  return h(
    "ul",
    { class: "marks", "aria-label": "Why it is here" },
    reports,
    shown.map((hold) => h("li", { class: `mark mark-${hold.reason}` }, holdPhrase(hold))),
  );
}

function people({ claim, looking }) {
  if (!claim && looking.length === 0) return null;
  return h(
    "p",
    { class: "item-people" },
    claim ? claimed(claim) : null,
    looking.length > 0 ? h("span", {}, `${looking.join(", ")} ${looking.length === 1 ? "is" : "are"} looking at it`) : null,
  );
}

/// A lease is renewed without a word, so its end is only shown while it lies ahead.
function claimed({ isMine, isHere, name, until }) {
  const lease = until ? ` until ${clock(until)}` : ", renewed";
  const holder = isHere ? "you" : isMine ? "you, elsewhere" : name;
  return h("span", { class: isMine ? "claim claim-mine" : "claim", title: "A claim lasts 60 seconds and is renewed while its console is open" }, `Claimed by ${holder}${lease}`);
}

function outcome({ item, self, isSettled, entry, act, loss }) {
  if (act?.isUnknown) return unknown(act);
  if (act) return h("p", { class: "outcome" }, act.decision === "approve" ? "Approving …" : "Rejecting …");
  if (loss) {
    return h(
      "p",
      { class: "outcome outcome-lost" },
      h("span", {}, `${refusalSentence(loss, self)}.`, loss.decision?.note ? ` «${loss.decision.note}»` : ""),
      h("button", { type: "button", class: "quiet", "data-action": "dismiss", "data-part": "dismiss" }, "Dismiss"),
    );
  }
  if (!isSettled) return null;
  const text = entry ? `${auditSentence(entry, { self })} at ${clock(entry.at)}` : `It has left this queue: it is ${item.status} now`;
  const isMine = entry && actorName(entry, self) === "You";
  return h("p", { class: `outcome ${isMine ? "" : "outcome-elsewhere"}` }, `${text}.`);
}

function unknown({ decision, wasChecked }) {
  const verb = decision === "approve" ? "approval" : "rejection";
  const button = (action, text) => h("button", { type: "button", class: "quiet", "data-action": action, "data-part": action }, text);
  return h(
    "p",
    { class: "outcome outcome-unknown" },
    h("span", {}, wasChecked ? `Your ${verb} did not arrive.` : `Unknown: the connection was lost before your ${verb} was answered.`),
    wasChecked ? button("again", "Send again") : button("check", "Check"),
    button("dismiss", "Drop it"),
  );
}

/// What can be done with a comment as it is.
export function actions({ item, claim, isOpen }, places = "item") {
  const button = (action, text, { keys, kind = "quiet", expanded } = {}) =>
    h("button", { type: "button", class: kind, "data-action": action, "data-part": action, "aria-keyshortcuts": keys ?? false, "aria-expanded": expanded ?? false }, text);
  return h(
    "div",
    { class: `actions ${claim && !claim.isMine ? "is-taken" : ""}`, role: "group", "aria-label": `For ${item.author.name}’s comment` },
    item.status === "approved" && item.report_count === 0 ? null : button("approve", item.status === "approved" ? "Keep it" : "Approve", { keys: "a", kind: "approve" }),
    item.status === "rejected" ? null : button("reject", "Reject …", { keys: "r", kind: "reject" }),
    claim && !claim.isMine ? null : button("claim", !claim ? "Claim" : claim.isHere ? "Release" : "Claim here", { keys: "c" }),
    places === "item" ? button("open", "Context", { keys: "o", expanded: isOpen ? "true" : "false" }) : null,
    places === "item" ? null : button("approve-with", "Approve with a note …", { keys: "Shift+a" }),
    places === "item" ? null : button("note", "Note …", { keys: "n" }),
    places === "item" ? null : button("standing", "Standing …", { keys: "s" }),
  );
}
