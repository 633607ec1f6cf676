// One comment in the document: made from the page's own blank, changed, marked, blanked. Decides nothing.

import { commentBody } from "./comment-html.js";
import { refreshTimes } from "./times.js";

const BLANK_ID = "00000000-0000-0000-0000-000000000000";

/// A comment by its id, in a page that is shown or under way.
export const commentIn = (section, id) => section.querySelector(`[data-comment="${CSS.escape(id)}"]`);
/// What it says, without its answers.
export const saidOf = (item) => item.querySelector(":scope > .comment-said");
export const revisionOf = (item) => Number(item.dataset.revision);
export const isGone = (item) => !slot(item, "body");
export const authorOf = (item) => slot(item, "author")?.textContent ?? "";

/// What the server printed as a blank, made out for a comment.
export function blankFor(section, name, id) {
  const blank = section.querySelector(`template[data-comment-blank="${name}"]`).content.cloneNode(true);
  for (const element of blank.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (value.includes(BLANK_ID)) element.setAttribute(name, value.replaceAll(BLANK_ID, id));
    }
  }
  return blank.firstElementChild;
}

/// A comment that an event tells of.
export function newItem(section, { revision, data }) {
  const item = blankFor(section, "item", data.id);
  const isOwn = data.author.id === section.dataset.reader;
  const parent = data.parent ? commentIn(section, data.parent) : null;
  item.dataset.parent = data.parent ?? "";
  item.dataset.level = Math.min(data.depth, Number(section.dataset.maxLevel));
  if (!isOwn) delete item.dataset.own;
  if (!isOwn) slot(item, "own").remove();
  if (data.author.kind !== "guest") slot(item, "guest").remove();
  for (const name of item.querySelectorAll('[data-slot="author"]')) name.textContent = data.author.name;
  if (parent && !isGone(parent) && data.depth > Number(section.dataset.maxLevel)) {
    slot(item, "addressee").textContent = authorOf(parent);
    slot(item, "addressee").setAttribute("href", `#${parent.id}`);
  } else {
    slot(item, "addressed").remove();
  }
  const written = item.querySelector("time");
  written.dateTime = data.created_at;
  written.textContent = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" }).format(Date.parse(data.created_at));
  fill(section, item, { revision, data });
  refreshTimes(item);
  return item;
}

/// Shows a visible comment as an event tells it.
export function fill(section, item, { revision, data }) {
  item.dataset.revision = revision;
  item.dataset.visible = "";
  slot(item, "mark")?.remove();
  slot(item, "body").replaceChildren(commentBody(data.body_html));
  slot(item, "edited")?.remove();
  if (data.edited_at) saidOf(item).querySelector(".comment-when").append(" ", edited(section));
  offerActions(section, item, "approved");
}

/// Says above an own comment that others do not see what has become of it, and offers what can be done with it still.
export function setMark(section, item, { status, reason, note }) {
  slot(item, "mark")?.remove();
  offerActions(section, item, status);
  const code = status === "rejected" ? `rejected-${reason ?? "other"}` : status;
  const marks = section.querySelector('template[data-comment-blank="marks"]').content;
  const known = marks.querySelector(`[data-mark="${CSS.escape(code)}"]`) ?? (status === "rejected" && marks.querySelector('[data-mark="rejected-other"]'));
  const mark = known && known.cloneNode(true);
  if (!mark) return;
  if (note) mark.append(` «${note}»`);
  slot(item, "body").before(mark);
}

/// Takes a comment's words away; its answers stay.
export function blankOut(section, item, revision) {
  const notice = section.querySelector('template[data-comment-blank="gone"]').content.cloneNode(true);
  const said = saidOf(item);
  const hadFocus = said.contains(document.activeElement);
  said.replaceChildren(notice);
  item.dataset.revision = revision;
  delete item.dataset.visible;
  delete item.dataset.own;
  if (hadFocus) said.focus({ preventScroll: true });
}

/// Draws the eye to what has changed.
export function showChange(item) {
  const said = saidOf(item);
  said.classList.remove("is-edited");
  requestAnimationFrame(() => said.classList.add("is-edited"));
}

/// Offers to edit only as long as it may be done.
export function withdrawLateEdits(section) {
  for (const action of section.querySelectorAll('[data-own] > .comment-said [data-action="edit"]')) {
    const item = action.closest("[data-comment]");
    if (!mayEdit(section, item) && !action.contains(document.activeElement)) action.closest("li").remove();
  }
}

function offerActions(section, item, status) {
  const isOwn = "own" in item.dataset;
  const author = authorOf(item);
  const actions = blankFor(section, "item", item.dataset.comment).querySelector(".comment-actions");
  for (const action of actions.querySelectorAll("[data-action]")) {
    const { action: kind } = action.dataset;
    const fits = {
      answer: status === "approved",
      edit: isOwn && status !== "rejected" && mayEdit(section, item),
      delete: isOwn,
      report: !isOwn && status === "approved",
    };
    if (fits[kind]) slot(action, "author").textContent = author;
    else action.closest("li").remove();
  }
  const focused = saidOf(item).contains(document.activeElement) ? document.activeElement.dataset.action : null;
  saidOf(item).querySelector(".comment-actions").replaceWith(actions);
  if (focused) (actions.querySelector(`[data-action="${focused}"]`) ?? saidOf(item)).focus({ preventScroll: true });
}

function mayEdit(section, item) {
  return Date.now() < Date.parse(item.querySelector("time").dateTime) + Number(section.dataset.editWindow);
}

function edited(section) {
  return slot(section.querySelector('template[data-comment-blank="item"]').content, "edited").cloneNode(true);
}

function slot(root, name) {
  return (root.matches?.("[data-comment]") ? saidOf(root) : root).querySelector(`[data-slot="${name}"]`);
}
