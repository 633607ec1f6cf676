// The forms of comments, in place: opened without leaving the page, sent without loading it again. Addresses, words and rules are the
// server's: a form is sent where it would be without this script, and what is taken from the answer is the comment, or the error.

import { authorOf, blankFor, commentIn, saidOf } from "./comment-item.js";

const SEND_MS = 20_000;
const WARN_LEFT = 500;
const NOT_SENT = "This could not be sent. Your words are still here: try again.";
const SIGNED_OUT = "You are not signed in. Sign in in another window, and send this again.";
const ORPHANED = "This can no longer be sent. Your words are still here: copy what you want to keep.";

const segmenter = "Segmenter" in Intl ? new Intl.Segmenter() : null;
const characters = (text) => (segmenter ? [...segmenter.segment(text)].length : [...text].length);
const error = (form) => form.querySelector('[data-slot="error"]');

export class CommentForms {
  #comments;
  #status;

  constructor(comments, status) {
    this.#comments = comments;
    this.#status = status;
    comments.hasDraft = (id) => [...document.querySelectorAll(`form[data-about="${CSS.escape(id)}"]`)].some(isDirty);
    document.addEventListener("click", (click) => this.#clicked(click));
    document.addEventListener("keydown", (key) => key.key === "Escape" && this.#escaped(key.target));
    document.addEventListener("input", ({ target }) => target.matches("textarea[data-limit]") && tellLeft(target));
    document.addEventListener("submit", (submit) => {
      if (!submit.target.matches("form[data-comment-form]")) return;
      submit.preventDefault();
      this.#send(submit.target);
    });
    tidyAddress();
  }

  #clicked(click) {
    const link = click.target.closest("a[data-opens], a[data-cancels]");
    if (!link || click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
    click.preventDefault();
    if ("cancels" in link.dataset) this.#close(link.closest("form"));
    else this.#open(link.closest("[data-comment]"), link);
  }

  #escaped(target) {
    const form = target.closest?.("form[data-about]:not([data-about=''])");
    if (form && !isDirty(form)) this.#close(form);
  }

  async #open(item, link) {
    const { comment: id } = item.dataset;
    const kind = link.dataset.opens;
    let form = document.getElementById(`${kind}-${id}`);
    for (const other of item.querySelectorAll(":scope > form")) if (other !== form && !isDirty(other)) other.remove();
    if (!form) {
      form = kind === "edit" ? await editForm(link, id) : blankFor(document.querySelector("[data-comments]"), kind, id);
      if (!form) return this.#status.announce("This comment can no longer be edited");
      if (kind === "answer") form.querySelector(".form-title").textContent = `Answer ${authorOf(item)}`;
      if (!document.getElementById(form.id)) saidOf(item).after(form);
    }
    focusFirst(form);
  }

  #close(form) {
    const item = form.closest("[data-comment]");
    form.remove();
    const action = item?.querySelector(`:scope > .comment-said [data-opens="${form.dataset.commentForm}"]`);
    (action ?? (item && saidOf(item)) ?? document.getElementById("comments-title"))?.focus({ preventScroll: true });
  }

  async #send(form) {
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    error(form).textContent = "";
    try {
      if ("unproved" in form.dataset) await prove(form);
      const response = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "text/html" }, signal: AbortSignal.timeout(SEND_MS),
      });
      const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
      if (response.ok && response.redirected) this.#sent(form, parsed, new URL(response.url));
      else refuse(form, parsed);
    } catch {
      error(form).textContent = NOT_SENT; // the network's reasons differ, the answer is the same
    } finally {
      form.removeAttribute("aria-busy");
    }
  }

  #sent(form, parsed, url) {
    const section = document.querySelector("[data-comments]");
    const incoming = parsed.querySelector("[data-comments]");
    const id = url.searchParams.get("posted");
    if (!incoming || !id) return refuse(form, parsed);
    // A guest's first comment has begun a session: masthead, forms and stream are another reader's now.
    if (incoming.dataset.reader !== section.dataset.reader) return location.assign(`${url.pathname}${url.search}#comment-${id}`);

    const kind = form.dataset.commentForm;
    if (kind === "write") {
      form.reset();
      for (const text of form.querySelectorAll("textarea")) (text.value = ""), tellLeft(text);
    } else {
      form.remove();
    }
    if (kind === "delete") {
      this.#comments.dismiss(id);
      document.getElementById("comments-title").focus({ preventScroll: true });
    } else if (kind !== "report") {
      const item = this.#comments.adopt(incoming, id);
      if (item) saidOf(item).focus();
    } else {
      const item = commentIn(section, id);
      if (item) saidOf(item).focus({ preventScroll: true });
    }
    this.#status.announce(parsed.querySelector(".comments-done")?.textContent.trim() ?? "Done");
  }

  /// What is being written when the page's content is about to be replaced.
  keep(region) {
    return [...region.querySelectorAll("form[data-comment-form]")]
      .filter((form) => form.dataset.about || isDirty(form) || form.contains(document.activeElement))
      .map((form) => {
        const focused = form.contains(document.activeElement) ? document.activeElement : null;
        return { form, focused, selection: focused?.matches("textarea") ? [focused.selectionStart, focused.selectionEnd] : null };
      });
  }

  /// Puts it back: the same elements, so that nothing typed is lost, nor the way back by «undo».
  restore(kept) {
    const section = document.querySelector("[data-comments]");
    if (!section) return;
    for (const { form, focused, selection } of kept) {
      const twin = document.getElementById(form.id);
      const item = commentIn(section, form.dataset.about);
      if (twin) {
        for (const name of ["csrf", "place"]) form.elements[name].value = twin.elements[name].value;
        twin.replaceWith(form);
      } else if (item) {
        saidOf(item).after(form);
      } else if (isDirty(form)) {
        error(form).textContent = ORPHANED;
        section.querySelector("[data-comments-order]").before(form);
      }
      if (focused?.isConnected) focused.focus({ preventScroll: true });
      if (focused?.isConnected && selection) focused.setSelectionRange(...selection);
    }
  }
}

