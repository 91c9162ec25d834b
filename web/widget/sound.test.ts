import assert from "node:assert/strict";
import { test } from "node:test";
import { chime } from "./sound.ts";

// What the tabs of one browser share are its locks.
const held = new Set<string>();
let sounds = 0;
const param = { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {}, value: 0 };
class Voice {
  state = "running";
  currentTime = 0;
  destination = {};
  async resume() {}
  createGain = () => ({ gain: param, connect() {} });
  createOscillator() {
    sounds += 0.5; // of two notes each
    return { frequency: param, connect: () => ({ connect() {} }), start() {}, stop() {} };
  }
}
const locks = {
  async request(name: string, _: object, act: (lock: object | null) => Promise<void>) {
    if (held.has(name)) return act(null);
    held.add(name);
    return act({}).finally(() => held.delete(name));
  },
};
let now = 0;
const timers: { readonly at: number; run(): void }[] = [];
const setTimeout = (run: () => void, ms: number) => timers.push({ at: now + ms, run });
Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
Object.assign(globalThis, { AudioContext: Voice, isSecureContext: true, setTimeout });

test("what a busy tab hears of late has sounded in another, and what is new sounds", async () => {
  const pass = async (ms: number) => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    now += ms;
    for (const { at, run } of timers.splice(0)) at <= now ? run() : timers.push({ at, run });
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };

  void chime(1);
  await pass(5_000);
  void chime(1);
  await pass(5_000);
  assert.equal(sounds, 1);

  void chime(2);
  await pass(200);
  void chime(3);
  await pass(5_000);
  assert.equal(sounds, 2, "one sound for what comes together");
});
