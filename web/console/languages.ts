// Languages by their names, in the language of the console.

const NAMES = new Intl.DisplayNames("en", { type: "language" });

/** "Norwegian Bokmål" of `nb`; what is no tag of a language is shown as it is. */
export function languageName(tag: string): string {
  try {
    return NAMES.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
