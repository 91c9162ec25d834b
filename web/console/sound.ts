// Two short tones, made here: no file to fetch, and nothing to hear where the agent has switched it off.

import { warns } from "./keep.ts";

const TONES_HZ = [660, 880] as const;
const TONE_S = 0.14;
// Loud enough across a room, not so loud that it startles through headphones.
const LOUDNESS = 0.12;
// Longer than a warning is news to any window, however busy the machine.
const NEWS_MS = 20_000;

let audio: AudioContext | null = null;

/** Once for what has this `tag`, however many windows hear of it; without TLS a browser lets them agree on nothing. */
export function beep(tag: string): void {
  if (!warns.sound.peek()) return;
  try {
    audio ??= new AudioContext();
    const context = audio;
    // A browser that has not been touched yet keeps quiet; the warning is on the screen in any case.
    void context.resume().then(() => {
      if (!isSecureContext) return playAll(context);
      return navigator.locks.request(`beep/${tag}`, { ifAvailable: true }, async (lock) => {
        if (lock === null) return;
        playAll(context);
        await new Promise((done) => setTimeout(done, NEWS_MS));
      });
    });
  } catch {
    // No sound device, no sound.
  }
}

function playAll(context: AudioContext): void {
  TONES_HZ.forEach((tone, at) => play(context, tone, context.currentTime + at * TONE_S));
}

function play(context: AudioContext, hertz: number, at: number): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + TONE_S);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + TONE_S);
}
