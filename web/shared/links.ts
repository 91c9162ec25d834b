// Text that a person typed, cut into plain pieces and links. The pieces become text nodes and anchors made by the view
// library, never markup, so nothing in a message can run. Only http, https and mailto are ever linked.

export interface LinkPiece {
  readonly text: string;
  readonly href: string;
}

export type Piece = string | LinkPiece;

const FIND = /\bhttps?:\/\/[^\s<>"'`]+|\bwww\.[^\s<>"'`]+\.[^\s<>"'`]+|\b(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu;

// What ends a sentence or a quotation rather than an address.
const TRAILING = /[.,:;!?…»”’]$/u;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(FIND)) {
    const shown = trimmed(match[0]);
    const href = safeHref(shown);
    if (href === null) continue;
    if (match.index > from) found.push(text.slice(from, match.index));
    found.push({ text: shown, href });
    from = match.index + shown.length;
  }
  if (from < text.length) found.push(text.slice(from));
  return found;
}

/** Without the full stop after it, or the bracket that was opened before it. */
function trimmed(candidate: string): string {
  let shown = candidate;
  while (TRAILING.test(shown) || closesMoreThanItOpens(shown)) shown = shown.slice(0, -1);
  return shown;
}

function closesMoreThanItOpens(shown: string): boolean {
  const last = shown.at(-1);
  if (last !== ")" && last !== "]") return false;
  const open = last === ")" ? "(" : "[";
  return shown.split(last).length > shown.split(open).length;
}

function safeHref(shown: string): string | null {
  const lower = shown.toLowerCase();
  if (lower.startsWith("http://") || lower.startsWith("https://")) return parsed(shown);
  if (lower.startsWith("www.")) return parsed(`https://${shown}`);
  return parsed(lower.startsWith("mailto:") ? shown : `mailto:${shown}`);
}

const SCHEMES = new Set(["http:", "https:", "mailto:"]);

function parsed(address: string): string | null {
  try {
    const url = new URL(address);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
