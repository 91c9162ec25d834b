// Documents on their way into the library, and out of it.

import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { filesOf } from "../../shared/dropped.ts";
import { refusalOf } from "../../shared/files.ts";
import type { FileRef } from "../../shared/protocol.ts";
import { posted, type Carrier } from "../../shared/uploads.ts";
import type { DocumentView } from "../api.ts";
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

/** While files are held over the element it has `data-drop`. */
export function useDropOn(take: (files: readonly File[]) => void): RefObject<HTMLElement | null> {
  const place = useRef<HTMLElement>(null);
  const latest = useRef(take);
  latest.current = take;
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      element.dataset["drop"] = "";
    };
    const out = (event: DragEvent) => {
      if (!(event.relatedTarget instanceof Node && element.contains(event.relatedTarget))) delete element.dataset["drop"];
    };
    const drop = (event: DragEvent) => {
      delete element.dataset["drop"];
      const files = filesOf(event.dataTransfer);
      if (files.length === 0) return;
      event.preventDefault();
      latest.current(files);
    };
    element.addEventListener("dragover", over);
    element.addEventListener("dragleave", out);
    element.addEventListener("drop", drop);
    return () => {
      element.removeEventListener("dragover", over);
      element.removeEventListener("dragleave", out);
      element.removeEventListener("drop", drop);
    };
  }, []);
  return place;
}
