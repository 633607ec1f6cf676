// Which queue is shown, and what of it: kept in the page's address, so that it can be kept and shared.

import { h } from "./console-markup.js";
import { QUEUES } from "./console-state.js";
import { APPROVE_REASONS, HOLD_REASONS, number, REJECT_REASONS, REPORT_REASONS } from "./console-words.js";

const FILTERS = ["article", "section", "reader", "reason"];
const REASONS = { held: HOLD_REASONS, reported: REPORT_REASONS, approved: APPROVE_REASONS, rejected: REJECT_REASONS };

/// What waits is read in turn; what was decided is looked for among the newest.
export const orderOf = (queue) => (queue === "approved" || queue === "rejected" ? "newest" : "oldest");

/// The view that the page's address names.
export function readView() {
  const query = new URLSearchParams(location.search);
  const queue = QUEUES.includes(query.get("queue")) ? query.get("queue") : "pending";
  const order = ["oldest", "newest"].includes(query.get("order")) ? query.get("order") : orderOf(queue);
  const filters = FILTERS.filter((name) => query.get(name)).map((name) => [name, query.get(name)]);
  return { queue, order, ...Object.fromEntries(filters) };
}

export class ViewBar {
  #choose;
  #view = {};
  #labels = new Map(); // id → what an article or a reader is called
  #form = document.querySelector("[data-filters]");
  #queues = document.querySelector("[data-queues]");

  /// choose(view): somebody wants another.
  constructor(choose) {
    this.#choose = choose;
    this.#queues.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-queue]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#choose({ ...this.#view, queue: link.dataset.queue, order: orderOf(link.dataset.queue), reason: undefined });
    });
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("change", () => this.#choose({ ...this.#view, ...this.#chosen() }));
    this.#form.addEventListener("click", (event) => {
      const name = event.target.closest("[data-drop]")?.dataset.drop;
      if (!name) return;
      this.focus();
      this.#choose({ ...this.#view, [name]: undefined });
    });
  }

  get isFiltered() {
    return FILTERS.some((name) => this.#view[name]);
  }

  show({ labels = {}, ...view }, { isBack = false } = {}) {
    this.#view = view;
    for (const name of ["article", "reader"]) if (labels[name]) this.#labels.set(view[name], labels[name]);
    for (const link of this.#queues.querySelectorAll("a[data-queue]")) {
      if (link.dataset.queue === view.queue) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const { order, section, reason } = this.#form.elements;
    order.value = view.order;
    section.value = view.section ?? "";
    const reasons = REASONS[view.queue];
    reason.closest("label").hidden = !reasons;
    reason.replaceChildren(h("option", { value: "" }, "Any reason"), ...Object.entries(reasons ?? {}).map(([code, text]) => h("option", { value: code }, capital(text))));
    reason.value = view.reason ?? "";
    this.#showChips();
    if (!isBack) history.pushState(null, "", `?${new URLSearchParams(Object.entries(view).filter(([, value]) => value))}`);
  }

  /// Learns from a comment that is shown what an article and a reader are called.
  name(item) {
    const { article, reader } = this.#view;
    const isNews = (id, from) => id && from?.id === id && !this.#labels.has(id);
    if (isNews(article, item?.article)) this.#labels.set(article, item.article.headline);
    else if (isNews(reader, item?.author)) this.#labels.set(reader, item.author.name);
    else return;
    this.#showChips();
  }

  #showChips() {
    const chips = ["article", "reader"].filter((name) => this.#view[name]);
    document.querySelector("[data-chips]").replaceChildren(...chips.map((name) => this.#chip(name, this.#view[name])));
  }

  showCounts(counts) {
    for (const place of this.#queues.querySelectorAll("[data-count]")) {
      const count = counts[place.dataset.count];
      const text = count === undefined ? "–" : number(count);
      if (place.textContent !== text) place.textContent = text;
    }
  }

  focus() {
    this.#form.elements.order.focus();
  }

  #chosen() {
    const { order, section, reason } = this.#form.elements;
    return { order: order.value, section: section.value || undefined, reason: reason.value || undefined };
  }

  #chip(name, id) {
    const label = `${name === "article" ? "Article" : "Reader"}: ${this.#labels.get(id) ?? "one of them"}`;
    return h("li", {}, h("button", { type: "button", class: "chip", "data-drop": name, "aria-label": `${label}. Drop this filter` }, label, h("span", { "aria-hidden": "true" }, " ×")));
  }
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);
