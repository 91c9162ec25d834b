// Two soft notes, made here: no file to fetch. A browser that wants a press first stays silent, which is its good right.

const NOTES_HZ = [660, 880] as const;
const NOTE_S = 0.12;
const LOUD = 0.08;
// Within this one sound stands for all that is new.
const TOGETHER_MS = 1_000;
// Longer than a message is news to any tab, however busy the machine (app.tsx).
const NEWS_MS = 60_000;
// A context that may sound does so at once.
const WAKE_MS = 300;

let context: AudioContext | undefined;

/** Once for what was said `at` this moment, however many tabs hear of it and however late; without TLS a browser lets
 * them agree on nothing. */
export async function chime(at: number): Promise<void> {
  const voice = await awake();
  if (voice === null) return;
  if (!isSecureContext) return play(voice);
  await firstOf(`switchboard-sound-${at}`, NEWS_MS, () => firstOf("switchboard-sound", TOGETHER_MS, () => play(voice)));
}

/** Does it, unless a tab has done what has this name less than so long ago. */
async function firstOf(name: string, ms: number, act: () => unknown): Promise<void> {
  await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock !== null) await Promise.all([act(), pause(ms)]);
  });
}

/** None where nothing was pressed yet: waiting for that would keep the other tabs silent as well. */
async function awake(): Promise<AudioContext | null> {
  context ??= new AudioContext();
  await Promise.race([context.resume(), pause(WAKE_MS)]);
  return context.state === "running" ? context : null;
}

function play(voice: AudioContext): void {
  const from = voice.currentTime;
  for (const [at, hertz] of NOTES_HZ.entries()) note(voice, hertz, from + at * NOTE_S);
}

async function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

function note(on: AudioContext, hertz: number, start: number): void {
  const tone = on.createOscillator();
  const volume = on.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUD, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 2 * NOTE_S);
  tone.connect(volume).connect(on.destination);
  tone.start(start);
  tone.stop(start + 2 * NOTE_S);
}
