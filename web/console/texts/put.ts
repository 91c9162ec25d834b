// Puts a predefined text into the composer: in its place, apart from the words around it, and ready to be finished.

import { TEXT_MAX } from "../../shared/protocol.ts";
import type { ComposerHands, Selected } from "../composer_tools.ts";
import { say, type Desk } from "../desk.ts";
import { fits, openVariables, spaced } from "./insertion.ts";

/** Whether it went in. A variable without a value is selected, so that what is typed next takes its place. */
export function put(composer: ComposerHands, part: Selected, text: string, toasts: Desk["toasts"]): boolean {
  const piece = spaced(composer.text, part, text);
  if (!fits(composer.text, part, piece, TEXT_MAX)) {
    say(toasts, `A message has up to ${TEXT_MAX.toLocaleString()} characters; with this text it would be longer.`, "error");
    return false;
  }
  const [open] = openVariables(piece);
  if (open === undefined) composer.replace(part, piece);
  else composer.replace(part, piece, { start: part.start + open.start, end: part.start + open.end });
  return true;
}
