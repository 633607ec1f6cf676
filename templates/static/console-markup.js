// Elements made by hand; nothing of what others wrote is ever parsed into the page itself.

import { commentBody } from "./comment-html.js";

/// Makes an element. Properties are attributes; false and null are left out.
export function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === false || value === null || value === undefined) continue;
    if (key === "checked" || key === "value" || key === "disabled") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/// A time that stays fresh: see times.js.
export function when(time, printed) {
  return h("time", { datetime: time, "data-relative": true }, printed);
}

/// A comment as its readers see it, but that links show where they lead.
export function words(html) {
  const body = commentBody(html ?? "");
  for (const block of body.querySelectorAll("p, pre, blockquote, li")) block.dir = "auto"; // each in the direction of what it says
  for (const link of body.querySelectorAll("a[href]")) showTarget(link);
  return body;
}

function showTarget(link) {
  const address = link.getAttribute("href");
  link.rel += " noreferrer";
  link.target = "_blank";
  link.title = address;
  const host = URL.parse?.(address)?.host;
  if (host && !link.textContent.includes(host)) link.after(h("bdi", { class: "link-host" }, ` (${host})`));
}

/// Makes the children of a list those of `keys`, in their order. What has not changed is not touched, and the focus stays: an element
/// that is made again gets it on the part with the same `data-part`.
/// make(key) returns { signature, element() }.
export function reconcile(parent, keys, make) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const wanted = new Set(keys);
  for (const [key, child] of old) if (!wanted.has(key)) child.remove();
  let place = parent.firstElementChild;
  for (const key of keys) {
    const { signature, element } = make(key);
    let child = old.get(key);
    if (!child || child.dataset.signature !== signature) {
      const fresh = element();
      fresh.dataset.key = key;
      fresh.dataset.signature = signature;
      const focus = child && focusIn(child);
      child?.replaceWith(fresh); // where it was, so that the focus can go back
      if (child === place) place = fresh;
      focus?.restore(fresh);
      child = fresh;
    }
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
}

/// Where the focus is within an element, to be given back to another that says the same.
export function focusIn(element) {
  const focused = document.activeElement;
  if (!focused || !element.contains(focused)) return null;
  const part = focused.closest("[data-part]")?.dataset.part;
  return {
    restore(fresh) {
      const target = part && fresh.querySelector(`[data-part="${CSS.escape(part)}"]:not(:disabled)`);
      (target || fresh.querySelector("[data-home]") || fresh).focus({ preventScroll: true });
    },
  };
}
