// What a screen must know of a file to show it, and to say no to one before it is sent.
//
// The server has the last word on what is taken, by what is inside; `refusalOf` only spares a slow line a journey
// whose end is known. Names come from strangers: they are shown as text, and the server has taken from them what
// cannot be seen.

import { fileRulesDefaults, type FileRef, type FileRules } from "./protocol.ts";

export type Kind = "picture" | "pdf" | "text" | "table" | "document";

/** Why a file will not be taken, known from its name and size alone. */
export type Unfit =
  | { readonly is: "too_large"; readonly size: number; readonly most: number }
  | { readonly is: "type"; readonly name: string; readonly taken: readonly FileGroup[] }
  | { readonly is: "empty" };

export type FileGroup = "pictures" | "PDF" | "text" | "office documents";

const MEBI = 1024 * 1024;

// One extension stands for its group: a channel takes a group whole.
const GROUP_OF: Readonly<Record<string, FileGroup>> = {
  ".png": "pictures",
  ".pdf": "PDF",
  ".txt": "text",
  ".docx": "office documents",
};

// What every browser shows in an <img>, and nothing that could run in one.
const PICTURES: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** For the `accept` of an input. */
export function accepted({ extensions = [] }: FileRules): string {
  return extensions.join(",");
}

export function refusalOf(file: Pick<File, "name" | "size">, rules: FileRules): Unfit | null {
  const { max_bytes = fileRulesDefaults.max_bytes, extensions = [] } = rules;
  if (!extensions.includes(extensionOf(file.name))) {
    return { is: "type", name: file.name, taken: extensions.flatMap((each) => GROUP_OF[each] ?? []) };
  }
  if (file.size > max_bytes) return { is: "too_large", size: file.size, most: max_bytes };
  return file.size === 0 ? { is: "empty" } : null;
}

/** With its dot, as the rules have it; "" where there is none. */
export function extensionOf(name: string): string {
  return name.includes(".") ? name.slice(name.lastIndexOf(".")).toLowerCase() : "";
}

export function isPicture(mediaType: string): boolean {
  return PICTURES.has(mediaType);
}

export function kindOf({ media_type: type }: Pick<FileRef, "media_type">): Kind {
  if (isPicture(type)) return "picture";
  if (type === "application/pdf") return "pdf";
  if (type.includes("spreadsheet") || type === "text/csv") return "table";
  return type.startsWith("text/") ? "text" : "document";
}

/** "35 kB", "1.2 MB": two digits at most where they say something. Never less than it is against a limit `than`. */
export function sizeWords(bytes: number, locale?: string, than?: number): string {
  if (bytes < MEBI) return unit(Math.max(1, Math.round(bytes / 1024)), "kilobyte", 0, locale);
  const whole = Math.round(bytes / MEBI);
  if (bytes >= 10 * MEBI && (than === undefined || whole > than / MEBI)) return unit(whole, "megabyte", 0, locale);
  return unit(than === undefined ? bytes / MEBI : Math.ceil((bytes * 10) / MEBI) / 10, "megabyte", 1, locale);
}

function unit(value: number, name: "kilobyte" | "megabyte", digits: number, locale?: string): string {
  return new Intl.NumberFormat(locale, { style: "unit", unit: name, maximumFractionDigits: digits }).format(value);
}
