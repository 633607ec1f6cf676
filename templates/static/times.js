// Turns times of the last day into «4 min ago», and keeps them so. The exact time stays in the title, in the reader's own zone.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short" });

export function keepTimesFresh() {
  refreshTimes();
  setInterval(() => document.hidden || refreshTimes(), MINUTE / 2);
  document.addEventListener("visibilitychange", () => document.hidden || refreshTimes());
}

export function refreshTimes(root = document) {
  for (const element of root.querySelectorAll("time[data-relative]")) {
    const time = Date.parse(element.dateTime);
    if (Number.isNaN(time)) continue;
    element.title = exact.format(time);
    element.dataset.printed ??= element.textContent;
    const text = relative(time, Date.now()) ?? element.dataset.printed;
    if (element.textContent !== text) element.textContent = text;
  }
}

function relative(time, now) {
  const age = Math.max(0, now - time); // a clock that is behind must not show the future
  if (age < MINUTE) return "Just now";
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`;
  return null;
}
