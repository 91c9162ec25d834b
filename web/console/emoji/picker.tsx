// The picker in the console's words, with what this browser remembers of its agent.

import { useEffect, useState } from "preact/hooks";
import type { Tone } from "../../shared/emoji/find.ts";
import { emojiIn, type EmojiData } from "../../shared/emoji/languages.ts";
import { Picker, type EmojiWords } from "../../shared/emoji/picker.tsx";
import { kept } from "../keep.ts";
import { Skeleton } from "../lazy.tsx";

const recent = kept<readonly string[]>("emoji-recent", []);
const tone = kept<Tone>("emoji-tone", 0);

const WORDS: EmojiWords = {
  emoji: "Emoji",
  searchEmoji: "Search emoji",
  noEmoji: "No emoji is called that.",
  recentEmoji: "Last used",
  noTone: "No skin tone",
};

export default function ConsolePicker({ insert }: { readonly insert: (emoji: string, stay: boolean) => void }) {
  const [data, setData] = useState<EmojiData | null>(null);
  useEffect(() => void emojiIn("en").then(setData, () => undefined), []);
  return data === null ? <Skeleton /> : <Picker data={data} words={WORDS} recent={recent} tone={tone} insert={insert} />;
}
