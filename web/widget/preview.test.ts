import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SCENES, type PreviewMessage, type Scene } from "../shared/preview.ts";
import type { ChannelView } from "../shared/protocol.ts";
import { inputsOf } from "./preview.ts";
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
    assert.deepEqual(status, { form: null, first: null, queue: "queued", talk: "active", ended: "ended", offline: null });
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

  test("shows of the agent what the channel shows of agents", () => {
    assert.deepEqual(drawn("talk").chat?.agent, { id: "preview", name: "Anna Lind", photo: "/pictures/a" });
    const look = { first_name_only: true, show_photo: false };
    assert.deepEqual(drawn("talk", { view: { ...VIEW, look } }).chat?.agent, { id: "preview", name: "Anna" });
  });
});
