// Saying that the customer of a chat is this contact.

import { useDesk } from "../desk.ts";
import { askOf } from "./asking.ts";
import { useDoing } from "./doing.ts";

export function useLinking(chat: string, onLinked: () => void): { readonly busy: boolean; link(contact: string): void } {
  const desk = useDesk();
  const { busy, doing } = useDoing();
  const link = (contact: string) =>
    doing(async () => {
      await askOf(desk, { type: "contact.link", chat, contact });
      onLinked();
    });
  return { busy, link };
}
