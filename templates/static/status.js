// The line that says how fresh the page is. It never claims more than is known.

const PASSING_MS = 20_000;
const TOAST_MS = 8_000;

export class StatusLine {
  #line = document.querySelector("[data-live-status]");
  #toast = document.querySelector("[data-live-toast]");
  #lineTimer = 0;
  #toastTimer = 0;

  /// Shows a state; `later` is what stays when the text has been seen for a while.
  show(state, text, later = text) {
    document.documentElement.dataset.courantState = state;
    clearTimeout(this.#lineTimer);
    this.#say(text);
    if (later !== text) this.#lineTimer = setTimeout(() => this.#say(later), PASSING_MS);
  }

  /// Says in passing what was done to the page, wherever the reader has scrolled to.
  announce(text) {
    if (!this.#toast) return;
    this.#toast.textContent = text;
    this.#toast.hidden = false;
    clearTimeout(this.#toastTimer);
    this.#toastTimer = setTimeout(() => (this.#toast.hidden = true), TOAST_MS);
  }

  // A screen reader speaks at every change, so nothing is changed that says the same.
  #say(text) {
    if (this.#line && this.#line.textContent !== text) this.#line.textContent = text;
  }
}
