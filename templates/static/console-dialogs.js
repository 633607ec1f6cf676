// The dialogs: the page holds them, here they are asked. Each is a form of method «dialog», so that Escape and Enter do what they do.

import { h } from "./console-markup.js";
import { APPROVE_REASONS, REJECT_REASONS, STANDING_HINTS, STANDINGS } from "./console-words.js";

const find = (name) => document.querySelector(`dialog[data-dialog="${name}"]`);

/// Asks for a reason and a note. Returns { reason, note }, or null when nothing is to be done.
export async function askForReason(decision, what) {
  const dialog = find("decide");
  const isReject = decision === "reject";
  const reasons = Object.entries(isReject ? REJECT_REASONS : APPROVE_REASONS);
  dialog.querySelector("h2").textContent = `${isReject ? "Reject" : "Approve"} ${what}`;
  dialog.querySelector("[data-reasons]").replaceChildren(...reasons.map(([code, text], index) => choice("reason", code, text, String(index + 1), index === 0)));
  dialog.querySelector("[data-go]").textContent = isReject ? "Reject" : "Approve";
  dialog.querySelector("[data-go]").className = isReject ? "reject" : "approve";
  const form = await ask(dialog);
  return form && { reason: form.get("reason"), note: form.get("note").trim() };
}

/// Asks for a note to the other moderators. Returns its text or null.
export async function askForNote(what) {
  const dialog = find("note");
  dialog.querySelector("h2").textContent = `Note on ${what}`;
  const form = await ask(dialog);
  return form?.get("note").trim() || null;
}

/// Asks how far a reader is to be trusted. Returns { standing, until, reason }, or null.
export async function askForStanding(author) {
  const dialog = find("standing");
  dialog.querySelector("h2").textContent = `Standing of ${author.name}`;
  const choices = Object.entries(STANDINGS).map(([code, text], index) => choice("standing", code, text, String(index + 1), code === author.standing, STANDING_HINTS[code]));
  dialog.querySelector("[data-standings]").replaceChildren(...choices);
  const days = dialog.querySelector("[data-days]");
  const show = () => (days.hidden = !dialog.querySelector('[name="standing"][value="suspended"]').checked);
  dialog.querySelector("[data-standings]").onchange = show;
  show();
  const form = await ask(dialog);
  if (!form) return null;
  const until = new Date(Date.now() + Number(form.get("days")) * 86_400_000).toISOString();
  return { standing: form.get("standing"), until, reason: form.get("reason").trim() };
}

/// Shows the help. `keys` tells whether shortcuts are on, and turns them on or off.
export function showHelp(keys) {
  const dialog = find("help");
  const box = dialog.querySelector("[data-keys-on]");
  box.checked = keys.areOn;
  box.onchange = () => (keys.areOn = box.checked);
  return ask(dialog);
}

export const isAsking = () => document.querySelector("dialog[open]") !== null;

function choice(name, value, text, digit, checked, hint) {
  return h(
    "label",
    { class: "choice" },
    h("input", { type: "radio", name, value, checked, required: true, "data-digit": digit }),
    h("span", { class: "choice-text" }, text, hint ? h("span", { class: "choice-hint" }, hint) : null),
    h("kbd", { "aria-hidden": "true" }, digit),
  );
}

function ask(dialog) {
  const form = dialog.querySelector("form");
  for (const area of form.querySelectorAll("textarea")) area.value = "";
  const before = document.activeElement;
  dialog.returnValue = "";
  dialog.showModal();
  (form.querySelector("input[type=radio]:checked") ?? form.querySelector("textarea, input, button"))?.focus();
  return new Promise((resolve) => {
    dialog.addEventListener(
      "close",
      () => {
        before?.isConnected && before.focus({ preventScroll: true });
        resolve(dialog.returnValue === "go" ? new FormData(form) : null);
      },
      { once: true },
    );
  });
}

/// Digits choose, Enter and Ctrl+Enter go ahead: for the dialogs of the page, once.
export function wireDialogs(keys) {
  for (const dialog of document.querySelectorAll("dialog")) {
    const form = dialog.querySelector("form");
    const go = dialog.querySelector("[data-go]");
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    for (const button of dialog.querySelectorAll("[data-cancel]")) button.addEventListener("click", () => dialog.close());
    dialog.addEventListener("keydown", (event) => {
      const isTyping = event.target.matches("textarea, input:not([type=radio], [type=checkbox])");
      if (event.repeat && event.key === "Enter" && !isTyping) event.preventDefault(); // held since before it was asked
      else if (event.key === "Enter" && go && (event.ctrlKey || event.metaKey || event.target.matches("[type=radio]"))) {
        event.preventDefault();
        form.requestSubmit(go);
      } else if (!isTyping && keys.areOn && !event.ctrlKey && !event.metaKey && !event.altKey && /^[1-9]$/.test(event.key)) {
        const radio = form.querySelector(`[data-digit="${event.key}"]`);
        if (!radio) return;
        radio.checked = true;
        radio.focus();
        radio.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }
}
