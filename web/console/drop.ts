// Files held over an element, and let go. While they are, it has `data-drop`, with the words that drop.css shows.

import { filesOf } from "../shared/dropped.ts";
import "./drop.css";

export interface Drop {
  /** What will become of the files: "Drop files here to …". */
  readonly words: string;
  wanted(): boolean;
  take(files: readonly File[]): void;
}

/** Until it is called off. */
export function takeDrops(place: HTMLElement, drop: Drop): () => void {
  const over = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files") || !drop.wanted()) return;
    event.preventDefault();
    place.dataset["drop"] = drop.words;
  };
  const out = (event: DragEvent) => {
    if (event.relatedTarget instanceof Node && place.contains(event.relatedTarget)) return;
    delete place.dataset["drop"];
  };
  const dropped = (event: DragEvent) => {
    delete place.dataset["drop"];
    const files = filesOf(event.dataTransfer);
    if (files.length === 0) return;
    event.preventDefault();
    drop.take(files);
  };
  place.addEventListener("dragover", over);
  place.addEventListener("dragleave", out);
  place.addEventListener("drop", dropped);
  return () => {
    place.removeEventListener("dragover", over);
    place.removeEventListener("dragleave", out);
    place.removeEventListener("drop", dropped);
  };
}
