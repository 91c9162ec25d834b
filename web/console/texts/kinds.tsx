// The three kinds of predefined texts, and what is the same for all of them wherever they are shown.

import type { JSX } from "preact";
import type { Insertion as Inserted } from "../api.ts";
import { rest } from "../rest.ts";
import { linkTo } from "./insertion.ts";

export type SharedKind = "faq" | "template";
export type Kind = SharedKind | "quick_reply";

export const KINDS: readonly Kind[] = ["faq", "template", "quick_reply"];
export const ONE: Readonly<Record<Kind, string>> = { faq: "FAQ", template: "Reply template", quick_reply: "Quick reply" };
export const MANY: Readonly<Record<Kind, string>> = { faq: "FAQ", template: "Reply templates", quick_reply: "Quick replies" };

export function KindChip({ kind }: { kind: Kind }): JSX.Element {
  return <span class={`kind-chip kind-${kind}`}>{ONE[kind]}</span>;
}

/** What goes into the field for this chat; the variables that have no value still stand in it. */
export async function fetchInsertion(kind: Kind, id: string, chat: string, signal?: AbortSignal): Promise<string> {
  return textOf(await rest("GET /api/v1/texts/insertion", { query: { kind, id, chat }, ...(signal && { signal }) }));
}

function textOf({ title, text, path }: Inserted): string {
  return path === undefined ? text : linkTo(title, path, location.origin);
}

/** For her history. Nothing hangs on it, so nothing is said where it fails. */
export function noteUse(kind: Kind, id: string): void {
  rest("POST /api/v1/texts/used", { body: { kind, id } }).catch(() => undefined);
}
