import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ChannelView, LogEvent } from "../shared/protocol.ts";
import { lineText, optionsOf, queueLine } from "./conversation.tsx";
import { CONSENT, mistakes, refusedField } from "./fields.tsx";
import { screenOf } from "./screens.tsx";
import { EMPTY, type State, botOf, mayLeave } from "./state.ts";
import { ENGLISH, aboutSpan, languageOf } from "./texts.ts";
import { en } from "./texts/en.ts";

const CHANNEL: ChannelView = { state: "open", name: "Support", language: "en" };
const READY: State = { ...EMPTY, greeted: true, link: { state: "online" }, channel: CHANNEL };
const CHAT = { id: "c", status: "queued", seq: 3, agentRead: 0, rated: false, filesAllowed: false } as const;

describe("which screen", () => {
  test("before the first welcome there is only waiting", () => {
    assert.equal(screenOf({ ...EMPTY, link: { state: "waiting", since: 0, until: 1 } }, false), "connecting");
  });

  test("the form comes before the first message, where the channel asks for one", () => {
    assert.equal(screenOf(READY, false), "form");
    assert.equal(screenOf(READY, true), "first");
    assert.equal(screenOf({ ...READY, channel: { ...CHANNEL, pre_chat: { on: false } } }, false), "first");
  });

  test("without anybody to answer it is offline, but a chat goes on", () => {
    const away: State = { ...READY, channel: { ...CHANNEL, state: "away" } };
    assert.equal(screenOf(away, false), "offline");
    assert.equal(screenOf({ ...away, chat: CHAT }, false), "talk");
  });

  test("a bot is there when nobody else is", () => {
    const bot: State = { ...READY, channel: { ...CHANNEL, state: "closed", bot: { name: "Bo" } } };
    assert.equal(screenOf(bot, false), "form");
    assert.equal(screenOf(bot, true), "first");
  });

  test("a bot that is switched off before she has written gives the form back", () => {
    const posts = [{ text: "Hello, I am Bo." }];
    assert.equal(screenOf({ ...READY, channel: { ...CHANNEL, bot: { name: "Bo" } } }, false, posts), "first");
    assert.equal(screenOf(READY, false, posts), "form");
  });

  test("a lost link keeps the conversation on the screen, a stop does not", () => {
    const lost: State = { ...READY, chat: CHAT, link: { state: "waiting", since: 0, until: 1 } };
    assert.equal(screenOf(lost, false), "talk");
    assert.equal(screenOf({ ...lost, link: { state: "stopped", why: "forbidden" } }, false), "stopped");
  });
});

describe("the way out of the queue", () => {
  const queued = { kind: "queued", seq: 2, at: 1_000, by: { kind: "system", name: "" }, data: { reason: "new" } } as const;
  const state = (offline: ChannelView["offline"], waiting = 1): State => ({
    ...READY,
    channel: { ...CHANNEL, offline: offline! },
    chat: { ...CHAT, place: { position: waiting, waiting } },
    log: [queued],
  });

  test("is there after the channel's time, or from its length on", () => {
    assert.equal(mayLeave(state({ queue_after_ms: 60_000 }), 60_999), false);
    assert.equal(mayLeave(state({ queue_after_ms: 60_000 }), 61_000), true);
    assert.equal(mayLeave(state({ queue_from: 3 }, 2), 1_000), false);
    assert.equal(mayLeave(state({ queue_from: 3 }, 3), 1_000), true);
    assert.equal(mayLeave(state({ queue_from: 3 }, 2), 1_000, true), true, "who has begun to write one goes on");
  });

  test("is there at once when nobody is left to answer, where requests are taken", () => {
    const deserted = (offline: ChannelView["offline"]): State => ({ ...state(offline), channel: { ...CHANNEL, offline: offline!, state: "away" } });
    assert.equal(mayLeave(deserted({}), 1_000), true);
    assert.equal(mayLeave(deserted({ request: false }), 1_000), false);
  });

  test("is not there where the channel has none, or the queue is over", () => {
    assert.equal(mayLeave(state({}), 9_999_999), false);
    assert.equal(mayLeave(state({ request: false, queue_from: 1 }, 3), 1_000), false);
    const answered: State = { ...state({ queue_from: 1 }, 3), chat: { ...CHAT, status: "active" } };
    assert.equal(mayLeave(answered, 1_000), false);
  });
});

