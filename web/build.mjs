// Builds the browser files into dist/:
//   widget.js       the loader, the one name a customer's page knows: a single unhashed script
//   assets/*        the apps with their chunks and styles, named by content: cache them for ever
//   manifest.json   entry -> its files and what the first paint of it weighs, for the server that writes the pages
//   licences.txt    the licence of each package inside the bundles
// esbuild puts the styles of lazily imported parts into the sheet of the app, before those it needs at once, and once
// more into sheets nobody loads. Instead an app has two: what its first paint needs, and `later` with the rest, which its
// page fetches with low priority. Each file is in one of them, so the order of rules never depends on what was opened.
//
// Every text has a .gz sibling, so the server never compresses one. The manifest is replaced last and in one step, so a
// server that starts in the middle of a build reads the old one or the new one.
//
// `node build.mjs --watch` builds again on each change, with source maps.

import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { emoji } from "./emoji.mjs";

const ROOT = import.meta.dirname;
const DIST = join(ROOT, "dist");
const WATCH = process.argv.includes("--watch");

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  minify: !WATCH,
  sourcemap: WATCH ? "linked" : false,
  write: false,
};

/** A style sheet as a text inside the script, without what only people read. */
const sheetAsText = {
  name: "sheet-as-text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(await readFile(path, "utf8"), { loader: "css", minify: !WATCH, target: "chrome90" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

// Runs inside strangers' pages: one file, no module, and syntax that any browser of the last years reads.
const LOADER = {
  ...COMMON,
  entryPoints: { widget: "widget/loader.ts" },
  outdir: DIST,
  format: "iife",
  target: "es2020",
  plugins: [sheetAsText],
};

/**
 * esbuild puts modules into one chunk if the same entries reach them, so each lazy part would tear the first paint into
 * more and smaller files, which also pack worse. Here each lazy part reaches the app, which is there by then anyway; what
 * the first paint needs stays in one chunk, however many parts there are.
 */
const wholeFirstPaint = (entry) => ({
  name: "whole-first-paint",
  setup({ onResolve, onLoad }) {
    const lazy = new Set();
    onResolve({ filter: /^\./ }, ({ kind, resolveDir, path }) => {
      if (kind === "dynamic-import") lazy.add(join(resolveDir, path));
      return undefined;
    });
    onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
      if (!lazy.has(path)) return undefined;
      const source = await readFile(path, "utf8");
      return { contents: `import ${JSON.stringify(join(ROOT, entry))}; ${source}`, loader: path.endsWith("x") ? "tsx" : "ts" };
    });
  },
});

// Each app by itself: nobody has both open in one page, and a chunk they shared would make customers fetch what only
// the console needs of it.
const app = (name) => ({
  ...COMMON,
  entryPoints: { [name]: `${name}/app.tsx` },
  outdir: join(DIST, "assets"),
  format: "esm",
  target: "es2022",
  splitting: true,
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  plugins: [emoji, wholeFirstPaint(`${name}/app.tsx`)],
});

const BUILDS = [LOADER, app("widget"), app("console")];

const SHEET = { ...COMMON, outdir: join(DIST, "assets"), target: "es2022", entryNames: "[name]-[hash]", assetNames: "[name]-[hash]" };

const ENTRIES = { "widget/loader.ts": "loader", "widget/app.tsx": "widget", "console/app.tsx": "console" };

async function place(path, contents) {
  await mkdir(dirname(path), { recursive: true });
  const half = `${path}.${process.pid}.part`;
  await writeFile(half, contents);
  await rename(half, path);
}

/** What a page of this entry must fetch before it can show anything: its script, the chunks that pulls in, its styles. */
function firstPaint(outputs, script) {
  const imports = new Set();
  const follow = (name) => {
    for (const { path, kind } of outputs[name].imports) {
      if (kind !== "import-statement" || imports.has(path)) continue;
      imports.add(path);
      follow(path);
    }
  };
  follow(script);
  const css = outputs[script].cssBundle;
  return { script, imports: [...imports], css: css === undefined ? [] : [css] };
}

/** What a script pulls in before it runs: everything but what is behind `import()`. */
function atOnce(inputs, entryPoint) {
  const found = new Set([entryPoint]);
  for (const file of found) {
    for (const { path, kind } of inputs[file]?.imports ?? []) if (kind !== "dynamic-import") found.add(path);
  }
  return found;
}

/** The two sheets of an app that has lazy parts, by what they are for; none for the others. */
async function sheetsOf({ metafile: { inputs, outputs } }) {
  const app = Object.values(outputs).find(({ entryPoint, cssBundle }) => entryPoint in ENTRIES && cssBundle !== undefined);
  if (app === undefined) return [];
  const files = Object.keys(outputs[app.cssBundle].inputs);
  const first = atOnce(inputs, app.entryPoint);
  const later = files.filter((file) => !first.has(file));
  if (later.length === 0) return [];
  const entry = ENTRIES[app.entryPoint];
  return Promise.all([
    sheet(entry, entry, "css", files.filter((file) => first.has(file))),
    sheet(`${entry}-later`, entry, "later", later),
  ]);
}

