// What an event does to the page. Told twice is harmless: only a newer revision than the one shown changes anything.

import { refreshTimes } from "./times.js";

const MAX_TOLD = 1_000;
const RELOAD_SPREAD_MS = 1_500; // readers of one story must not all fetch it in the same instant
const RELOAD_DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

export class Page {
  #status;
  #told = new Map(); // article id → its newest event, in the order told; a page that was fetched before is brought up to it
  #fresh = new Map(); // article id → published since the list was loaded, not shown yet
  #button = document.querySelector("[data-live-news] button");
  #reloading = null;
  #comments;
  #forms;

  constructor(status, comments, forms) {
    this.#status = status;
    this.#comments = comments;
    this.#forms = forms;
    this.#button?.addEventListener("click", () => this.#showFresh());
  }

  apply(event) {
    const id = event.subject?.startsWith("article/") ? event.subject.slice("article/".length) : null;
    if (!id || event.data?.redacted) return;
    if ((this.#told.get(id)?.revision ?? 0) >= event.revision) return;
    this.#remember(id, event);

    const shown = this.#applyTo(document, id, event);
    if (event.type === "article.withdrawn") this.#fresh.delete(id);
    else if (event.type === "article.published" && !shown && document.querySelector("[data-live-list]")) this.#fresh.set(id, event);
    this.#offerFresh();
  }

  #remember(id, event) {
    this.#told.delete(id);
    this.#told.set(id, event);
    if (this.#told.size > MAX_TOLD) this.#told.delete(this.#told.keys().next().value);
  }

  // Returns whether the article is on the page at all.
  #applyTo(root, id, event) {
    const elements = root.querySelectorAll(`[data-article-id="${CSS.escape(id)}"]`);
    for (const element of elements) {
      if (Number(element.dataset.revision) >= event.revision) continue;
      if (event.type === "article.withdrawn") this.#withdraw(root, element, event);
      else if (!("articlePage" in element.dataset)) editCard(element, event);
      else if (root === document) this.#refreshStory(event);
    }
    return elements.length > 0;
  }

  #withdraw(root, element, event) {
    if ("articlePage" in element.dataset) {
      const notice = note("article");
      const place = notice.querySelector(".notice-page");
      place.dataset.articleId = element.dataset.articleId;
      place.dataset.revision = event.revision;
      place.dataset.articlePage = "";
      notice.querySelector('[data-slot="reason"]').textContent = event.data.reason ?? "";
      const hadFocus = element.contains(document.activeElement);
      element.replaceWith(notice);
      root.querySelector("[data-comments]")?.remove();
      if (root !== document) return;
      document.title = document.querySelector("h1").textContent;
      for (const name of ['meta[name="description"]', 'meta[property^="og:"]', 'meta[name="author"]']) {
        for (const tag of document.querySelectorAll(name)) tag.remove();
      }
      if (hadFocus) document.getElementById("main").focus({ preventScroll: true });
      this.#status.announce("This story was withdrawn");
    } else {
      const hadFocus = element.contains(document.activeElement);
      if (root === document) element.style.minHeight = `${element.offsetHeight}px`; // what stands below is being read
      element.replaceChildren(note("card"));
      element.dataset.revision = event.revision;
      if (hadFocus) {
        element.tabIndex = -1;
        element.focus({ preventScroll: true });
      }
    }
  }

  async #refreshStory(event) {
    await pause(Math.random() * RELOAD_SPREAD_MS);
    const shown = () => Number(document.querySelector("[data-article-page]")?.dataset.revision ?? Infinity);
    if (shown() >= event.revision) return;
    if (!(await this.reload())) return;
    if (shown() < event.revision) await this.reload(); // a cache on the way was behind
    const word = event.type === "article.corrected" ? "Corrected" : "Updated";
    document.querySelector("[data-article-page] .changed")?.classList.add("is-edited");
    this.#status.announce(`${word} just now`);
  }

  #offerFresh() {
    if (!this.#button) return;
    const count = this.#fresh.size;
    const text = count === 1 ? "1 new story" : `${count} new stories`;
    if (count > 0 && this.#button.textContent !== text) this.#button.textContent = text;
    this.#button.hidden = count === 0;
  }

  async #showFresh() {
    const ids = new Set(this.#fresh.keys());
    this.#button.textContent = "Loading…";
    if (!(await this.reload({ attempts: 1, keepPlace: false }))) {
      this.#button.textContent = "Could not load — try again";
      return;
    }
    const cards = [...document.querySelectorAll("[data-article-id]")].filter((card) => ids.has(card.dataset.articleId));
    for (const card of cards) card.classList.add("is-edited");
    window.scrollTo({ top: 0 });
    const target = cards[0]?.querySelector(".headline a") ?? document.getElementById("main");
    target.focus({ preventScroll: cards.length === 0 });
    this.#status.announce(ids.size === 1 ? "1 story added" : `${ids.size} stories added`);
  }

  /// Loads this page again and puts its content in place. Returns whether that was done; one at a time, also for several callers.
  /// until: goes on trying while this is true; attempts: at most so many; keepPlace: scroll and focus stay where they are.
  async reload({ until = () => true, attempts = RELOAD_DELAYS_MS.length, keepPlace = true } = {}) {
    while (this.#reloading) await this.#reloading;
    this.#reloading = (async () => {
      for (let attempt = 0; attempt < attempts && until(); attempt += 1) {
        if (attempt > 0) await pause(RELOAD_DELAYS_MS[attempt - 1] * (0.5 + Math.random()));
        const turn = this.#comments.turn;
        const fetched = await fetchPage();
        if (fetched) return this.#swap(fetched, keepPlace, turn), true;
      }
      return false;
    })();
    try {
      return await this.#reloading;
    } finally {
      this.#reloading = null;
    }
  }

  #swap({ parsed, path }, keepPlace, turn) {
    const incoming = parsed.querySelector("[data-live-region]");
    const region = document.querySelector("[data-live-region]");
    // What was told while the page was under way is newer than the page.
    for (const [id, event] of this.#told) this.#applyTo(parsed, id, event);
    this.#comments.bringUp(parsed, turn);

    const place = keepPlace ? placeIn(region) : null;
    const writing = this.#forms.keep(region);
    region.replaceChildren(...document.adoptNode(incoming).childNodes);
    document.title = parsed.title;
    takeOverReader(parsed);
    if (path !== location.pathname + location.search) history.replaceState(history.state, "", path);
    refreshTimes(region);
    place?.restore(region);
    this.#forms.restore(writing);
    this.#comments.arrived();

    this.#fresh.clear();
    this.#offerFresh();
  }
}

