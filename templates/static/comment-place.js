// Where a comment stands among others: threads by the page's order, answers oldest first, each before its own answers. Below the last level
// that is set in, answers follow in one row.

import { commentIn } from "./comment-item.js";

const timeOf = (item) => Date.parse(item.querySelector(":scope > .comment-said time")?.dateTime ?? "");

/// Puts a comment where it belongs. Returns whether it has a place on this page.
export function insert(section, item) {
  const { parent: parentID } = item.dataset;
  if (!parentID) return insertThread(section, item);
  const parent = commentIn(section, parentID);
  if (!parent) return false;
  const isDeepest = Number(parent.dataset.level) >= Number(section.dataset.maxLevel);
  const among = isDeepest ? followers(parent) : [...parent.querySelector(":scope > .answers").children];
  const next = among.find((other) => other.dataset.parent === parentID && timeOf(other) > timeOf(item));
  if (next) next.before(item);
  else if (isDeepest) (among.at(-1) ?? parent).after(item);
  else parent.querySelector(":scope > .answers").append(item);
  return true;
}

/// Whether anything answers it here.
export const hasAnswers = (section, id) => section.querySelector(`[data-parent="${CSS.escape(id)}"]`) !== null;

function insertThread(section, item) {
  const threads = section.querySelector("[data-threads]");
  const isNewestFirst = section.dataset.arrive === "first";
  const next = [...threads.children].find((other) =>
    isNewestFirst ? timeOf(other) <= timeOf(item) : timeOf(other) > timeOf(item));
  if (next) next.before(item);
  else threads.append(item);
  return true;
}

// What stands in one row with a comment, and answers it or one of its answers.
function followers(parent) {
  const family = new Set([parent.dataset.comment]);
  const found = [];
  for (let item = parent.nextElementSibling; item && family.has(item.dataset.parent); item = item.nextElementSibling) {
    family.add(item.dataset.comment);
    found.push(item);
  }
  return found;
}

/// Does something to the page while what is in view stays where it is, if it happens above.
export function steadily(changed, change) {
  const isAbove = changed.getBoundingClientRect().top < 0;
  const said = [...document.querySelectorAll(".comment-said, .comment-form")];
  const anchor = isAbove ? said.find((one) => !changed.contains(one) && one.getBoundingClientRect().top >= 0) : null;
  const top = anchor?.getBoundingClientRect().top;
  change();
  if (anchor?.isConnected) window.scrollBy({ top: anchor.getBoundingClientRect().top - top, behavior: "instant" });
}
