import assert from "node:assert/strict";
import { test } from "node:test";
import { type Accent, PRODUCT_COLOR, accentOf, contrast, declarations, parseHex, toOklch } from "./color.ts";
import TOKENS from "./tokens.css" with { type: "text" };

const LIGHT = block(":root {");
const DARK = block(':root[data-theme="dark"] {');
const DARK_BY_SYSTEM = block(':root:not([data-theme="light"]) {');

function block(head: string): Map<string, string> {
  const from = TOKENS.indexOf(head);
  assert(from >= 0, head);
  const body = TOKENS.slice(from, TOKENS.indexOf("}", from));
  return new Map([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!.trim()]));
}

function* wheel(): Generator<string> {
  const steps = ["00", "33", "66", "99", "cc", "ff"];
  for (const r of steps) for (const g of steps) for (const b of steps) yield `#${r}${g}${b}`;
}

function claims(scale: Accent, tokens: Map<string, string>, color: string): void {
  const surfaces = ["--n-1", "--n-2", "--n-3"].map((name) => tokens.get(name)!);
  const atLeast = (ratio: number, one: string, other: string): void =>
    assert(contrast(one, other) >= ratio, `${color}: ${one} on ${other} is ${contrast(one, other).toFixed(2)}`);
  for (const surface of surfaces) {
    atLeast(4.5, scale.text, surface);
    atLeast(3, scale.solid, surface);
  }
  atLeast(4.5, scale.text, scale.tint);
  atLeast(4.5, scale.on, scale.solid);
  atLeast(4.5, scale.on, scale.solidHover);
}

test("whatever colour is picked, its scale keeps the contrasts in light and in dark", () => {
  for (const color of wheel()) {
    const { light, dark } = accentOf(color);
    claims(light, LIGHT, color);
    claims(dark, DARK, color);
  }
});

test("a colour that is good already is used as it is", () => {
  assert.equal(accentOf("#1f5fd0").light.solid, "#1f5fd0");
});

test("what is no colour gives the product's own", () => {
  assert.deepEqual(accentOf("url(evil)"), accentOf(PRODUCT_COLOR));
  assert.equal(parseHex("#12345"), null);
  assert.deepEqual(parseHex("#fff"), [1, 1, 1]);
});

test("white and black are where OKLCH has them", () => {
  assert.equal(toOklch([1, 1, 1]).l.toFixed(3), "1.000");
  assert.equal(toOklch([0, 0, 0]).l.toFixed(3), "0.000");
});

test("tokens.css holds what this file makes of the product's colour", () => {
  const { light, dark } = accentOf(PRODUCT_COLOR);
  for (const [tokens, scale] of [[LIGHT, light], [DARK, dark], [DARK_BY_SYSTEM, dark]] as const) {
    for (const line of declarations(scale).split("\n")) {
      const [name, value] = line.trim().replace(";", "").split(": ");
      assert.equal(tokens.get(name!), value, `${name}`);
    }
  }
});

test("dark by the system and dark by the attribute are the same", () => {
  assert.deepEqual(DARK, DARK_BY_SYSTEM);
});

test("grey text, marks and meanings are readable where tokens.css says so", () => {
  for (const tokens of [LIGHT, DARK]) {
    const of = (name: string): string => tokens.get(name)!;
    for (const back of ["--n-1", "--n-2", "--n-3", "--n-4"]) {
      assert(contrast(of("--n-11"), of(back)) >= 4.5, `--n-11 on ${back}`);
      assert(contrast(of("--n-12"), of(back)) >= 7, `--n-12 on ${back}`);
      assert(contrast(of("--n-9"), of(back)) >= 3, `--n-9 on ${back}`);
    }
    assert(contrast(of("--n-10"), of("--n-1")) >= 4.5, "placeholders");
    for (const meaning of ["danger", "warn", "ok"]) {
      assert(contrast(of(`--${meaning}-text`), of(`--${meaning}-tint`)) >= 4.5, `${meaning} on its tint`);
      assert(contrast(of(`--${meaning}-text`), of("--n-1")) >= 4.5, meaning);
      assert(contrast(of(`--${meaning}`), of("--n-1")) >= 3, `${meaning} as a mark`);
    }
    assert(contrast("#ffffff", of("--danger")) >= 4.5, "white on danger");
  }
});
