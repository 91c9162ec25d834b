// What a bot would do, in words. What it says stands for itself.

import type { TriedAction } from "../api.ts";

export function wordsOf(action: TriedAction): string {
  switch (action.type) {
    case "message":
      return action.after_ms ? `After ${Math.round(action.after_ms / 1000)} seconds it says:` : "";
    case "set_fields":
      return `It notes ${Object.entries(action.fields ?? {})
        .map(([name, value]) => `${name}: ${value}`)
        .join(", ")}.`;
    case "create_request":
      return `It makes a request: ${action.title ?? ""}.`;
    case "hand_off":
      return action.reason ? `It hands over to a person: ${action.reason}.` : "It hands over to a person.";
    case "end":
      return "It ends the chat.";
  }
}
