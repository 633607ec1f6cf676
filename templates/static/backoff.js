// When a lost connection is tried again, and from when on its loss counts as being offline. It keeps no timer.

const SETTLED_MS = 10_000;

export class Backoff {
  #firstDelay;
  #maxDelay;
  #offlineAfter;
  #failures = 0;
  #openedAt = null;
  #lostAt = null;

  /// All in milliseconds.
  constructor({ firstDelay, maxDelay, offlineAfter }) {
    this.#firstDelay = firstDelay;
    this.#maxDelay = maxDelay;
    this.#offlineAfter = offlineAfter;
  }

  /// Whether something was lost and has not opened again.
  get isLost() {
    return this.#lostAt !== null;
  }

  opened(now = Date.now()) {
    this.#openedAt = now;
    this.#lostAt = null;
  }

  /// Returns after how many milliseconds to try again: a delay that doubles and jitters. `chance`: 0..<1.
  lost(now = Date.now(), chance = Math.random()) {
    // One that opens and breaks at once is no success: only one that lasted resets the delay.
    if (this.#openedAt !== null && now - this.#openedAt > SETTLED_MS) this.#failures = 0;
    this.#openedAt = null;
    this.#lostAt ??= now;
    const ceiling = Math.min(this.#maxDelay, this.#firstDelay * 2 ** this.#failures);
    this.#failures += 1;
    return ceiling * (0.25 + 0.75 * chance);
  }

  isOffline(now = Date.now(), hasNetwork = navigator.onLine) {
    return this.isLost && (!hasNetwork || now - this.#lostAt > this.#offlineAfter);
  }

  /// There is reason to hope: the next delay is the first again.
  reset() {
    this.#failures = 0;
  }
}
