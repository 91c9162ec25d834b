// Every dialog of the console by its name. To add one: what it is opened with below, and its component in DIALOGS,
// as `lazyDialog("Create request", () => import("./requests/create.tsx"))` unless it must open without a link.
//
// `dialog.value = { is: "end", chat }` of `useDesk()` opens it, `null` closes it; the component gets what it was opened
// with and `close`. It is drawn anew for each opening, so its fields start empty.

import type { ComponentType } from "preact";
import type { FileRef } from "../shared/protocol.ts";
import type { Company, FollowUp, Sale } from "./api.ts";
import type { ContactToFill } from "./contacts/contact_form.tsx";
import type { Belongs } from "./contacts/dealing_forms.tsx";
import type { Removable } from "./contacts/remove.tsx";
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
  readonly contact: ContactToFill;
  readonly company: { readonly company?: Company };
  readonly sale: { readonly sale?: Sale; readonly of?: Belongs };
  readonly follow_up: { readonly followUp?: FollowUp; readonly of?: Belongs };
  readonly remove_record: Removable;
  readonly request: OfChat;
  readonly new_request: object;
  readonly transcript: OfChat;
  readonly texts: OfChat;
  readonly quick_reply: OfChat;
  readonly picture: OfChat & { readonly file: FileRef };
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
  contact: lazyDialog("Contact", () => import("./contacts/contact_form.tsx")),
  company: lazyDialog("Company", () => import("./contacts/company_form.tsx")),
  sale: lazyDialog("Sale", () => import("./contacts/dealing_forms.tsx").then((parts) => ({ default: parts.SaleForm }))),
  follow_up: lazyDialog("Follow-up", () => import("./contacts/dealing_forms.tsx").then((parts) => ({ default: parts.FollowUpForm }))),
  remove_record: lazyDialog("Delete", () => import("./contacts/remove.tsx")),
  picture: lazyDialog("Picture", () => import("./files/picture.tsx")),
  document: lazyDialog("Choose a document", () => import("./documents/choose.tsx")),
};
