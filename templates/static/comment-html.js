// The body of a comment comes in an event as HTML that the server has cleaned. It is built anew all the same, from what is known to be
// harmless: nothing that a mistake there lets through would run here.

const KEPT = new Set(["P", "BR", "EM", "STRONG", "DEL", "CODE", "PRE", "BLOCKQUOTE", "UL", "OL", "LI", "HR", "A"]);
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "EMBED", "NOSCRIPT", "TITLE", "TEXTAREA", "SELECT"]);
const SCHEMES = new Set(["http:", "https:", "mailto:"]);
const MAX_DEPTH = 64;
const XHTML = "http://www.w3.org/1999/xhtml";

/// A comment's body as nodes. Of elements that are not known only their text stays.
export function commentBody(html) {
  const body = document.createDocumentFragment();
  // A document made so loads nothing and runs nothing.
  copy(new DOMParser().parseFromString(html, "text/html").body, body, 0);
  return body;
}

function copy(from, to, depth) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || node.namespaceURI !== XHTML || DROPPED.has(node.tagName)) continue;
    const isKept = KEPT.has(node.tagName) && depth < MAX_DEPTH;
    const target = isKept ? document.createElement(node.tagName) : to;
    if (isKept) {
      if (node.tagName === "A") link(target, node.getAttribute("href") ?? "");
      if (node.tagName === "OL" && node.start !== 1) target.start = node.start;
      to.append(target);
    }
    if (depth < 4 * MAX_DEPTH) copy(node, target, depth + 1);
  }
}

function link(target, address) {
  const scheme = /^([a-z]+:)[^\s\u0000-\u001f]*$/i.exec(address)?.[1].toLowerCase();
  if (!SCHEMES.has(scheme)) return;
  target.href = address;
  target.rel = "nofollow ugc noopener";
}
