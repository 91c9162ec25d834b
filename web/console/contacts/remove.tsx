// Really delete this record? For administrators.

import { Button } from "../../shared/parts.tsx";
import { useDesk } from "../desk.ts";
import type { DialogProps } from "../dialog_list.ts";
import { Dialog } from "../parts.tsx";
import { leading, screenPlace } from "../places.ts";
import { rest } from "../rest.ts";
import { changed } from "./asking.ts";
import { useDoing } from "./doing.ts";

export interface Removable {
  readonly kind: "contact" | "company";
  readonly id: string;
  readonly name: string;
}

export default function RemoveDialog({ kind, id, name, close }: DialogProps<"remove_record">) {
  const { place } = useDesk();
  const { busy, doing } = useDoing();
  const remove = () =>
    doing(async () => {
      const lead = leading(place);
      if (kind === "contact") await rest("DELETE /api/v1/contacts/{contact}", { path: { contact: id } });
      else await rest("DELETE /api/v1/companies/{company}", { path: { company: id } });
      lead(screenPlace(kind === "contact" ? "contacts" : "companies"));
      changed();
      close();
    });
  return (
    <Dialog title={`Delete ${name}?`} onClose={close}>
      <p class="dialog-text">
        {kind === "contact" ? "Chats and requests stay, linked to nobody." : "The contacts stay, without a company."} Sales and follow-ups
        that belong to it alone go too.
      </p>
      <div class="dialog-foot">
        <Button onClick={close} autofocus>
          Keep it
        </Button>
        <Button look="danger" busy={busy} onClick={remove}>
          Delete
        </Button>
      </div>
    </Dialog>
  );
}
