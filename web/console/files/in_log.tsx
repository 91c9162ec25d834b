// Files in the log are drawn by view.tsx, which is fetched with the first of them. Its place is known before.

import { fitted } from "../../shared/fitted.ts";
import type { FileRef } from "../../shared/protocol.ts";
import { lazy } from "../lazy.tsx";

// As wide as a bubble on a narrow phone; the thumbnail has twice as many pixels.
export const PICTURE = { width: 320, height: 240 };

interface InLog {
  readonly file: FileRef;
  readonly chat: string;
}

export const FileInLog = lazy<InLog>(
  () => import("./view.tsx"),
  (_, { file }) => <svg aria-hidden="true" {...(file.thumbnail_url === undefined ? { width: 200, height: 42 } : fitted(file, PICTURE))} />,
);
