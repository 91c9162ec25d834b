// Folders are paths that documents lie in; as a tree, also those in which there are only other folders.

export interface FolderLine {
  readonly path: string;
  readonly name: string;
  /** 0 at the top. */
  readonly depth: number;
  /** In it and in all below it. */
  readonly documents: number;
}

export function tree(folders: readonly { readonly path: string; readonly documents: number }[]): FolderLine[] {
  const lines = new Map<string, FolderLine>();
  for (const { path, documents } of folders) {
    const names = path.split("/");
    for (const [depth, name] of names.entries()) {
      const upper = names.slice(0, depth + 1).join("/");
      const key = upper.toLowerCase(); // as the server tells them apart, nearly: it folds accents as well
      const known = lines.get(key) ?? { path: upper, name, depth, documents: 0 };
      lines.set(key, { ...known, documents: known.documents + documents });
    }
  }
  return [...lines.values()].sort((one, other) => order(one.path, other.path));
}

/** Folders stand under the one they are in, whatever signs their names begin with. */
function order(one: string, other: string): number {
  const left = one.split("/");
  const right = other.split("/");
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = left[at]!.localeCompare(right[at]!, undefined, { sensitivity: "base", numeric: true });
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
