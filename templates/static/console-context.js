// The pane beside the queue: all that helps to decide on one comment; or, when none is open, what was decided lately.

import { actions, marks } from "./console-list.js";
import { focusIn, h, when, words } from "./console-markup.js";
import { auditSentence, clock, dateTime, holdSentence, kindOf, percent, plural, REPORT_REASONS, STANDINGS } from "./console-words.js";

export class ContextPane {
  #root;
  #state;

  constructor(root, state) {
    this.#root = root;
    this.#state = state;
  }

  /// Shows a comment; `context` is what the server told of it, null while it is under way.
  show(item, context) {
    const claim = this.#state.claimOn(item.id);
    this.#swap(
      heading([h("bdi", {}, item.author.name), "’s comment"], true),
      h("div", { class: "pane-body" }, comment(item), actions({ item, claim }, "pane"), why(item), context ? this.#details(item, context) : h("p", { class: "pane-wait" }, "Loading …")),
    );
  }

  /// Shows what was decided lately.
  showLatest() {
    const groups = grouped(this.#state.latest.filter((entry) => entry.action !== "note"));
    const rows = groups.slice(0, 40).map((group) => this.#entry(group, true));
    this.#swap(
      heading("Lately", false),
      h(
        "div",
        { class: "pane-body" },
        rows.length > 0 ? h("ol", { class: "entries" }, rows) : h("p", { class: "pane-wait" }, "Decisions show here as they are made. Open a comment for its thread, its reader and its history."),
      ),
    );
  }

  #details(item, context) {
    const { thread = {}, reports = [], revisions = [], audit = [], reader: author } = context;
    return [
      author ? reader(author) : null,
      reports.length > 0 ? section(`Reports (${reports.length})`, h("ul", { class: "entries" }, reports.map(report))) : null,
      this.#thread(item, thread),
      revisions.length > 1 ? section("Earlier words", revisions.slice(0, -1).map(revision)) : null,
      section("History", audit.length > 0 ? h("ol", { class: "entries" }, audit.map((entry) => this.#entry([entry], false))) : h("p", { class: "pane-wait" }, "Nothing was decided on it yet.")),
    ];
  }

  #thread(item, { ancestors = [], siblings = [], answers = [] }) {
    const others = [...siblings].filter((one) => one.id !== item.id);
    if (ancestors.length + others.length + answers.length === 0) return null;
    const row = (one, kind) =>
      h(
        "li",
        { class: `said said-${kind}` },
        h("p", { class: "said-by" }, h("bdi", {}, one.author?.name ?? "Removed"), " ", one.created_at ? when(one.created_at, clock(one.created_at)) : "", h("span", { class: `badge status-${one.status}` }, one.status)),
        h("div", { class: "said-words" }, words(one.body_html)),
      );
    const self = h("li", { class: "said said-self" }, h("p", { class: "said-by" }, "This comment"));
    return section("Thread", h("ol", { class: "thread" }, ancestors.map((one) => row(one, "before")), self, answers.map((one) => row(one, "answer")), others.map((one) => row(one, "beside"))));
  }

  #entry(group, isAbroad) {
    const [entry] = group;
    const item = this.#state.items.get(entry.comment);
    const object = !isAbroad ? "it" : item ? `${item.author.name}’s comment` : "a comment";
    const { reader } = entry.details ?? {};
    const isBatch = group.length > 1;
    const canUndo = group.some((one) => this.#state.canUndo(one));
    const label = isBatch ? "Undo all" : "Undo";
    return h(
      "li",
      { class: "entry" },
      h("p", {}, auditSentence(entry, { self: this.#state.moderator, object, count: group.length }), " ", when(entry.at, clock(entry.at))),
      entry.note ? h("p", { class: "entry-note" }, entry.note) : null,
      h(
        "p",
        { class: "entry-actions" },
        isAbroad && entry.comment && !isBatch
          ? h("button", { type: "button", class: "quiet", "data-action": "open-entry", "data-comment": entry.comment, "data-part": `see-${entry.id}`, "aria-label": `See ${object}` }, "See it")
          : null,
        isAbroad && reader ? onlyReader(reader, `reader-${entry.id}`) : null,
        canUndo
          ? h("button", { type: "button", class: "quiet", "data-action": "undo-entry", "data-decision": entry.id, "data-batch": isBatch ? entry.batch : false, "data-part": `undo-${entry.id}`, "aria-label": `${label}: ${auditSentence(entry, { self: this.#state.moderator, object, count: group.length })}` }, label)
          : null,
      ),
    );
  }

  #swap(...parts) {
    const focus = focusIn(this.#root);
    const [top, unfolded] = [this.#root.scrollTop, [...this.#root.querySelectorAll("details[open]")].map((one) => one.dataset.part)];
    this.#root.replaceChildren(...parts);
    for (const one of this.#root.querySelectorAll("details")) one.open = unfolded.includes(one.dataset.part);
    focus?.restore(this.#root);
    this.#root.scrollTop = top;
  }
}

function heading(title, isClosable) {
  return h(
    "header",
    { class: "pane-head" },
    h("h2", { tabindex: "-1", "data-home": true, id: "pane-title" }, title),
    isClosable ? h("button", { type: "button", class: "quiet", "data-action": "close", "data-part": "close", "aria-keyshortcuts": "Escape" }, "Close") : null,
  );
}

const section = (title, ...children) => h("section", { class: "pane-part" }, h("h3", {}, title), ...children);

function comment(item) {
  return h(
    "div",
    { class: "pane-comment" },
    h("p", { class: "pane-article" }, "On ", h("a", { href: `/article/${item.article.slug}#comment-${item.id}`, target: "_blank", rel: "noopener", "data-part": "article" }, item.article.headline)),
    h("div", { class: "pane-words" }, item.status === "removed" ? h("p", { class: "pane-wait" }, "Its author removed it.") : words(item.body_html)),
    h("p", { class: "item-meta" }, h("span", { class: `badge status-${item.status}` }, item.status), when(item.created_at, dateTime(item.created_at)), item.edited_at ? h("span", {}, "edited ", when(item.edited_at, dateTime(item.edited_at))) : null),
    h("p", { class: "pane-filters" }, h("button", { type: "button", class: "quiet", "data-action": "only-article", "data-part": "only-article" }, "Only this article"), onlyReader(item.author, "only-reader")),
  );
}

const onlyReader = ({ id, name }, part) => h("button", { type: "button", class: "quiet", "data-action": "only-reader", "data-reader": id, "data-name": name, "data-part": part }, "Only this reader");

function why(item) {
  if (item.status !== "pending" || item.holds.length === 0) return item.report_count > 0 ? marks(item) : null;
  return section("Why it waits", h("ul", { class: "why" }, item.holds.map((hold) => h("li", {}, holdSentence(hold)))));
}

function reader(author) {
  const { history = {}, recent = [] } = author;
  const counted = ["approved", "rejected", "removed", "pending"].filter((status) => history[status] > 0);
  const bar = h("div", { class: "bar", "aria-hidden": "true" });
  for (const status of counted) {
    const part = h("span", { class: `bar-${status}` });
    part.style.flexGrow = history[status];
    bar.append(part);
  }
  const isNew = counted.every((status) => status === "pending");
  return section(
    "Reader",
    h("p", { class: "reader-name" }, h("bdi", {}, author.name), kindOf(author) ? h("span", { class: "badge" }, kindOf(author)) : null, h("span", { class: `badge standing-${author.standing}` }, STANDINGS[author.standing] ?? author.standing), author.until ? ` until ${dateTime(author.until)}` : null),
    author.reason ? h("p", { class: "entry-note" }, author.reason) : null,
    isNew ? null : bar,
    h("p", {}, isNew ? "Nothing of this reader was decided before." : counted.map((status) => `${history[status]} ${status}`).join(", ") + (typeof history.rejection_rate === "number" ? ` — ${percent(history.rejection_rate)} of what was decided was rejected` : "")),
    recent.length > 0
      ? h("details", { "data-part": "recent" }, h("summary", { "data-part": "recent-summary" }, plural(recent.length, "recent comment")), h("ul", { class: "entries" }, recent.map((one) => h("li", { class: "entry" }, h("p", {}, h("span", { class: `badge status-${one.status}` }, one.status), " ", when(one.created_at, clock(one.created_at))), h("div", { class: "said-words" }, words(one.body_html))))))
      : null,
  );
}

function report({ reason, note, created_at: time, answered_at: answered, reader }) {
  return h(
    "li",
    { class: `entry ${answered ? "is-answered" : ""}` },
    h("p", {}, h("bdi", {}, reader?.name ?? "A reader"), `: ${REPORT_REASONS[reason] ?? reason} `, when(time, clock(time)), answered ? " — answered" : ""),
    note ? h("p", { class: "entry-note" }, note) : null,
  );
}

function revision({ revision: number, body, changed_at: since }) {
  return h("details", { "data-part": `revision-${number}` }, h("summary", { "data-part": `revision-summary-${number}` }, `Version ${number}, since `, h("time", { datetime: since }, dateTime(since))), h("p", { class: "source" }, body));
}

// What was decided at one stroke stands as one.
function grouped(entries) {
  const groups = [];
  const batches = new Map();
  for (const entry of entries) {
    const key = entry.batch && `${entry.batch} ${entry.action}`;
    if (key && batches.has(key)) batches.get(key).push(entry);
    else {
      const group = [entry];
      groups.push(group);
      if (key) batches.set(key, group);
    }
  }
  return groups;
}
