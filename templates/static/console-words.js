// The console's codes in words.

export const QUEUE_NAMES = { pending: "Pending", reported: "Reported", held: "Held", approved: "Approved", rejected: "Rejected" };

export const APPROVE_REASONS = { fine: "Nothing wrong with it", in_context: "Fine in its context" };

export const REJECT_REASONS = {
  abuse: "Abuse or harassment",
  spam: "Spam or advertising",
  off_topic: "Off topic",
  untrue: "Untrue or misleading",
  personal_data: "Personal data",
  illegal: "Illegal",
  other: "Something else",
};

export const REPORT_REASONS = { abuse: "abuse", spam: "spam", off_topic: "off topic", untrue: "untrue", other: "something else" };

export const HOLD_REASONS = {
  banned_word: "banned word",
  suspect_word: "suspect word",
  link: "link",
  repeated: "repeated text",
  new_reader: "new reader",
  reader_premoderated: "reader under premoderation",
  suspended: "suspended reader",
  reported: "reported by readers",
  edited: "edited after approval",
  premoderated: "premoderated section",
};

export const STANDINGS = {
  trusted: "Trusted",
  normal: "Normal",
  premoderated: "Premoderated",
  suspended: "Suspended",
  banned: "Banned",
};

export const STANDING_HINTS = {
  trusted: "Shown at once, unless a banned word holds it",
  normal: "As the section has it",
  premoderated: "Everything is read before it shows",
  suspended: "Everything is held until the suspension is over",
  banned: "May not comment",
};

const SHORT_REJECT = { abuse: "abuse", spam: "spam", off_topic: "off topic", untrue: "untrue", personal_data: "personal data", illegal: "illegal" };
const KINDS = { guest: "guest", sso: "", local: "" };

export const kindOf = (author) => KINDS[author.kind] ?? "";

/// Why a comment waits, as a phrase.
export function holdPhrase({ reason, detail }) {
  const phrase = HOLD_REASONS[reason] ?? reason;
  return detail && reason !== "premoderated" ? `${phrase}: ${detail}` : phrase;
}

/// Why a comment waits, as a sentence.
export function holdSentence({ reason, detail }) {
  const what = detail ? ` «${detail}»` : "";
  switch (reason) {
    case "premoderated":
      return "Comments on this article are read before they show.";
    case "banned_word":
      return `It has the banned word${what}.`;
    case "suspect_word":
      return `It has the suspect word${what}.`;
    case "link":
      return detail ? `It links to ${detail}.` : "It has a link.";
    case "repeated":
      return "The same text was posted before.";
    case "new_reader":
      return "None of this reader’s comments was approved yet.";
    case "reader_premoderated":
      return "This reader’s comments are read before they show.";
    case "suspended":
      return "The reader is suspended.";
    case "reported":
      return "Readers reported it while it was visible.";
    case "edited":
      return "It was edited after it was approved.";
    default:
      return `${reason}${what}.`;
  }
}

/// What a decision said, without who: «rejected it as spam».
export function verdictPhrase({ action, to, from, reason }, object = "it") {
  switch (action) {
    case "decide": {
      const verb = to === "approved" ? "approved" : "rejected";
      const short = to === "rejected" ? SHORT_REJECT[reason] : reason === "in_context" ? "fine in its context" : null;
      return short ? `${verb} ${object} as ${short}` : `${verb} ${object}`;
    }
    case "undo":
      return `put ${object} back to ${to ?? from}`;
    case "hold":
      return `held ${object}`;
    case "remove":
      return `removed ${object}`;
    case "note":
      return `left a note on ${object}`;
    default:
      return action;
  }
}

export const actorName = (entry, self) => (entry.actor.id === self?.id ? "You" : entry.actor.name);

/// What an audit entry says, as a sentence without its time.
export function auditSentence(entry, { self, object = "it", count = 1 } = {}) {
  const who = actorName(entry, self);
  if (entry.action === "standing") {
    const { to: standing, until } = entry.details ?? {};
    const what = standing ? (STANDINGS[standing] ?? standing).toLowerCase() : "changed";
    return `${who} set ${entry.details?.reader?.name ?? "a reader"} to ${what}${until ? ` until ${dateTime(until)}` : ""}`;
  }
  if (entry.action === "words") return `${who} changed the word lists`;
  if (entry.action === "policy") return `${who} changed a comment policy`;
  if (entry.action === "hold") return `It was held ${entry.reason === "reported" ? "after reports" : "again"}`;
  if (entry.action === "remove") return "Its author removed it";
  return `${who} ${verdictPhrase(entry, count > 1 ? `${count} comments` : object)}`;
}

export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
export const number = (count) => new Intl.NumberFormat("en-GB").format(count ?? 0);
export const percent = (share) => new Intl.NumberFormat("en-GB", { style: "percent", maximumFractionDigits: 0 }).format(share);

export function clock(time) {
  const date = new Date(time);
  if (date.toDateString() === new Date().toDateString()) {
    return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(date);
  }
  return dateTime(time);
}

export function dateTime(time) {
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(new Date(time));
}

/// What a refusal means for who asked.
export function refusalSentence(problem, self) {
  switch (problem.code) {
    case "decided":
      return problem.decision
        ? `${auditSentence(problem.decision, { self })} at ${clock(problem.decision.at)}, before you`
        : "It was changed before your decision came";
    case "changed":
      return "It has been changed or reported since: read it again";
    case "claimed":
      return `${problem.claim?.moderator?.name ?? "Somebody"} has claimed it`;
    case "not_connected":
      return "Not connected: nothing was sent";
    case "unknown_outcome":
      return "The connection was lost before an answer came";
    case "rate_limited":
      return "Too fast: nothing was done; wait a moment";
    default:
      return problem.detail || problem.title || problem.code;
  }
}
