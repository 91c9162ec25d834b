// Every dialog of the console by its name. To add one: what it is opened with below, and its component in DIALOGS,
// as `lazyDialog("Create request", () => import("./requests/create.tsx"))` unless it must open without a link.
//
// `dialog.value = { is: "end", chat }` of `useDesk()` opens it, `null` closes it; the component gets what it was opened
// with and `close`. It is drawn anew for each opening, so its fields start empty.

import type { ComponentType } from "preact";
import { lazyDialog } from "./lazy.tsx";
import { EndDialog, ExplainDialog, KeysDialog } from "./dialogs.tsx";
import { RejectDialog, TransferDialog } from "./transferring.tsx";

interface OfChat {
  readonly chat: string;
}

export interface DialogArguments {
  readonly keys: object;
  readonly end: OfChat;
  readonly transfer: OfChat;
  readonly reject: OfChat;
  readonly explain: OfChat;
  readonly picture: OfChat & { readonly file: string };
  readonly document: OfChat;
}

export type DialogName = keyof DialogArguments;
export type DialogState = { [Name in DialogName]: { readonly is: Name } & DialogArguments[Name] }[DialogName] | null;
export type DialogProps<Name extends DialogName> = DialogArguments[Name] & { readonly close: () => void };

export const DIALOGS: { readonly [Name in DialogName]: ComponentType<DialogProps<Name>> } = {
  keys: KeysDialog,
  end: EndDialog,
  transfer: TransferDialog,
  reject: RejectDialog,
  explain: ExplainDialog,
  picture: lazyDialog("Picture", () => import("./files/picture.tsx")),
  document: lazyDialog("Choose a document", () => import("./documents/choose.tsx")),
};
