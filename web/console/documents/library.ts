// Documents on their way into the library, and out of it.

import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { refusalOf } from "../../shared/files.ts";
import type { FileRef } from "../../shared/protocol.ts";
import { posted, type Carrier } from "../../shared/uploads.ts";
import type { DocumentView } from "../api.ts";
import { takeDrops } from "../drop.ts";
import { whyNot } from "../files/words.ts";
import { asRefusal, rest } from "../rest.ts";

/** What the library takes: all kinds there are. The server looks again. */
export const RULES = {
  max_bytes: 25 * 1024 * 1024,
  extensions: [
    ...[".png", ".jpg", ".jpeg", ".jfif", ".gif", ".webp", ".pdf", ".txt", ".log", ".md", ".csv"],
    ...[".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"],
  ],
} as const;

/** Uploads here are for a folder, where those of chats are for a chat. */
export const carryInto: Carrier = (folder, file, progress, stop) => {
  const form = new FormData();
  form.append("folder", folder);
  form.append("file", file);
  return posted<FileRef>("/api/v1/documents", form, null, progress, stop);
};

/** Why not, or null. */
export async function newVersion({ id }: DocumentView, file: File): Promise<string | null> {
  const unfit = refusalOf(file, RULES);
  if (unfit !== null) return whyNot({ is: "unfit", why: unfit });
  const form = new FormData();
  form.append("file", file);
  try {
    await rest("PUT /api/v1/documents/{document}/file", { path: { document: id }, body: form });
    return null;
  } catch (problem) {
    return asRefusal(problem).message;
  }
}

export function download({ url, name }: DocumentView): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

/** Files that are dropped on the element which gets the reference. */
export function useDropOn(take: (files: readonly File[]) => void): RefObject<HTMLElement | null> {
  const place = useRef<HTMLElement>(null);
  const latest = useRef(take);
  latest.current = take;
  useLayoutEffect(() => {
    if (place.current === null) return undefined;
    const drop = { words: "Drop files here to add them", wanted: () => true };
    return takeDrops(place.current, { ...drop, take: (files) => latest.current(files) });
  }, []);
  return place;
}