// What a form was opened or answered by stays out of the address, because the page is loaded again by it.
function tidyAddress() {
  const path = document.querySelector("[data-comments]")?.dataset.path;
  if (!path) return;
  const address = new URL(location.href);
  if (address.pathname !== path) address.search = "";
  address.pathname = path;
  for (const name of ["answer", "edit", "delete", "report", "posted", "done"]) address.searchParams.delete(name);
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}

// An edit starts from what its author wrote, which only the server knows.
async function editForm(link, id) {
  try {
    const response = await fetch(link.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(SEND_MS) });
    const form = new DOMParser().parseFromString(await response.text(), "text/html").getElementById(`edit-${id}`);
    return form && document.importNode(form, true);
  } catch {
    return null;
  }
}

// Who was not signed in may have done so in another window since.
async function prove(form) {
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(SEND_MS) });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  form.elements.csrf.value = page.querySelector('meta[name="courant-csrf"]')?.content ?? "";
  delete form.dataset.unproved;
}

function refuse(form, parsed) {
  const answered = parsed.getElementById(form.id);
  const notice = [...parsed.querySelectorAll('[data-slot="error"], [data-comments-problem], .notice-lead')].find(({ textContent }) => textContent);
  const text = parsed.querySelector('form[action="/sign-in"]') ? SIGNED_OUT : (notice?.textContent ?? NOT_SENT);
  error(form).textContent = text;
  // Somebody may have signed in or out since: the form proves itself anew.
  const proved = answered ?? parsed.querySelector("form[data-comment-form]");
  if (proved) form.elements.csrf.value = proved.elements.csrf.value;
  if (!form.elements.csrf.value) form.dataset.unproved = "";
  for (const field of form.querySelectorAll("[id]")) {
    const twin = answered?.querySelector(`#${CSS.escape(field.id)}`);
    if (twin?.getAttribute("aria-invalid") === "true") field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  (form.querySelector('[aria-invalid="true"]') ?? form.querySelector("textarea, input:not([type=hidden]), button")).focus();
}

function focusFirst(form) {
  const field = form.querySelector("textarea, input:not([type=hidden]), button");
  field.focus();
  if (field.matches("textarea")) field.setSelectionRange(field.value.length, field.value.length);
  form.scrollIntoView({ block: "nearest" });
}

function isDirty(form) {
  return [...form.elements].some((field) =>
    field.type === "radio" ? field.checked !== field.defaultChecked : field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue);
}

function tellLeft(text) {
  const left = Number(text.dataset.limit) - characters(text.value.trim());
  const line = text.form.querySelector('[data-slot="left"]');
  const said = left < 0 ? `${-left} characters too many` : left <= WARN_LEFT ? `${left} characters left` : "";
  if (line.textContent !== said) line.textContent = said;
}
