// The names of emoji by language, each in a file of its own that is fetched when the picker is first opened.

import type { Row } from "./find.ts";

export interface EmojiData {
  readonly rows: readonly Row[];
  /** Names of Unicode's groups, by their numbers. */
  readonly groups: readonly string[];
  /** Names of the skin tones, from light to dark. */
  readonly tones: readonly string[];
}

const ENGLISH = (): Promise<{ readonly default: EmojiData }> => import("emoji:en");

const LANGUAGES: Readonly<Record<string, () => Promise<{ readonly default: EmojiData }>>> = {
  da: () => import("emoji:da"),
  de: () => import("emoji:de"),
  fr: () => import("emoji:fr"),
  nb: () => import("emoji:nb"),
  nl: () => import("emoji:nl"),
  sv: () => import("emoji:sv"),
};

/** In the language of this tag, or in English. */
export async function emojiIn(language: string): Promise<EmojiData> {
  return (await (LANGUAGES[language.toLowerCase().split("-")[0]!] ?? ENGLISH)()).default;
}
