// A tree of folders as lists and menus want it: by name, each with its depth and the way to it. Pure.

export interface Folder {
  readonly id: string;
  readonly name: string;
  readonly parent?: string | null;
}

export interface Branch extends Folder {
  readonly depth: number;
  /** "Lamps / Care and repair" */
  readonly path: string;
}

/** Depth first, in the order the folders come in; the server sorts them by name. */
export function branches(folders: readonly Folder[]): readonly Branch[] {
  const grown: Branch[] = [];
  const grow = (parent: string | null, depth: number, way: string) => {
    for (const folder of folders) {
      if ((folder.parent ?? null) !== parent) continue;
      const path = way === "" ? folder.name : `${way} / ${folder.name}`;
      grown.push({ ...folder, depth, path });
      grow(folder.id, depth + 1, path);
    }
  };
  grow(null, 0, "");
  return grown;
}

/** The folder and all below it. */
export function within(folders: readonly Folder[], id: string): ReadonlySet<string> {
  const found = new Set([id]);
  for (const { id: each, parent } of branches(folders)) if (parent != null && found.has(parent)) found.add(each);
  return found;
}

export function pathOf(folders: readonly Folder[], id: string | null): string {
  return branches(folders).find((each) => each.id === id)?.path ?? "";
}
