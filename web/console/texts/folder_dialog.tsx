// A folder's name, and where it lies.

import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Dialog, SubmitOrCancel } from "../parts.tsx";
import { asRefusal, type Refusal } from "../rest.ts";
import { Field, Unplaced, wrongWith } from "./fields.tsx";
import { FolderSelect } from "./folder_select.tsx";
import { within, type Folder } from "./folders.ts";
import type { SharedKind } from "./kinds.tsx";
import { keepFolder } from "./shared.ts";

export interface FolderDraft {
  /** Null for a new one. */
  readonly id: string | null;
  readonly name: string;
  readonly parent: string | null;
}

interface FolderDialogProps {
  readonly kind: SharedKind;
  readonly draft: FolderDraft;
  readonly folders: readonly Folder[];
  close(): void;
  onKept(): void;
}

export function FolderDialog({ kind, draft, folders, close, onKept }: FolderDialogProps): JSX.Element {
  const [name, setName] = useState(draft.name);
  const [parent, setParent] = useState(draft.parent);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), [refusal]);
  const save = async (event: Event) => {
    event.preventDefault();
    try {
      await keepFolder(kind, draft.id, name, parent);
      onKept();
    } catch (problem) {
      setRefusal(asRefusal(problem));
    }
  };
  return (
    <Dialog title={draft.id === null ? "New folder" : "Rename or move the folder"} onClose={close}>
      <form class="reply-form" onSubmit={(event) => void save(event)}>
        <Field label="Name" wrong={wrongWith(refusal, "name")}>
          {(wired) => <input {...wired} class="input" ref={field} autocomplete="off" dir="auto" value={name} onInput={(event) => setName(event.currentTarget.value)} />}
        </Field>
        <Field label="Inside" wrong={wrongWith(refusal, "parent")}>
          {(wired) => <FolderSelect wired={wired} folders={folders} without={draft.id === null ? undefined : within(folders, draft.id)} value={parent} onChange={setParent} top="No other folder" />}
        </Field>
        <Unplaced refusal={refusal} fields={["name", "parent"]} />
        <SubmitOrCancel onCancel={close}>
          {draft.id === null ? "Add folder" : "Save folder"}
        </SubmitOrCancel>
      </form>
    </Dialog>
  );
}
