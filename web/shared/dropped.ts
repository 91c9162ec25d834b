// Files as a browser hands them over, and whether they are wanted.

import type { FileRules } from "./protocol.ts";

export function takesFiles(rules: FileRules | undefined): boolean {
  return (rules?.extensions ?? []).length > 0;
}

/** The files that were dropped or pasted. Folders look like files there, and cannot be sent. */
export function filesOf(transfer: DataTransfer | null): File[] {
  if (transfer === null) return [];
  const items = [...transfer.items].filter((item) => item.kind === "file" && item.webkitGetAsEntry?.()?.isDirectory !== true);
  return items.flatMap((item) => item.getAsFile() ?? []);
}

/** Whether a paste is one of files. Office programs put a picture beside the text that was meant. */
export function isOfFiles(transfer: DataTransfer | null): boolean {
  return transfer !== null && transfer.types.includes("Files") && !transfer.types.includes("text/plain");
}
