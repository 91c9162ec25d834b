// Which language the widget speaks: the page's wish, else the channel's, else English.

import { en, type Texts } from "./texts/en.ts";

const TABLES: Readonly<Record<string, Texts>> = { en };

export interface Language {
  readonly texts: Texts;
  /** For dates and numbers, and for the document's own `lang`. */
  readonly locale: string;
}

/** The browser's own language stands last. Where it is the wished one, its region says how times are written. */
export function languageOf(...wishes: readonly (string | undefined)[]): Language {
  const own = wishes.at(-1);
  for (const wish of wishes) {
    const texts = wish === undefined ? undefined : TABLES[wish.toLowerCase().split("-")[0]!];
    if (wish !== undefined && texts !== undefined) return { texts, locale: own?.startsWith(`${wish}-`) ? own : wish };
  }
  return { texts: en, locale: "en" };
}

/** A span in words, rounded as people say it. */
export function aboutSpan(ms: number, texts: Texts): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 60 ? texts.minutes(minutes) : texts.hours(Math.round(minutes / 60));
}
