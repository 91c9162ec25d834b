// The pictures of a chat in the order they were sent, and which one a key leads to.

import { isPicture } from "../../shared/files.ts";
import type { FileRef, LogEvent } from "../../shared/protocol.ts";

interface Going {
  readonly file?: FileRef;
}

export function picturesOf(events: readonly LogEvent[], going: readonly Going[]): FileRef[] {
  const sent = events.flatMap((event) => (event.kind === "message" ? (event.data.file ?? []) : []));
  const all = [...sent, ...going.flatMap(({ file }) => file ?? [])];
  return all.filter((file, at) => isPicture(file.media_type) && all.findIndex(({ id }) => id === file.id) === at);
}

export function besides(pictures: readonly FileRef[], at: number, key: string, rightToLeft: boolean): FileRef | undefined {
  const forward = rightToLeft ? "ArrowLeft" : "ArrowRight";
  if (key === forward) return pictures[at + 1];
  if (key === "ArrowLeft" || key === "ArrowRight") return pictures[at - 1];
  if (key === "Home") return pictures[0];
  return key === "End" ? pictures.at(-1) : undefined;
}
