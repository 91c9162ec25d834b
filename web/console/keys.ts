// Which key does what. Pure: the shell asks `pressed` and carries out the answer.
//
// The keys of the frame stand here; those of a chat's tasks in tasks.tsx and those of the screens in screens.ts, which
// come in as `Letters`. Nothing acts while somebody types in a field, and single keys can be switched off (WCAG 2.1.4).

export type Action =
  | "next_row"
  | "previous_row"
  | "go_dashboard"
  | "go_chats"
  | "go_search"
  | "take_next"
  | "open_tasks"
  | "go_alerts"
  | "show_keys"
  | "step_back"
  | "await_second"
  | { readonly task: string }
  | { readonly screen: string };

export interface Press {
  readonly key: string;
  /** Ctrl, Alt or Cmd. */
  readonly modified: boolean;
  /** Ctrl or Cmd, and nothing else. */
  readonly command: boolean;
  /** The focus is in something one types or chooses in. */
  readonly inField: boolean;
  /** A dialog or menu is open and has keys of its own. */
  readonly inLayer: boolean;
  /** The arrows scroll or move something of their own where the focus is. */
  readonly arrowsTaken: boolean;
}

/** A letter, and the name of the task or screen it leads to. */
export type Letters = Readonly<Record<string, string>>;

export interface KeyLine {
  readonly keys: readonly string[];
  readonly does: string;
}

export const KEY_TABLE: readonly KeyLine[] = [
  { keys: ["J", "↓"], does: "Next chat or row" },
  { keys: ["K", "↑"], does: "Previous chat or row" },
  { keys: ["Enter"], does: "Open, answer, accept or listen; in a message: send" },
  { keys: ["Shift + Enter"], does: "New line in a message" },
  { keys: ["G then D"], does: "Go to the dashboard" },
  { keys: ["G then C"], does: "Go to chats" },
  { keys: ["N"], does: "Get next in queue" },
  { keys: ["M"], does: "More to do with this chat" },
  { keys: ["W"], does: "Go to warnings, offers and what I am asked to take over" },
  { keys: ["Esc"], does: "Step back" },
  { keys: ["?"], does: "Show this overview" },
];

const SINGLE: Readonly<Record<string, Action>> = {
  j: "next_row",
  k: "previous_row",
  n: "take_next",
  m: "open_tasks",
  w: "go_alerts",
  g: "await_second",
  "?": "show_keys",
};

const SECOND: Readonly<Record<string, Action>> = { d: "go_dashboard", c: "go_chats" };

export interface Known {
  /** Whether single keys act at all. */
  readonly single: boolean;
  readonly tasks: Letters;
  readonly screens: Letters;
}

export function pressed(press: Press, afterG: boolean, { single, tasks, screens }: Known): Action | null {
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (press.command && key === "k") return press.inLayer ? null : "go_search";
  if (press.modified || press.inLayer) return null;
  if (press.key === "Escape") return "step_back";
  if (press.inField) return null;
  if (!press.arrowsTaken && press.key === "ArrowDown") return "next_row";
  if (!press.arrowsTaken && press.key === "ArrowUp") return "previous_row";
  if (!single) return null;
  return (afterG ? second(key, screens) : null) ?? SINGLE[key] ?? (tasks[key] === undefined ? null : { task: tasks[key] });
}

function second(key: string, screens: Letters): Action | null {
  return SECOND[key] ?? (screens[key] === undefined ? null : { screen: screens[key] });
}

/** For the overview: the frame's keys, with those of the screens after the other places and those of the tasks after them. */
export function keyLines(screens: readonly KeyLine[], tasks: readonly KeyLine[]): readonly KeyLine[] {
  const after = KEY_TABLE.findIndex(({ keys }) => keys.includes("N"));
  return [...KEY_TABLE.slice(0, after), ...screens, ...KEY_TABLE.slice(after, after + 1), ...tasks, ...KEY_TABLE.slice(after + 1)];
}
