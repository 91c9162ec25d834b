// Which language the widget speaks: the page's wish, else the channel's, else English. All but English are fetched when
// somebody wants them.

import { type Plural, type Texts, en } from "./texts/en.ts";

export interface Language {
  readonly texts: Texts;
  /** For dates, numbers and plurals, and for the document's own `lang`. */
  readonly locale: string;
  readonly dir: "ltr" | "rtl";
}

type Fetch = () => Promise<Texts>;

/** A new language is one more file with the same names, and one more line here. */
export const LANGUAGES: Readonly<Record<string, Fetch>> = {
  nb: () => import("./texts/nb.ts").then(({ nb }) => nb),
  sv: () => import("./texts/sv.ts").then(({ sv }) => sv),
  da: () => import("./texts/da.ts").then(({ da }) => da),
  de: () => import("./texts/de.ts").then(({ de }) => de),
  nl: () => import("./texts/nl.ts").then(({ nl }) => nl),
  fr: () => import("./texts/fr.ts").then(({ fr }) => fr),
};

// Norwegian is asked for by three names, and written here in one of its forms.
const SAME: Readonly<Record<string, string>> = { no: "nb", nn: "nb" };
const FROM_THE_RIGHT = new Set(["ar", "fa", "he", "ur", "yi"]);

const tables = new Map<string, Texts>([["en", en]]);

/** Which of ours a wish means; a page may name one that is only written the other way round. */
function known(wish: string): string | null {
  const plain = wish.toLowerCase().split("-")[0]!;
  const name = SAME[plain] ?? plain;
  return tables.has(name) || Object.hasOwn(LANGUAGES, name) || FROM_THE_RIGHT.has(name) ? name : null;
}

/**
 * The first of the wishes that we have, or null while it has not been fetched. The browser's own language stands last:
 * where it is the wished one, its region says how times are written.
 */
export function languageOf(...wishes: readonly (string | undefined)[]): Language | null {
  const own = wishes.at(-1);
  for (const wish of wishes) {
    const name = wish === undefined ? null : known(wish);
    if (wish === undefined || name === null) continue;
    const dir = FROM_THE_RIGHT.has(name) ? "rtl" : "ltr";
    const texts = tables.get(name);
    if (texts !== undefined) return { texts, locale: own?.startsWith(`${wish}-`) ? own : wish, dir };
    return Object.hasOwn(LANGUAGES, name) ? null : { texts: en, locale: "en", dir };
  }
  return ENGLISH;
}

export const ENGLISH: Language = { texts: en, locale: "en", dir: "ltr" };

/** The same wishes, once what they need has been fetched; in English where it cannot be. */
export async function fetchLanguage(...wishes: readonly (string | undefined)[]): Promise<Language> {
  const name = wishes.map((wish) => (wish === undefined ? null : known(wish))).find((each) => each !== null) ?? "en";
  try {
    const texts = await LANGUAGES[name]?.();
    if (texts !== undefined) tables.set(name, texts);
  } catch {
    return ENGLISH;
  }
  return languageOf(...wishes) ?? ENGLISH;
}

/** `{name}` gives way to its value. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/gu, (hole, name: string) => values[name] ?? hole);
}

/** The form the language has for this count, with the count as it writes numbers. */
export function counted(forms: Plural, count: number, { locale }: Language): string {
  const form = new Intl.PluralRules(locale).select(count);
  return fill(forms[form] ?? forms.other, { count: new Intl.NumberFormat(locale).format(count) });
}

/** A span in words, rounded as people say it. */
export function aboutSpan(ms: number, language: Language): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 60) return counted(language.texts.minutes, minutes, language);
  return counted(language.texts.hours, Math.round(minutes / 60), language);
}
