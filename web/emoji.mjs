// The emoji of the picker, made at build time from a package of Unicode's own data (emojibase-data): what is searched
// and shown, and nothing else. A row is [emoji, name, other words, group, light-skinned variant]; the last only where
// there are skin tones.

import { readFile } from "node:fs/promises";

// What every system of the last years can draw. Newer ones would be boxes for many who read them.
const VERSION_MOST = 15.1;
// Skin tones and hair alone: parts of others.
const COMPONENTS = 2;

export const emoji = {
  name: "emoji",
  setup({ onLoad }) {
    onLoad({ filter: /emojibase-data[\\/]\w+[\\/]data\.json$/ }, async ({ path }) => ({
      contents: JSON.stringify(rowsOf(JSON.parse(await readFile(path, "utf8")))),
      loader: "json",
    }));
  },
};

function rowsOf(all) {
  return all
    .filter(({ group, version }) => group !== undefined && group !== COMPONENTS && version <= VERSION_MOST)
    .sort((one, other) => one.order - other.order)
    .map(({ emoji, label, tags = [], group, skins }) => {
      const others = tags.filter((tag) => !label.includes(tag)).join(" ");
      const light = skins?.find(({ tone }) => tone === 1)?.emoji;
      return [emoji, label, others, group, ...(light === undefined ? [] : [light])];
    });
}
