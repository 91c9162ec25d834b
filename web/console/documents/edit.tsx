// The small dialogs of the library: another name, another folder, gone.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { DocumentView, FolderView } from "../api.ts";
import { Dialog } from "../parts.tsx";
import { asRefusal, rest } from "../rest.ts";

interface AskProps {
  readonly title: string;
  readonly act: string;
  readonly danger?: boolean;
  readonly close: () => void;
  readonly carryOut: () => Promise<void>;
  readonly children: ComponentChildren;
}

/** Asks, carries out, and stays with the reason where that does not work. */
function Ask({ title, act, danger = false, close, carryOut, children }: AskProps) {
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<string | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setWhy(null);
    try {
      await carryOut();
    } catch (problem) {
      setWhy(asRefusal(problem).message);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={close}>
      <form class="documents-form" onSubmit={(event) => void submit(event)}>
        {children}
        {why !== null && (
          <p class="choose-why" role="alert">
            {why}
          </p>
        )}
        <div class="dialog-foot">
          <Button onClick={close}>Cancel</Button>
          <Button look={danger ? "danger" : "primary"} submit busy={busy}>
            {act}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface DocumentProps {
  readonly document: DocumentView;
  readonly close: () => void;
  readonly done: () => void;
}

export function EditDocument({ document, folders, close, done }: DocumentProps & { readonly folders: readonly FolderView[] }) {
  const [name, setName] = useState(document.name);
  const [folder, setFolder] = useState(document.folder);
  const save = async () => {
    await rest("PATCH /api/v1/documents/{document}", { path: { document: document.id }, body: { name, folder } });
    done();
  };
  return (
    <Ask title="Rename or move" act="Save" close={close} carryOut={save}>
      <label class="documents-field">
        <span>Name</span>
        <input class="input" required value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} autofocus />
      </label>
      <label class="documents-field">
        <span>Folder</span>
        <input
          class="input"
          list="document-folders"
          aria-describedby="document-folder-hint"
          value={folder}
          onInput={({ currentTarget }) => setFolder(currentTarget.value)}
        />
      </label>
      <datalist id="document-folders">
        {folders.map(({ path }) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      <p class="documents-hint" id="document-folder-hint">
        Empty for none. A slash stands between folders: Manuals/Lamps. One that is not there yet is made.
      </p>
    </Ask>
  );
}

export function DeleteDocument({ document, close, done }: DocumentProps) {
  const remove = async () => {
    await rest("DELETE /api/v1/documents/{document}", { path: { document: document.id } });
    done();
  };
  return (
    <Ask title={`Delete ${document.name}?`} act="Delete" danger close={close} carryOut={remove}>
      <p class="dialog-text">Nobody can send it any more. Chats keep the copies that were sent to them.</p>
    </Ask>
  );
}

interface MoveFolderProps {
  readonly path: string;
  readonly close: () => void;
  readonly done: (path: string) => void;
}

export function MoveFolder({ path, close, done }: MoveFolderProps) {
  const [to, setTo] = useState(path);
  const move = async () => {
    if (to !== path) await rest("POST /api/v1/documents/folders/move", { body: { folder: path, to } });
    done(to);
  };
  return (
    <Ask title={`Rename the folder ${path}`} act="Save" close={close} carryOut={move}>
      <label class="documents-field">
        <span>Folder</span>
        <input
          class="input"
          required
          aria-describedby="folder-hint"
          value={to}
          onInput={({ currentTarget }) => setTo(currentTarget.value)}
          autofocus
        />
      </label>
      <p class="documents-hint" id="folder-hint">
        What lies below it goes along. A slash stands between folders: Manuals/Lamps.
      </p>
    </Ask>
  );
}