async function fetchPage() {
  try {
    const response = await fetch(location.href, { cache: "no-cache", headers: { Accept: "text/html" }, signal: AbortSignal.timeout(15_000) });
    if (response.status >= 500 || response.status === 429) return null;
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    const url = new URL(response.url);
    return parsed.querySelector("[data-live-region]") ? { parsed, path: url.pathname + url.search } : null;
  } catch {
    return null; // the network's reasons differ, the answer is the same: later
  }
}

// Somebody may have signed in or out since: who reads, and what they may follow, stands outside the region.
function takeOverReader(parsed) {
  for (const selector of ['meta[name="courant-topics"]', 'meta[name="courant-csrf"]', ".account"]) {
    const [shown, incoming] = [document.querySelector(selector), parsed.querySelector(selector)];
    if (!incoming) shown?.remove();
    else if (!shown) document.head.append(document.adoptNode(incoming));
    else if (!shown.isEqualNode(incoming)) shown.replaceWith(document.adoptNode(incoming));
  }
}

function editCard(card, { type, revision, time, data }) {
  card.dataset.revision = revision;
  const headline = card.querySelector('[data-slot="headline"]');
  if (!headline) return; // a withdrawn one
  headline.textContent = data.headline;
  headline.href = data.url;
  let standfirst = card.querySelector('[data-slot="standfirst"]');
  if (!data.standfirst) standfirst?.remove();
  else {
    if (!standfirst) {
      standfirst = Object.assign(document.createElement("p"), { className: "standfirst" });
      standfirst.dataset.slot = "standfirst";
      headline.closest(".headline").after(standfirst);
    }
    standfirst.textContent = data.standfirst;
  }
  mark(card.querySelector(".byline"), { time }, type === "article.corrected" ? "Corrected" : "Updated");
  card.classList.remove("is-edited");
  requestAnimationFrame(() => card.classList.add("is-edited"));
}

function mark(byline, { time }, word) {
  byline.querySelector("[data-live-mark]")?.remove();
  const fragment = note("edited");
  fragment.querySelector('[data-slot="word"]').textContent = word;
  fragment.querySelector("time").dateTime = time;
  refreshTimes(fragment);
  byline.append(fragment);
}

function note(name) {
  return document.querySelector(`template[data-live-note="${name}"]`).content.cloneNode(true);
}

// Where the reader is: the first story or comment in view, and what has the focus. What is being written is kept apart.
function placeIn(region) {
  const stories = [...region.querySelectorAll("[data-article-id], .comment-said")];
  const anchor = stories.find((story) => story.getBoundingClientRect().bottom > 0);
  const top = anchor?.getBoundingClientRect().top;
  const isWriting = document.activeElement?.closest("form[data-comment-form]");
  const focused = region.contains(document.activeElement) && !isWriting ? document.activeElement : null;
  const focusKey = focused && { id: focused.closest("[data-article-id]")?.dataset.articleId, href: focused.getAttribute("href") };
  const sameStory = (root, id) => root.querySelector(`[data-article-id="${CSS.escape(id)}"]`);
  const comment = anchor?.closest("[data-comment]")?.id;
  const sameAnchor = (root) => (comment ? root.querySelector(`#${CSS.escape(comment)} > .comment-said`) : sameStory(root, anchor.dataset.articleId));
  return {
    restore(root) {
      const again = anchor && window.scrollY > 0 ? sameAnchor(root) : null;
      if (again) window.scrollBy({ top: again.getBoundingClientRect().top - top, behavior: "instant" });
      if (!focusKey) return;
      const home = (focusKey.id && sameStory(root, focusKey.id)) || root;
      const target = focusKey.href && [...home.querySelectorAll("a")].find((link) => link.getAttribute("href") === focusKey.href);
      (target ?? document.getElementById("main")).focus({ preventScroll: true });
    },
  };
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
