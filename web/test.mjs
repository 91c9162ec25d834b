// Runs the unit tests of the pure parts, *.test.ts beside what they test: bundled by esbuild, run by Node's own runner.

import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as esbuild from "esbuild";
import { emoji } from "./emoji.mjs";

const ROOT = import.meta.dirname;

const tests = globSync("{widget,console,shared}/**/*.test.{ts,tsx}", { cwd: ROOT });
if (tests.length === 0) {
  console.log("no unit tests");
  process.exit(0);
}

const out = mkdtempSync(join(tmpdir(), "switchboard-web-")); // Node's runner finds nothing under node_modules
process.on("exit", () => rmSync(out, { recursive: true, force: true }));

const { outputFiles } = await esbuild
  .build({
    absWorkingDir: ROOT,
    entryPoints: tests,
    outbase: ROOT,
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    plugins: [emoji],
    platform: "node",
    format: "esm",
    sourcemap: "inline",
    write: false,
  })
  .catch(() => process.exit(1));
for (const { path, contents } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
const bundles = outputFiles.map(({ path }) => path).filter((path) => path.endsWith(".mjs")); // styles come beside them
const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-reporter=dot", ...bundles], {
  cwd: out,
  env: { ...process.env, LC_ALL: "en_GB.UTF-8" }, // so that no setting of a machine changes how a date is written
  stdio: "inherit",
});
process.exit(run.status ?? 1);
