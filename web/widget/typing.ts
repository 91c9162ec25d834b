// What agents see of a text while it grows: the text once a second at most, and that she stopped.

import type { TypingSet } from "../shared/protocol.ts";

// More often than this no eye can tell.
const PREVIEW_MS = 1_000;
// A customer who stopped in the middle of a word is thinking, not typing.
const PAUSE_MS = 5_000;

export class Typing {
  readonly #tell: (frame: TypingSet) => void;
  #text = "";
  #told = 0;
  #next: ReturnType<typeof setTimeout> | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #typing = false;

  constructor(tell: (frame: TypingSet) => void) {
    this.#tell = tell;
  }

  grows(text: string): void {
    this.#text = text;
    clearTimeout(this.#pause);
    if (text.trim() === "") {
      this.stops();
      return;
    }
    this.#pause = setTimeout(() => this.stops(), PAUSE_MS);
    this.#next ??= setTimeout(() => this.#show(), Math.max(0, this.#told + PREVIEW_MS - Date.now()));
  }

  stops(): void {
    clearTimeout(this.#next);
    clearTimeout(this.#pause);
    this.#next = undefined;
    if (this.#typing) this.#tell({ type: "typing", on: false });
    this.#typing = false;
  }

  #show(): void {
    this.#next = undefined;
    this.#told = Date.now();
    this.#typing = true;
    this.#tell({ type: "typing", on: true, preview: this.#text });
  }
}
