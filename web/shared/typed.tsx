// Apart from the other parts, so that a page without a word of anybody need not carry how words are shown.

import type { JSX } from "preact";
import { pieces } from "./links.ts";

/** What somebody typed, with its lines and its links, and nothing else. */
export function Typed({ text }: { readonly text: string }): JSX.Element {
  return (
    <span class="typed" dir="auto">
      {pieces(text).map((piece) =>
        typeof piece === "string" ? (
          piece
        ) : (
          <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow ugc">
            {piece.text}
          </a>
        ),
      )}
    </span>
  );
}
