// What may be done with a chat now, as the task menu and the keys have it. To add a task: one entry in TASKS, in the
// order of the menu. The server decides; `allowed` keeps what it would refuse off the screen.

import type { ComponentChildren } from "preact";
import { CloseIcon, EndIcon } from "../shared/icons.tsx";
import { takesFiles } from "../shared/dropped.ts";
import type { ChatCard } from "../shared/protocol.ts";
import type { Desk } from "./desk.ts";
import { FileIcon, HandIcon, PageIcon, PlusIcon, TextsIcon, TicketIcon, TransferIcon } from "./icons.tsx";
import { fileRules, isListening, isMine, rightsIn } from "./select.ts";
import type { State } from "./state.ts";

export interface Task {
  readonly name: string;
  readonly label: string;
  readonly icon: ComponentChildren;
  /** The single key that does the same; it must not be one of keys.ts. `does` says it in the overview of keys. */
  readonly key?: string;
  readonly does?: string;
  readonly danger?: boolean;
  /** For what is switched on and off: whether it is on. */
  readonly on?: (card: ChatCard) => boolean;
  readonly allowed: (state: State, card: ChatCard) => boolean;
  readonly act: (desk: Desk, card: ChatCard) => void;
}

export const TASKS: readonly Task[] = [
  {
    name: "transfer",
    label: "Transfer…",
    icon: <TransferIcon />,
    key: "t",
    does: "Transfer this chat",
    allowed: (state, card) => servedHere(state, card) && card.transfer == null,
    act: ({ dialog }, { id }) => (dialog.value = { is: "transfer", chat: id }),
  },
  {
    name: "cancel_transfer",
    label: "Cancel transfer",
    icon: <TransferIcon />,
    allowed: (state, card) => servedHere(state, card) && card.transfer != null,
    act: ({ commands }, { id }) => commands.cancelTransfer(id),
  },
  {
    name: "take_over",
    label: "Take over",
    icon: <HandIcon />,
    allowed: (state, card) => managed(state, card) && !isMine(state, card),
    act: ({ commands }, { id }) => commands.takeOver(id),
  },
  {
    name: "request",
    label: "Create request…",
    icon: <TicketIcon />,
    key: "r",
    does: "Create a request from this chat",
    allowed: (state, card) => isMine(state, card) || worksIn(state, card),
    act: ({ dialog }, { id }) => (dialog.value = { is: "request", chat: id }),
  },
  {
    name: "allow_files",
    label: "Allow file upload",
    icon: <FileIcon />,
    key: "f",
    does: "Let the customer send files, or no more",
    on: (card) => card.files_allowed === true,
    allowed: (state, card) => {
      const rules = fileRules(state, card.channel);
      return isMine(state, card) && takesFiles(rules) && rules.always !== true;
    },
    act: ({ commands }, { id, files_allowed }) => commands.allowFiles(id, !files_allowed),
  },
  {
    name: "texts",
    label: "Insert text…",
    icon: <TextsIcon />,
    key: "/",
    does: "Insert a text; in a message, / searches them",
    allowed: isMine,
    act: ({ dialog }, { id }) => (dialog.value = { is: "texts", chat: id }),
  },
  {
    name: "quick_reply",
    label: "Create quick reply…",
    icon: <PlusIcon />,
    allowed: (state, card) => card.agent?.id === state.me?.id,
    act: ({ dialog }, { id }) => (dialog.value = { is: "quick_reply", chat: id }),
  },
  {
    name: "transcript",
    label: "Print or save…",
    icon: <PageIcon />,
    allowed: () => true, // whoever sees the chat may have it on paper
    act: ({ dialog }, { id }) => (dialog.value = { is: "transcript", chat: id }),
  },
  {
    name: "end",
    label: "End chat…",
    icon: <EndIcon />,
    key: "e",
    does: "End this chat (asks first)",
    danger: true,
    allowed: servedHere,
    act: ({ dialog }, { id }) => (dialog.value = { is: "end", chat: id }),
  },
  {
    name: "close_window",
    label: "Close window",
    icon: <CloseIcon />,
    allowed: isListening,
    act: ({ commands }, { id }) => commands.closeWindow(id),
  },
];

function managed(state: State, card: ChatCard): boolean {
  return card.status === "active" && rightsIn(state, card.channel).manage;
}

/** Whoever answers a channel's customers, or manages it, works on what they leave to be done. */
function worksIn(state: State, card: ChatCard): boolean {
  const { respond, manage } = rightsIn(state, card.channel);
  return respond || manage;
}

/** By me, or by somebody whose chats I manage. */
function servedHere(state: State, card: ChatCard): boolean {
  return isMine(state, card) || managed(state, card);
}

export function tasks(state: State, card: ChatCard): readonly Task[] {
  return TASKS.filter(({ allowed }) => allowed(state, card));
}

export function mayDo(state: State, card: ChatCard, name: string): boolean {
  return tasks(state, card).some((task) => task.name === name);
}
