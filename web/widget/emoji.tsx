// Emoji in the widget, for those whose keyboard has none: the button, and the picker that it fetches.

import { signal, type Signal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Tone } from "../shared/emoji/find.ts";
import type { EmojiData } from "../shared/emoji/languages.ts";
import { laterStyles } from "../shared/later_styles.ts";
import { IconButton, Spinner } from "../shared/parts.tsx";
import { SmileIcon } from "../shared/file_icons.tsx";
import type { Talk } from "./talk.ts";
import type { Language } from "./texts.ts";
import "./emoji.css";

export const styled = laterStyles();

// For the length of the page; whose machine it is nobody knows.
const recent: Signal<readonly string[]> = signal([]);
const tone = signal<Tone>(0);

interface Fetched {
  readonly Picker: typeof import("../shared/emoji/picker.tsx").Picker;
  readonly data: EmojiData;
}

const picker = signal<Fetched | null>(null);

async function fetchPicker(locale: string): Promise<void> {
  const [{ Picker }, { emojiIn }] = await Promise.all([import("../shared/emoji/picker.tsx"), import("../shared/emoji/languages.ts")]);
  picker.value = { Picker, data: await emojiIn(locale) };
}

export function Emoji({ talk, language }: { readonly talk: Talk; readonly language: Language }): JSX.Element {
  const { texts } = language;
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const part = picker.value;

  useLayoutEffect(() => {
    if (!open) return undefined;
    if (picker.peek() === null) fetchPicker(language.locale).catch(() => setOpen(false));
    const outside = (event: Event): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);

  const insert = (emoji: string, stay: boolean): void => {
    const area = root.current?.closest("form")?.querySelector("textarea");
    if (!area) return;
    area.setRangeText(emoji, area.selectionStart, area.selectionEnd, "end");
    talk.typed(area.value);
    if (stay) return;
    setOpen(false);
    area.focus();
  };

  const keys = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation(); // it closes this, not the window
    setOpen(false);
    button.current?.focus();
  };

  return (
    <div class="emoji" ref={root} onKeyDown={keys}>
      <IconButton label={texts.emoji} buttonRef={button} aria-expanded={open} aria-haspopup="dialog" onClick={() => setOpen(!open)}>
        <SmileIcon />
      </IconButton>
      {open && (
        <div class="emoji-panel" role="dialog" aria-label={texts.emoji}>
          {part === null ? (
            <Spinner label={texts.connecting} />
          ) : (
            <part.Picker data={part.data} words={texts} recent={recent} tone={tone} insert={insert} />
          )}
        </div>
      )}
    </div>
  );
}
