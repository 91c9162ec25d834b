// What helps to write, in and above the field. To add a tool: a component in one of the two lists.
//
// A tool is drawn as long as the composer of a chat is, and gets that composer's hands: it may read and change the text,
// take keys before the composer does, and take files that are dropped or pasted. Big ones are behind `lazy(…)`.
// Whatever else wants to put a text into a chat's field calls `writeInto(chat, text)`; it waits until the field is there.

import { signal } from "@preact/signals";
import { Fragment, h, type ComponentType } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ChatCard } from "../shared/protocol.ts";
import { lazy, type Load } from "./lazy.tsx";
import { slashAt } from "./texts/slash.ts";
import { TextsTool } from "./texts/tool.tsx";

export interface Selected {
  readonly start: number;
  readonly end: number;
}

/** A listbox by its id, and the id of the option that Enter would take. */
export interface List {
  readonly id: string;
  readonly active: string | undefined;
}

export interface ComposerHands {
  readonly card: ChatCard;
  readonly text: string;
  /** The same at this very moment: a letter may have come since this was drawn. */
  textNow(): string;
  /** What is written goes to agents alone. */
  readonly note: boolean;
  /** Where the caret is, or what is selected. */
  selected(): Selected;
  /** In the place of what is selected, with the caret after it and the focus in the field. */
  insert(text: string): void;
  /** The same for any part of the text: the `/inv` that led to a template, say. `then` is selected instead, of what
   * the text is after that. */
  replace(part: Selected, text: string, then?: Selected): void;
  select(part: Selected): void;
  focus(): void;
  /** A list that the keys of the field move in, for those who hear it; null when it is gone. */
  showList(list: List | null): void;
  /** Asked first for each key in the field; true means: taken. Until the returned function is called. */
  onKey(take: (event: KeyboardEvent) => boolean): () => void;
  /** Files dropped on the conversation or pasted into the field. Until the returned function is called. */
  onFiles(take: (files: readonly File[]) => void): () => void;
}

export interface ToolProps {
  readonly composer: ComposerHands;
}

export type Tool = ComponentType<ToolProps>;

/** Buttons in the foot of the composer, from the start. */
export const COMPOSER_TOOLS: readonly Tool[] = [
  lazyTool(() => import("./emoji/tool.tsx"), "button-to-be"),
  TextsTool,
  lazyTool(() => import("./files/attach.tsx"), "button-to-be"),
];

/** Between the log and the field: what is being uploaded, what `/` has found. Nothing while there is nothing. */
export const COMPOSER_SHELVES: readonly Tool[] = [
  lazyTool(() => import("./files/shelf.tsx")),
  lazy(() => import("./texts/shelf.tsx"), (_, props) => h(HeldBack, props)),
];

/** One that is fetched when it is first drawn, and is not missed until then. `place` is a class that keeps its place. */
function lazyTool(load: Load<ToolProps>, place?: string): Tool {
  return lazy(load, () => (place === undefined ? h(Fragment, null) : h("span", { class: place })));
}

/** Until `/` can search, Enter sends nothing that it would have searched for: the customer would read "/returns". */
function HeldBack({ composer }: ToolProps): null {
  const latest = useRef(composer);
  latest.current = composer;
  useLayoutEffect(() => {
    const searches = () => slashAt(latest.current.textNow(), latest.current.selected().end) !== null;
    return composer.onKey(({ key, shiftKey }) => key === "Enter" && !shiftKey && searches());
  }, []);
  return null;
}

interface Written {
  readonly chat: string;
  readonly text: string;
}

export const toWrite = signal<Written | null>(null);

/** Puts a text into the field of a chat, after what is there, ready to be looked at and sent. */
export function writeInto(chat: string, text: string): void {
  toWrite.value = { chat, text };
}
