// What the console says of a file that is not taken: what happened, and what to do. The server's own words where it
// has spoken; the same sentences where it was plain before.

import { sizeWords, type Unfit } from "../../shared/files.ts";
import { LOCALE } from "../dates.ts";
import type { Trouble } from "../../shared/uploads.ts";

export function whyNot(trouble: Trouble): string {
  if (trouble.is === "unfit") return unfitWords(trouble.why);
  if (trouble.message !== "") return trouble.message;
  switch (trouble.code) {
    case "lost":
      return "The connection broke off each time.";
    case "too_large":
      return "That file is larger than the server takes.";
    default:
      return "The server has a problem right now.";
  }
}

function unfitWords(why: Unfit): string {
  switch (why.is) {
    case "empty":
      return "That file is empty.";
    case "too_large":
      return `That file is ${sizeWords(why.size, LOCALE, why.most)}; this channel takes up to ${sizeWords(why.most, LOCALE)}.`;
    case "type":
      return `This kind of file cannot be sent here. This channel takes ${listed(why.taken)}.`;
  }
}

function listed(words: readonly string[]): string {
  return new Intl.ListFormat("en").format(words);
}
