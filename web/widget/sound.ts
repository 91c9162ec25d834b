// Two soft notes, made here: no file to fetch. A browser that wants a press first stays silent, which is its good right.

const NOTES_HZ = [660, 880] as const;
const NOTE_S = 0.12;
const LOUD = 0.08;
// Tabs learn of a message within this.
const TOGETHER_MS = 1_000;
// A context that may sound does so at once.
const WAKE_MS = 300;

let context: AudioContext | undefined;

/** Once, however many tabs hear the same news; without TLS a browser lets them agree on nothing. */
export async function chime(): Promise<void> {
  const voice = await awake();
  if (voice === null) return;
  if (!isSecureContext) return play(voice);
  await navigator.locks.request("switchboard-sound", { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    play(voice);
    await pause(TOGETHER_MS);
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
