// A folder to choose, by the way to it.

import type { JSX } from "preact";
import type { Wired } from "./fields.tsx";
import { branches, type Folder } from "./folders.ts";

interface FolderSelectProps {
  readonly wired: Wired;
  readonly folders: readonly Folder[];
  /** Those that may not be chosen: a folder cannot lie in itself. */
  readonly without?: ReadonlySet<string> | undefined;
  readonly value: string | null;
  readonly top: string;
  onChange(folder: string | null): void;
}

export function FolderSelect({ wired, folders, without, value, top, onChange }: FolderSelectProps): JSX.Element {
  return (
    <select {...wired} class="select" value={value ?? ""} onChange={(event) => onChange(event.currentTarget.value || null)}>
      <option value="">{top}</option>
      {branches(folders)
        .filter(({ id }) => without?.has(id) !== true)
        .map(({ id, path }) => (
          <option key={id} value={id}>
            {path}
          </option>
        ))}
    </select>
  );
}
