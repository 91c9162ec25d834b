// FAQs and reply templates over HTTP, by one set of names: their routes differ by a word.

import type { Folder } from "../api.ts";
import { rest } from "../rest.ts";
import type { SharedKind } from "./kinds.tsx";

/** What an admin may set. Templates have neither `published` nor `public`. */
export interface Fields {
  readonly title: string;
  readonly body: string;
  readonly folder: string | null;
  readonly language: string;
  readonly published: boolean;
  readonly public: boolean;
}

export interface Stored extends Fields {
  readonly id: string;
  /** Its public page, while it has one. */
  readonly path: string | null;
}

export const EMPTY: Fields = { title: "", body: "", folder: null, language: "", published: true, public: true };

/** In the address of the screen. */
export const PATHS = { faq: "faqs", template: "templates" } as const;

export function kindOf(path: string | undefined): SharedKind | null {
  return path === PATHS.faq ? "faq" : path === PATHS.template ? "template" : null;
}

export async function fetchText(kind: SharedKind, id: string, signal: AbortSignal): Promise<Stored> {
  if (kind === "template") return template(await rest("GET /api/v1/templates/{template}", { path: { template: id }, signal }));
  return faq(await rest("GET /api/v1/faqs/{faq}", { path: { faq: id }, signal }));
}

export async function keepText(kind: SharedKind, id: string | null, fields: Fields): Promise<Stored> {
  if (kind === "template") {
    const body = templateBody(fields);
    return template(id === null ? await rest("POST /api/v1/templates", { body }) : await rest("PATCH /api/v1/templates/{template}", { path: { template: id }, body }));
  }
  const body = { ...fields, folder: fields.folder as string }; // null is the top
  return faq(id === null ? await rest("POST /api/v1/faqs", { body }) : await rest("PATCH /api/v1/faqs/{faq}", { path: { faq: id }, body }));
}

export async function removeText(kind: SharedKind, id: string): Promise<void> {
  if (kind === "template") await rest("DELETE /api/v1/templates/{template}", { path: { template: id } });
  else await rest("DELETE /api/v1/faqs/{faq}", { path: { faq: id } });
}

export async function fetchFolders(kind: SharedKind, signal: AbortSignal): Promise<readonly Folder[]> {
  return (await rest(kind === "faq" ? "GET /api/v1/faqs/folders" : "GET /api/v1/templates/folders", { signal })).folders;
}

export async function keepFolder(kind: SharedKind, id: string | null, name: string, parent: string | null): Promise<void> {
  const body = { name, parent: parent as string }; // null is the top
  if (id === null) await rest(kind === "faq" ? "POST /api/v1/faqs/folders" : "POST /api/v1/templates/folders", { body });
  else await rest(kind === "faq" ? "PATCH /api/v1/faqs/folders/{folder}" : "PATCH /api/v1/templates/folders/{folder}", { path: { folder: id }, body });
}

export async function removeFolder(kind: SharedKind, id: string): Promise<void> {
  await rest(kind === "faq" ? "DELETE /api/v1/faqs/folders/{folder}" : "DELETE /api/v1/templates/folders/{folder}", { path: { folder: id } });
}

type Loose<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

function templateBody({ title, body, folder, language }: Fields) {
  return { title, body, language, folder: folder as string };
}

function faq({ id = "", title = "", body = "", folder = null, language = "", published = false, public: open = false, path = null }: Loose<Stored>): Stored {
  return { id, title, body, folder, language, published, public: open, path };
}

function template(text: Loose<Stored>): Stored {
  return { ...faq(text), published: true, public: false };
}

/** Who sees it and may send it, in a sentence. */
export function whoMay(kind: SharedKind, { published, public: open }: Pick<Fields, "published" | "public">): string {
  if (kind === "template") return "Every agent may send it. Only admins change it.";
  if (!published) return "A draft: only admins see it.";
  if (!open) return "Only admins see it. Make it public, and customers can open it and agents send it.";
  return "Customers can open its page, and every agent may send it. Only admins change it.";
}
