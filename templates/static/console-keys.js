// Shortcuts of single letters: never while somebody types or a dialog asks, and off for good when they are turned off (WCAG 2.1.4).

const STORED = "courant-console-keys";
const PREFIX_MS = 1_500;
const REPEATING = new Set(["j", "k"]);

export class Keys {
  #map;
  #isAsking;
  #prefixedAt = -Infinity;
  #areOn = true;

  /// map: { "j": () => …, "g p": () => …, "Escape": () => … }; Escape and Enter are no letters and stay on.
  constructor(map, isAsking) {
    this.#map = map;
    this.#isAsking = isAsking;
    try {
      this.#areOn = localStorage.getItem(STORED) !== "off";
    } catch {
      // Without storage they are on, until they are turned off again.
    }
    document.addEventListener("keydown", (event) => this.#pressed(event));
  }

  get areOn() {
    return this.#areOn;
  }

  set areOn(areOn) {
    this.#areOn = areOn;
    try {
      localStorage.setItem(STORED, areOn ? "on" : "off");
    } catch {
      // It holds for this page.
    }
  }

  #pressed(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || this.#isAsking()) return;
    const { target, key } = event;
    if (event.repeat && !REPEATING.has(key)) return; // a key that is held decides on nothing that nobody has read
    const isTyping = target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
    if (isTyping && key !== "Escape") return;
    const isPrefixed = event.timeStamp - this.#prefixedAt < PREFIX_MS;
    this.#prefixedAt = -Infinity;
    if (key === "Enter" && !target.matches("[data-home], body")) return;
    if (key.length === 1 && !this.#areOn) return;
    if (!isPrefixed && key === "g") {
      this.#prefixedAt = event.timeStamp;
      return;
    }
    const act = this.#map[isPrefixed ? `g ${key}` : key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}
