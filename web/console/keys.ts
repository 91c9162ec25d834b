// Which key does what. Pure: the shell asks `pressed` and carries out the answer.
//
// Nothing here acts while somebody types in a field, and single keys can be switched off (WCAG 2.1.4).

export type Action =
  | "next_row"
  | "previous_row"
  | "go_dashboard"
  | "go_chats"
  | "take_next"
  | "end_chat"
  | "transfer"
  | "open_tasks"
  | "go_alerts"
  | "show_keys"
  | "step_back"
  | "await_second";

export interface Press {
  readonly key: string;
  readonly modified: boolean;
  /** The focus is in something one types or chooses in. */
  readonly inField: boolean;
  /** A dialog or menu is open and has keys of its own. */
  readonly inLayer: boolean;
  /** The arrows scroll or move something of their own where the focus is. */
  readonly arrowsTaken: boolean;
}

export const KEY_TABLE: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ["J", "↓"], does: "Next chat or row" },
  { keys: ["K", "↑"], does: "Previous chat or row" },
  { keys: ["Enter"], does: "Open, answer, accept or listen; in a message: send" },
  { keys: ["Shift + Enter"], does: "New line in a message" },
  { keys: ["G then D"], does: "Go to the dashboard" },
  { keys: ["G then C"], does: "Go to chats" },
  { keys: ["N"], does: "Get next in queue" },
  { keys: ["T"], does: "Transfer this chat" },
  { keys: ["E"], does: "End this chat (asks first)" },
  { keys: ["M"], does: "More to do with this chat" },
  { keys: ["W"], does: "Go to warnings and offers" },
  { keys: ["Esc"], does: "Step back" },
  { keys: ["?"], does: "Show this overview" },
];

const SINGLE: Readonly<Record<string, Action>> = {
  j: "next_row",
  k: "previous_row",
  n: "take_next",
  e: "end_chat",
  t: "transfer",
  m: "open_tasks",
  w: "go_alerts",
  g: "await_second",
  "?": "show_keys",
};

const SECOND: Readonly<Record<string, Action>> = { d: "go_dashboard", c: "go_chats" };

export function pressed(press: Press, afterG: boolean, singleKeys: boolean): Action | null {
  if (press.modified || press.inLayer) return null;
  if (press.key === "Escape") return "step_back";
  if (press.inField) return null;
  if (!press.arrowsTaken && press.key === "ArrowDown") return "next_row";
  if (!press.arrowsTaken && press.key === "ArrowUp") return "previous_row";
  if (!singleKeys) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  return (afterG ? SECOND[key] : undefined) ?? SINGLE[key] ?? null;
}
