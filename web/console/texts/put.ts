// Puts a predefined text into the composer: in its place, apart from the words around it, and ready to be finished.

import { TEXT_MAX } from "../../shared/protocol.ts";
import type { ComposerHands, Selected } from "../composer_tools.ts";
import { say, type Desk } from "../desk.ts";
import { fits, selectedAfter, spaced } from "./insertion.ts";

/** Whether it went in. */
export function put(composer: ComposerHands, part: Selected, text: string, toasts: Desk["toasts"]): boolean {
  const now = composer.textNow();
  const piece = spaced(now, part, text);
  if (!fits(now, part, piece, TEXT_MAX)) {
    say(toasts, `A message has up to ${TEXT_MAX.toLocaleString("en")} characters; with this text it would be longer.`, "error");
    return false;
  }
  composer.replace(part, piece, selectedAfter(composer.selected(), part, piece));
  return true;
}