describe("a bot", () => {
  const said = (seq: number, options: readonly string[]): LogEvent => ({ seq, at: seq, kind: "message", by: { kind: "bot", name: "Bo" }, data: { key: `b${seq}`, text: "?", options } });
  const withBot: State = { ...READY, channel: { ...CHANNEL, bot: { name: "Bo" } }, chat: { ...CHAT, status: "bot" }, log: [said(1, ["A"]), said(2, ["B"])] };

  test("offers the options of its last message alone, until something is said", () => {
    assert.deepEqual(optionsOf(withBot), { open: "b2" });
    const answering: State = { ...withBot, outgoing: [{ key: "k", text: "B", at: 3, status: "sending" }] };
    assert.deepEqual(optionsOf(answering), { open: "" });
  });

  test("leaves no trace of its controls after the hand-off", () => {
    const handed: State = { ...withBot, chat: { ...CHAT, status: "queued" } };
    assert.equal(optionsOf(handed), null);
    assert.equal(botOf(handed), null);
  });

  test("keeps the chats it has where the channel has sent it away", () => {
    assert.deepEqual(botOf({ ...withBot, channel: CHANNEL }), { name: "Bo" });
  });
});

describe("what is said", () => {
  test("the queue says the place and, once measured, the wait in hours and minutes", () => {
    assert.equal(queueLine("", "2", 180_000, ENGLISH), "You are number 2. Waiting time about 00:03.");
    assert.equal(queueLine("", "2", 3_900_000, ENGLISH), "You are number 2. Waiting time about 01:05.");
    assert.equal(queueLine("", "1", undefined, ENGLISH), "You are number 1.");
    assert.equal(queueLine("", "", undefined, ENGLISH), "Waiting for an agent");
  });

  test("the channel's own queue message loses the sentence with a wait nobody knows", () => {
    const template = "You are number {cque}! It takes {cavw}. Thank you.";
    assert.equal(queueLine(template, "2", 170_000, ENGLISH), "You are number 2! It takes 00:03. Thank you.");
    assert.equal(queueLine(template, "2", undefined, ENGLISH), "You are number 2! Thank you.");
    assert.equal(queueLine("About {cavw}", "2", undefined, ENGLISH), "You are number 2.");
    assert.equal(queueLine("Place {cque}, about {cavw}. Thank you.", "2", undefined, ENGLISH), "You are number 2. Thank you.", "her place is known");
  });

  test("each way to end has its own line", () => {
    const line = (reason: "customer" | "agent" | "idle" | "operator"): string =>
      lineText(
        { kind: "line", key: "", event: { seq: 1, at: 0, kind: "ended", by: { kind: "agent", name: "Kari" }, data: { reason } } },
        ENGLISH,
      );
    assert.deepEqual(
      [line("customer"), line("agent"), line("idle"), line("operator")],
      ["You ended the chat", "Kari ended the chat", "The chat ended because it was quiet for a while", "The chat has ended"],
    );
  });

  test("a language nobody wrote falls back to the next wish", () => {
    assert.equal(languageOf(undefined, "xx", "en-GB")?.locale, "en-GB");
    assert.equal(languageOf(undefined, "en", "en-GB")?.locale, "en-GB");
    assert.equal(languageOf("en-US", "en", "en-GB")?.locale, "en-US");
    assert.equal(languageOf("xx")?.texts, en);
    assert.equal(aboutSpan(95_000, ENGLISH), "about 2 minutes");
    assert.equal(aboutSpan(3 * 3_600_000, ENGLISH), "about 3 hours");
  });
});

describe("the form", () => {
  const asked = [{ name: "name", required: true }, { name: "email" }, { name: "order", label: "Order number", required: true }];

  test("names what is missing, in its own order", () => {
    assert.deepEqual(mistakes(asked, { name: " " }, true, en), {
      name: "Please fill in: Name",
      order: "Please fill in: Order number",
      [CONSENT]: "Please agree before you go on",
    });
  });

  test("what the server found wrong stands beside its field", () => {
    assert.deepEqual(refusedField(asked, { field: "fields.email" }, en), { email: en.emailUnknown });
    assert.deepEqual(refusedField(asked, { field: "order" }, en), { order: "Please check: Order number" });
    assert.deepEqual(refusedField(asked, { field: "consent" }, en), { [CONSENT]: en.consentMissing });
    assert.deepEqual(refusedField(asked, { field: "text" }, en), {});
  });

  test("takes an e-mail address by its shape, and none where none is required", () => {
    assert.deepEqual(mistakes(asked, { name: "Mia", order: "1" }, false, en), {});
    assert.deepEqual(Object.keys(mistakes(asked, { name: "Mia", order: "1", email: "mia@" }, false, en)), ["email"]);
  });
});
