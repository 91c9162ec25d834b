// Parts that most visits never need, fetched with the first need of them. Until one is there, whoever asks gets null and
// is drawn again when it comes; what could not be fetched is tried again.

import { signal } from "@preact/signals";

const AGAIN_MS = 3_000;
// After what the window itself needs.
const SOON_MS = 3_000;

class Later<Part extends { readonly styled: Promise<void> }> {
  readonly #part = signal<Part | null>(null);
  readonly #load: () => Promise<Part>;
  #underWay = false;

  constructor(load: () => Promise<Part>) {
    this.#load = load;
  }

  /** Fetches it, if that has not been done. */
  get here(): Part | null {
    void this.#fetch();
    return this.asFarAs;
  }

  /** Without fetching it. */
  get asFarAs(): Part | null {
    return this.#part.value;
  }

  /** Fetches it at once: it is nearly certain to be needed. */
  fetch(): void {
    void this.#fetch();
  }

  /** It should be there when its moment comes, whatever the line is like then. */
  soon(): () => void {
    const timer = setTimeout(() => void this.#fetch(), SOON_MS);
    return () => clearTimeout(timer);
  }

  async #fetch(): Promise<void> {
    if (this.#underWay) return;
    this.#underWay = true;
    try {
      const part = await this.#load();
      await part.styled;
      this.#part.value = part;
    } catch {
      setTimeout(() => {
        this.#underWay = false;
        void this.#fetch();
      }, AGAIN_MS);
    }
  }
}

export const BEFORE = new Later(() => import("./before.ts"));
export const DURING = new Later(() => import("./during.ts"));
export const ENDED = new Later(() => import("./ended.tsx"));
export const EMOJI = new Later(() => import("./emoji.tsx"));
export const FILES = new Later(() => import("./files.tsx"));
