// One WebSocket at a time, and what WebSocket leaves out: it comes back after a loss, with its cursor and a delay that doubles and
// jitters; every command has an id and is settled exactly once; and a socket that answers nothing counts as lost.
//
// A command that was under way when the socket was lost is settled as «unknown». Nothing is ever sent twice from here.

import { Backoff } from "./backoff.js";

const PROTOCOL = "courant.moderation.v1";
const RETRIES = { firstDelay: 500, maxDelay: 20_000, offlineAfter: 15_000 };
const WELCOME_MS = 10_000;
const ANSWER_MS = 10_000;
const HEARTBEAT_MS = 25_000;

/// What became of a command that was refused, or that nobody knows about.
export class Refusal extends Error {
  constructor(problem) {
    super(problem.title ?? problem.code);
    this.problem = problem;
  }

  get code() {
    return this.problem.code;
  }
}

export class ConsoleSocket {
  #url;
  #listener;
  #socket = null;
  #isOpen = false;
  #isOver = false;
  #connectedAt = 0; // when it was tried
  #backoff = new Backoff(RETRIES);
  #closing = null; // why the server says it ends
  #number = 0;
  #underway = new Map(); // id → { resolve, reject, sentAt }
  #retryTimer = 0;
  #heartbeatAt = 0;

  /// listener: { connecting(isAgain), welcomed(message), message(message), ended(reason),
  ///             lost({ reason, retryMilliseconds, isOffline, wasOpen }) (`wasOpen`: it had been welcomed),
  ///             cursor() → the cursor to resume from or null, heartbeat() → a command that changes nothing }
  constructor(url, listener) {
    this.#url = url;
    this.#listener = listener;
  }

  get isOpen() {
    return this.#isOpen;
  }

  start() {
    window.addEventListener("online", () => !this.#socket && this.#connect());
    window.addEventListener("pageshow", (event) => event.persisted && !this.#socket && this.#connect());
    window.addEventListener("pagehide", () => this.#drop());
    document.addEventListener("visibilitychange", () => !document.hidden && !this.#socket && this.#connect());
    setInterval(() => this.#watch(), 1_000);
    this.#connect();
  }

  /// Sends a command. Returns its result; throws a Refusal with the server's problem, or with the code `not_connected` (nothing was
  /// sent) or `unknown_outcome` (it was, and no answer came).
  command(type, fields = {}) {
    if (!this.#isOpen) return Promise.reject(new Refusal({ code: "not_connected", title: "Not connected: nothing was sent" }));
    const id = String((this.#number += 1));
    return new Promise((resolve, reject) => {
      this.#underway.set(id, { resolve, reject, sentAt: Date.now() });
      this.#socket.send(JSON.stringify({ type, id, ...fields }));
    });
  }

  #connect() {
    if (this.#isOver) return;
    this.#drop();
    this.#connectedAt = Date.now();
    this.#closing = null;
    this.#listener.connecting(this.#backoff.isLost);
    const socket = new WebSocket(this.#url, PROTOCOL);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      const after = this.#listener.cursor();
      socket.send(JSON.stringify({ type: "hello", id: String((this.#number += 1)), ...(after ? { after } : {}) }));
    });
    socket.addEventListener("message", ({ data }) => socket === this.#socket && this.#hear(data));
    socket.addEventListener("close", () => socket === this.#socket && this.#lost(this.#closing ?? "broken"));
  }

  #hear(text) {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return this.#lost("nonsense");
    }
    switch (message.type) {
      case "result":
      case "problem":
        return this.#settle(message);
      case "closing":
        this.#closing = message.reason;
        return;
      case "snapshot":
      case "resumed":
        if (!this.#isOpen) {
          this.#isOpen = true;
          this.#heartbeatAt = Date.now();
          this.#backoff.opened();
        }
        return this.#listener.welcomed(message);
      default:
        return this.#listener.message(message);
    }
  }

  #settle(message) {
    const command = this.#underway.get(message.id);
    if (!command) {
      if (message.type === "problem" && !this.#isOpen) this.#closing ??= message.code; // of the hello
      return;
    }
    this.#underway.delete(message.id);
    if (message.type === "result") command.resolve(message);
    else command.reject(new Refusal(message));
  }

  #lost(reason) {
    const wasOpen = this.#isOpen;
    this.#drop();
    if (reason === "unauthorized") {
      this.#isOver = true;
      return this.#listener.ended(reason);
    }
    const delay = this.#backoff.lost();
    this.#retryTimer = setTimeout(() => this.#connect(), delay);
    this.#listener.lost({ reason, retryMilliseconds: delay, isOffline: this.#backoff.isOffline(), wasOpen });
  }

  #watch() {
    if (!this.#socket) return;
    const now = Date.now();
    if (!this.#isOpen) {
      if (now - this.#connectedAt > WELCOME_MS) this.#lost("silent");
      return;
    }
    const oldest = this.#underway.values().next().value; // ids rise
    if (oldest && now - oldest.sentAt > ANSWER_MS) this.#lost("silent");
    else if (now - this.#heartbeatAt > HEARTBEAT_MS) {
      this.#heartbeatAt = now;
      this.command(...this.#listener.heartbeat()).catch(() => {}); // what is wrong with the socket shows at the socket
    }
  }

  #drop() {
    clearTimeout(this.#retryTimer);
    const socket = this.#socket;
    this.#socket = null;
    this.#isOpen = false;
    socket?.close();
    const unanswered = [...this.#underway.values()];
    this.#underway.clear();
    for (const { reject } of unanswered) {
      reject(new Refusal({ code: "unknown_outcome", title: "The connection was lost before an answer came" }));
    }
  }
}
