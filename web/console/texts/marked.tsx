// A text with its open variables standing out, so that nobody sends one by mistake.

import type { JSX } from "preact";
import { openVariables } from "./insertion.ts";
import "./marked.css";

export function Marked({ text }: { text: string }): JSX.Element {
  const open = openVariables(text);
  const ends = [0, ...open.map(({ end }) => end)];
  return (
    <p class="marked" dir="auto">
      {open.map(({ start, end }, at) => (
        <>
          {text.slice(ends[at], start)}
          <mark class="marked-open">{text.slice(start, end)}</mark>
        </>
      ))}
      {text.slice(ends.at(-1))}
    </p>
  );
}
