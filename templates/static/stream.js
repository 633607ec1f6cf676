// One EventSource at a time, and what EventSource leaves out:
// - It ends for good on any answer but 200, and on others it retries at a constant pace: here every loss makes a new one, after a
//   jittered delay that doubles, with the last id in the URL (a new EventSource sends no Last-Event-ID).
// - It notices nothing when a server hangs: silence for 2.5 checkpoints counts as a loss.
// - HTTP/1.1 allows six connections to a host: a page that nobody looks at gives its own back.

import { Backoff } from "./backoff.js";

const CHECKPOINT_MS = 15_000;
const SILENT_CHECKPOINTS = 2.5;
const HIDDEN_MS = 60_000;
const RETRIES = { firstDelay: 1_000, maxDelay: 30_000, offlineAfter: 10_000 };

const EVENT_TYPES = [
  "article.published", "article.updated", "article.corrected", "article.withdrawn", "comment.posted", "comment.edited", "comment.removed",
  "notification.comment", "account.changed", "account.signed_out",
];

export class Stream {
  #topics;
  #cursor;
  #silence;
  #listener;
  #source = null;
  #isOpen = false;
  #isPaused = false;
  #backoff = new Backoff(RETRIES);
  #lastHeard = Date.now();
  #retryTimer = 0;
  #hiddenTimer = 0;
  #channel = "BroadcastChannel" in window ? new BroadcastChannel("courant") : null;

  /// listener: { connecting(), opened(data), event(cloudEvent), lost({reason, retryMilliseconds}), offline(lastHeard), paused() }
  constructor(topics, cursor, checkpoint, listener) {
    this.#silence = SILENT_CHECKPOINTS * (Number(checkpoint) || CHECKPOINT_MS);
    this.#topics = topics;
    this.#cursor = cursor ?? "";
    this.#listener = listener;
  }

  get isOpen() {
    return this.#isOpen;
  }

  /// Follows other topics from here on, from where the log stands for this page.
  follow(topics) {
    if (topics.join(" ") === this.#topics.join(" ")) return;
    this.#topics = topics;
    if (!this.#isPaused) this.#connect();
  }

  start() {
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#hidden() : this.#shown()));
    window.addEventListener("pageshow", (event) => event.persisted && this.#shown());
    window.addEventListener("pagehide", () => this.#pause());
    window.addEventListener("online", () => !this.#isOpen && this.#shown());
    // Another page of this browser came into view: a hidden one lets go at once.
    this.#channel?.addEventListener("message", () => document.hidden && this.#pause());
    setInterval(() => this.#watch(), 1_000);
    if (document.hidden) this.#pause();
    else this.#connect();
  }

  #connect() {
    this.#drop();
    this.#isPaused = false;
    this.#lastFrame = Date.now();
    this.#listener.connecting();
    this.#channel?.postMessage("in view");

    const query = new URLSearchParams(this.#topics.map((topic) => ["topic", topic]));
    if (this.#cursor) query.set("after", this.#cursor);
    const source = new EventSource(`/v1/stream?${query}`);
    this.#source = source;

    const on = (type, handle) =>
      source.addEventListener(type, (message) => {
        if (source !== this.#source) return; // a late word of one that was let go
        this.#lastFrame = this.#lastHeard = Date.now();
        const data = parse(message.data);
        if (data) handle(data);
        // Kept after it was handled, so that what failed halfway is told again.
        if (message.lastEventId) this.#cursor = message.lastEventId;
      });

    on("stream.opened", (data) => this.#opened(data));
    on("stream.checkpoint", () => {});
    on("stream.closing", ({ reason, retry_ms: retry }) => this.#lost(reason, retry));
    for (const type of EVENT_TYPES) on(type, (event) => this.#listener.event(event));
    source.addEventListener("error", () => source === this.#source && this.#lost("broken"));
  }
  #lastFrame = 0;

  #opened(data) {
    this.#isOpen = true;
    this.#backoff.opened();
    this.#listener.opened(data);
  }

  #lost(reason, serverDelay) {
    this.#drop();
    const ownDelay = this.#backoff.lost();
    const delay = serverDelay > 0 ? serverDelay : ownDelay;
    this.#retryTimer = setTimeout(() => this.#connect(), delay);
    if (this.#backoff.isOffline()) this.#listener.offline(this.#lastHeard);
    else this.#listener.lost({ reason, retryMilliseconds: delay });
  }

  #watch() {
    if (this.#source && Date.now() - this.#lastFrame > this.#silence) this.#lost("silent");
    else if (!this.#isPaused && !this.#isOpen && this.#backoff.isOffline()) this.#listener.offline(this.#lastHeard);
  }

  #hidden() {
    clearTimeout(this.#hiddenTimer);
    this.#hiddenTimer = setTimeout(() => document.hidden && this.#pause(), HIDDEN_MS);
  }

  #shown() {
    clearTimeout(this.#hiddenTimer);
    if (document.hidden) return;
    if (this.#isOpen) return this.#watch(); // timers sleep with the page: look now
    this.#backoff.reset();
    this.#connect();
  }

  #pause() {
    this.#drop();
    this.#isPaused = true;
    this.#backoff = new Backoff(RETRIES);
    this.#listener.paused();
  }

  #drop() {
    clearTimeout(this.#retryTimer);
    this.#source?.close();
    this.#source = null;
    this.#isOpen = false;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    console.warn("courant: a frame that is not JSON was skipped");
    return null;
  }
}
