// The emoji of the picker, made at build time from a package of Unicode's own data (emojibase-data), for each language
// by itself (`import("emoji:en")`): what is searched and shown, and nothing else. A row is [emoji, name, other words,
// group, light-skinned variant]; the last only where there are skin tones.

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const PACKAGE = join(import.meta.dirname, "node_modules", "emojibase-data");
// What every system of the last years can draw. Newer ones would be boxes for many who read them.
const VERSION_MOST = 15.1;
// Skin tones and hair alone: parts of others.
const COMPONENTS = 2;
const TONES = ["light", "medium-light", "medium", "medium-dark", "dark"];

export const emoji = {
  name: "emoji",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^emoji:\w+$/ }, ({ path }) => ({ path: join(PACKAGE, path.slice("emoji:".length), "data.json") }));
    onLoad({ filter: /emojibase-data[\\/]\w+[\\/]data\.json$/ }, async ({ path }) => {
      const all = JSON.parse(await readFile(path, "utf8"));
      const messages = JSON.parse(await readFile(join(dirname(path), "messages.json"), "utf8"));
      return { contents: JSON.stringify({ rows: rowsOf(all), ...namesOf(messages) }), loader: "json" };
    });
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

function namesOf({ groups, skinTones }) {
  return {
    groups: groups.sort((one, other) => one.order - other.order).map(({ message }) => capital(message)),
    tones: TONES.map((tone) => capital(skinTones.find(({ key }) => key === tone).message)),
  };
}

function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
