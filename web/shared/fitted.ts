// Where a picture stands before it has come.

import type { FileRef } from "./protocol.ts";

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** A picture's place on the screen, known before it has come, so that nothing jumps. Small ones are not blown up. */
export function fitted({ width = 0, height = 0 }: Pick<FileRef, "width" | "height">, most: Box): Box {
  if (width <= 0 || height <= 0) return most;
  const scale = Math.min(1, most.width / width, most.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
