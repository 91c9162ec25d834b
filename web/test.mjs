// Runs the unit tests of the pure parts, *.test.ts beside what they test: bundled by esbuild, run by Node's own runner.

import { spawnSync } from "node:child_process";
import { globSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as esbuild from "esbuild";

const ROOT = import.meta.dirname;
const OUT = join(ROOT, "node_modules", ".unit-tests");

const tests = globSync("{widget,console,shared}/**/*.test.{ts,tsx}", { cwd: ROOT });
if (tests.length === 0) {
  console.log("no unit tests");
  process.exit(0);
}

rmSync(OUT, { recursive: true, force: true });
const options = {
  absWorkingDir: ROOT,
  entryPoints: tests,
  outdir: OUT,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  sourcemap: "inline",
};
const { metafile } = await esbuild.build({ ...options, metafile: true }).catch(() => process.exit(1));
const bundles = Object.keys(metafile.outputs).filter((name) => name.endsWith(".mjs"));
const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-reporter=dot", ...bundles], {
  cwd: ROOT,
  stdio: "inherit",
});
process.exit(run.status ?? 1);
