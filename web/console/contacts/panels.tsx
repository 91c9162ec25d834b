// What the pages of contacts and companies are made of.

import type { ComponentChildren } from "preact";
import { EndIcon, MoreIcon } from "../../shared/icons.tsx";
import { Button } from "../../shared/parts.tsx";
import { useDesk } from "../desk.ts";
import { PlusIcon } from "../icons.tsx";
import { Menu } from "../parts.tsx";
import { admins } from "../screens.ts";
import "./pages.css";

interface PanelProps {
  readonly name: string;
  readonly add?: { readonly name: string; readonly act: () => void };
  readonly children: ComponentChildren;
}

export function Panel({ name, add, children }: PanelProps) {
  return (
    <section class="crm-panel" aria-label={name}>
      <header>
        <h3>{name}</h3>
        {add !== undefined && (
          <Button look="quiet" aria-label={add.name} onClick={add.act}>
            <PlusIcon size={16} /> Add
          </Button>
        )}
      </header>
      {children}
    </section>
  );
}

/** What only administrators do. */
export function RemoveMenu({ kind, id, name }: { kind: "contact" | "company"; id: string; name: string }) {
  const { dialog, state } = useDesk();
  if (!admins(state.value)) return null;
  const remove = { name: "Delete…", icon: <EndIcon />, danger: true, act: () => (dialog.value = { is: "remove_record", kind, id, name }) };
  return <Menu id="record-menu" label={`More to do with ${name}`} icon={<MoreIcon />} entries={[remove]} />;
}
