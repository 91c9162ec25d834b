// How a predefined text goes into what is being written: nothing that stands there is lost or runs into it.

export interface Part {
  readonly start: number;
  readonly end: number;
}

/** `inserted` as it stands in the place of `part`: a space apart from the words on both sides. */
export function spaced(text: string, part: Part, inserted: string): string {
  const before = text.slice(0, part.start);
  const after = text.slice(part.end);
  const gapBefore = before === "" || /[\s([{"'“«]$/u.test(before) || /^\s/u.test(inserted) ? "" : " ";
  const gapAfter = after === "" || /^[\s)\]}.,;:!?"'”»]/u.test(after) || /\s$/u.test(inserted) ? "" : " ";
  return gapBefore + inserted + gapAfter;
}

/** Whether a message that may have `most` characters can take it. */
export function fits(text: string, part: Part, inserted: string, most: number): boolean {
  return text.length - (part.end - part.start) + inserted.length <= most;
}

export interface OpenVariable extends Part {
  readonly name: string;
}

// As the server knows them: small words with a dot between, in braces.
const VARIABLE = /\{([a-z_]+(?:\.[a-z_]+)+)\}/gu;

/** The `{names}` that still stand in a text, in their order. */
export function openVariables(text: string): readonly OpenVariable[] {
  return [...text.matchAll(VARIABLE)].map((found) => ({ name: found[1]!, start: found.index, end: found.index + found[0].length }));
}

/** What is selected once `piece` stands in the place of `part`. After it, or in it what has no value yet, so that the
 * next letter fills that in; but whoever has written on behind `part` meanwhile goes on there. */
export function selectedAfter(selected: Part, part: Part, piece: string): Part {
  const grown = piece.length - (part.end - part.start);
  if (selected.start > part.end) return { start: selected.start + grown, end: selected.end + grown };
  const [open] = openVariables(piece);
  const end = part.start + piece.length;
  return open === undefined ? { start: end, end } : { start: part.start + open.start, end: part.start + open.end };
}

/** The address of a FAQ for a customer: its title, so that she knows where the link leads, and the page. */
export function linkTo(title: string, path: string, origin: string): string {
  return `${title} ${new URL(path, origin).href}`;
}
