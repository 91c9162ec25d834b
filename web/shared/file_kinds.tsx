// What a file is, as a sign: one page shape, with what tells the kinds apart on it. The word for it is for those who
// do not see it.

import type { Kind } from "./files.ts";
import { outline } from "./icons.tsx";

export const PaperClipIcon = outline(
  <path d="m15 8-6 6a2 2 0 0 0 2.8 2.800l6.2-6.200a4 4 0 0 0-5.6-5.600l-6.3 6.300a6 6 0 0 0 8.4 8.400l5-5" />,
);

const PAGE = "M6 3.500h8l4 4v13H6zM14 3.500v4h4";

const SIGNS = {
  picture: outline(<path d="M4 5h16v14H4zM4 16l5-5 4 4 2.500-2.500L20 17M15.500 9h.01" />),
  pdf: outline(<path d={`${PAGE}M9 17c3-2 4-5 3.500-7.500 0 3 2 5 3.500 5.500-2.500-.3-5 .5-7 2Z`} />),
  text: outline(<path d={`${PAGE}M9 11h6M9 14h6M9 17h4`} />),
  table: outline(<path d={`${PAGE}M9 11h6v6H9zM9 14h6M12 11v6`} />),
  document: outline(<path d={PAGE} />),
} as const;

const WORDS: Readonly<Record<Kind, string>> = { picture: "Picture", pdf: "PDF", text: "Text", table: "Table", document: "Document" };

/** `mute` where the name beside it tells as much, or the words would be in another language than the rest. */
export function KindIcon({ kind, mute = false }: { kind: Kind; mute?: boolean }) {
  const Sign = SIGNS[kind];
  return (
    <span class={`file-kind file-kind-${kind}`}>
      <Sign />
      {!mute && <span class="unseen">{WORDS[kind]}</span>}
    </span>
  );
}
