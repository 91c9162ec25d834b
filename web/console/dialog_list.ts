// Every dialog of the console by its name. To add one: what it is opened with below, and its component in DIALOGS,
// as `lazyDialog("Create request", () => import("./requests/create.tsx"))` unless it must open without a link.
//
// `dialog.value = { is: "end", chat }` of `useDesk()` opens it, `null` closes it; the component gets what it was opened
// with and `close`. It is drawn anew for each opening, so its fields start empty.

import type { ComponentType } from "preact";
import { EndDialog } from "./end_dialog.tsx";
import { lazyDialog } from "./lazy.tsx";

interface OfChat {
  readonly chat: string;
}

export interface DialogArguments {
  readonly keys: object;
  readonly end: OfChat;
  readonly transfer: OfChat;
  readonly reject: OfChat;
  readonly explain: OfChat;
  readonly request: OfChat;
  readonly new_request: object;
  readonly transcript: OfChat;
  readonly texts: OfChat;
  readonly quick_reply: OfChat;
  readonly picture: OfChat & { readonly file: string };
  readonly document: OfChat;
}

export type DialogName = keyof DialogArguments;
export type DialogState = { [Name in DialogName]: { readonly is: Name } & DialogArguments[Name] }[DialogName] | null;
export type DialogProps<Name extends DialogName> = DialogArguments[Name] & { readonly close: () => void };

export const DIALOGS: { readonly [Name in DialogName]: ComponentType<DialogProps<Name>> } = {
  keys: lazyDialog("Keyboard shortcuts", () => import("./keys_dialog.tsx")),
  end: EndDialog,
  transfer: lazyDialog("Transfer", () => import("./transfer_dialogs.tsx").then((parts) => ({ default: parts.TransferDialog }))),
  reject: lazyDialog("Reject", () => import("./transfer_dialogs.tsx").then((parts) => ({ default: parts.RejectDialog }))),
  request: lazyDialog("Create a request", () => import("./requests/create.tsx")),
  new_request: lazyDialog("New request", () => import("./requests/by_hand.tsx")),
  transcript: lazyDialog("Transcript", () => import("./transcripts/dialog.tsx")),
  explain: lazyDialog("Why is nobody answering?", () => import("./explain_dialog.tsx")),
  texts: lazyDialog("Insert a text", () => import("./texts/picker.tsx")),
  quick_reply: lazyDialog("Create a quick reply", () => import("./texts/create_reply.tsx")),
  picture: lazyDialog("Picture", () => import("./files/picture.tsx")),
  document: lazyDialog("Choose a document", () => import("./documents/choose.tsx")),
};
