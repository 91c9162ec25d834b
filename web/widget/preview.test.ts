import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SCENES, type PreviewMessage, type Scene } from "../shared/preview.ts";
import type { ChannelView } from "../shared/protocol.ts";
import { askedOf, inputsOf } from "./preview.ts";
import { EMPTY, reduce, type State } from "./state.ts";

const NOW = 1_800_000_000_000;
const VIEW: ChannelView = { state: "open", name: "Support", language: "en" };

function drawn(scene: Scene, message: Partial<PreviewMessage> = {}): State {
  const whole: PreviewMessage = { switchboard: "preview", view: VIEW, scene, welcome: "Hello!", agent: { name: "Anna Lind", photo: "/pictures/a" }, ...message };
  return inputsOf(whole, NOW).reduce(reduce, EMPTY);
}

describe("a scene of the preview", () => {
  test("is what a customer would be in the middle of", () => {
    const status = Object.fromEntries(SCENES.map(([scene]) => [scene, drawn(scene).chat?.status ?? null]));
    assert.deepEqual(status, { form: null, first: null, suggest: null, bot: null, queue: "queued", talk: "active", ended: "ended", offline: null, closed: null });
    assert.equal(drawn("offline").channel?.state, "away");
    assert.equal(drawn("first").channel?.pre_chat?.on, false);
    assert.equal(drawn("queue").chat?.place?.position, 2);
    assert((drawn("ended").chat?.canReturnUntil ?? 0) > NOW);
  });

  test("has the welcome that is being written, and none where there is none", () => {
    const said = (state: State): readonly string[] => state.log.flatMap((event) => (event.kind === "message" && event.by.kind === "agent" ? [event.data.text ?? ""] : []));
    assert.deepEqual(said(drawn("talk")), ["Hello!"]);
    assert.deepEqual(said(drawn("talk", { welcome: "" })), []);
  });

  test("is closed as the hours that are being written say, also while they say that it is open", () => {
    const hours = { open_until_at: NOW + 1, spans: [{ from_at: NOW, until_at: NOW + 1 }, { from_at: NOW + 9, until_at: NOW + 10 }] };
    const { channel } = drawn("closed", { view: { ...VIEW, hours, bot: { name: "Robo" } } });
    assert.equal(channel?.state, "closed");
    assert.deepEqual([channel?.hours?.opens_at, channel?.hours?.open_until_at], [NOW + 9, undefined]);
    assert.equal(channel?.bot, undefined, "it would hide that the channel is closed");
    assert.equal(drawn("closed").channel?.state, "open");
  });

  test("suggests what the channel could, where it suggests at all", () => {
    const suggestions = [{ id: "1", title: "Where is it?", excerpt: "On its way", url: "/faq/1" }];
    const message: PreviewMessage = { switchboard: "preview", view: { ...VIEW, suggestions: true }, scene: "suggest", welcome: "", agent: { name: "A" }, suggestions };
    assert.deepEqual(askedOf(message).found, suggestions);
    assert.deepEqual(askedOf({ ...message, view: VIEW }), { text: "", found: [] });
    assert.deepEqual(askedOf({ ...message, scene: "first" }), { text: "", found: [] });
  });

  test("has the bot that is being written, with its own first words", () => {
    const state = drawn("bot", { view: { ...VIEW, bot: { name: "Robo", greeting: "Hello, I am Robo" } } });
    assert.equal(state.chat?.status, "bot");
    assert.deepEqual(state.log.flatMap((event) => (event.by.kind === "bot" && event.kind === "message" ? [event.data.text] : []))[0], "Hello, I am Robo");
    assert.equal(drawn("bot").chat, null, "it is off: customers meet the form");
  });

  test("shows of the agent what the channel shows of agents", () => {
    assert.deepEqual(drawn("talk").chat?.agent, { id: "preview", name: "Anna Lind", photo: "/pictures/a" });
    const look = { first_name_only: true, show_photo: false };
    assert.deepEqual(drawn("talk", { view: { ...VIEW, look } }).chat?.agent, { id: "preview", name: "Anna" });
  });
});