async function sheet(name, entry, role, files) {
  const contents = files.map((file) => `@import ${JSON.stringify(`./${file}`)};`).join("\n");
  const built = await esbuild.build({ ...SHEET, entryPoints: { [name]: "sheet.css" }, plugins: [virtual("sheet.css", contents)] });
  const path = Object.keys(built.metafile.outputs).find((each) => each.endsWith(".css"));
  return { entry, role, path, outputFiles: built.outputFiles };
}

/** A style sheet that is in no file. */
function virtual(name, contents) {
  return {
    name: "virtual",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: "virtual" }));
      onLoad({ filter: /./, namespace: "virtual" }, () => ({ contents, loader: "css", resolveDir: ROOT }));
    },
  };
}

/** Whether our two sheets of the app have what is in this one. */
function isReplaced(outputs, split, path) {
  const script = Object.values(outputs).find(({ cssBundle }) => cssBundle === path);
  return script !== undefined && (!(script.entryPoint in ENTRIES) || split.has(ENTRIES[script.entryPoint]));
}

function manifestOf(outputs, gzipBytes, sheets) {
  const fromDist = (name) => relative("dist", name);
  const weigh = (names) => names.reduce((sum, name) => sum + gzipBytes.get(name), 0);
  const manifest = {};
  for (const [name, { entryPoint }] of Object.entries(outputs)) {
    const entry = ENTRIES[entryPoint];
    if (entry === undefined || !name.endsWith(".js")) continue;
    const sheetFor = (role) => sheets.filter((each) => each.entry === entry && each.role === role).map(({ path }) => path);
    const { script, imports, css: whole } = firstPaint(outputs, name);
    const later = sheetFor("later");
    const css = later.length === 0 ? whole : sheetFor("css");
    manifest[entry] = {
      script: fromDist(script),
      imports: imports.map(fromDist),
      css: css.map(fromDist),
      ...(later.length > 0 && { later: later.map(fromDist) }),
      gzip_bytes: weigh([script, ...imports, ...css]),
    };
  }
  return manifest;
}

async function licencesOf(outputs) {
  const packages = new Set();
  for (const { inputs } of Object.values(outputs)) {
    for (const input of Object.keys(inputs)) {
      const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (found) packages.add(found[1]);
    }
  }
  const texts = [];
  for (const name of [...packages].sort()) {
    const folder = join(ROOT, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
    const text = file === undefined ? license : await readFile(join(folder, file), "utf8");
    texts.push(`${name} ${version}\n\n${text.trim()}\n`);
  }
  return texts.join("\n----\n\n");
}

async function removeAllBut(kept) {
  for (const entry of await readdir(DIST, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !path.endsWith(".part") && !kept.has(path)) await rm(path, { force: true });
  }
}

async function publish(results) {
  const sheets = (await Promise.all(results.map(sheetsOf))).flat();
  const outputs = Object.assign({}, ...results.map((result) => result.metafile.outputs));
  const split = new Set(sheets.map(({ entry }) => entry));
  const files = new Map();
  const gzipBytes = new Map();
  for (const { path, contents } of [...results, ...sheets].flatMap((each) => each.outputFiles)) {
    if (isReplaced(outputs, split, relative(ROOT, path))) continue;
    const packed = gzipSync(contents, { level: 9, memLevel: 9 });
    gzipBytes.set(relative(ROOT, path), packed.length);
    files.set(path, contents).set(`${path}.gz`, packed);
  }
  files.set(join(DIST, "licences.txt"), await licencesOf(outputs));
  for (const [path, contents] of files) await place(path, contents);
  const manifest = manifestOf(outputs, gzipBytes, sheets);
  await place(join(DIST, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await removeAllBut(new Set([...files.keys(), join(DIST, "manifest.json")]));
  const sizes = Object.entries(manifest).map(([entry, { gzip_bytes }]) => `${entry} ${(gzip_bytes / 1000).toFixed(1)} kB`);
  console.log(`built, gzipped: ${sizes.join(", ")}`);
}

async function watch() {
  const latest = new Map();
  let turn = Promise.resolve();
  const publisher = {
    name: "publish",
    setup({ initialOptions, onEnd }) {
      onEnd((result) => {
        if (result.errors.length > 0) return;
        latest.set(JSON.stringify(initialOptions.entryPoints), result);
        if (latest.size === BUILDS.length) turn = turn.then(() => publish([...latest.values()])).catch(console.error);
      });
    },
  };
  for (const options of BUILDS) {
    const context = await esbuild.context({ ...options, logLevel: "warning", plugins: [...(options.plugins ?? []), publisher] });
    await context.watch();
  }
}

if (WATCH) {
  await watch();
} else {
  await publish(await Promise.all(BUILDS.map((options) => esbuild.build(options))).catch(() => process.exit(1)));
}
