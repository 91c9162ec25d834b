import assert from "node:assert/strict";
import { test } from "node:test";
import { kept, mayBe } from "./safe.ts";

test("what Markdown makes may be shown", () => {
  for (const tag of ["p", "h2", "ul", "li", "strong", "pre", "table", "td", "a", "img"]) assert(mayBe(tag), tag);
});

test("what runs, loads or asks for anything may not", () => {
  for (const tag of ["script", "style", "iframe", "object", "form", "input", "svg", "math", "link", "meta", "video", "template"]) assert(!mayBe(tag), tag);
});

test("no attribute gets through but the few that say something", () => {
  assert.deepEqual(kept("p", { onclick: "alert(1)", style: "position: fixed", id: "app" }), {});
  assert.deepEqual(kept("img", { src: "/files/a.png", alt: "A lamp", onerror: "alert(1)" }), { src: "/files/a.png", alt: "A lamp" });
  assert.deepEqual(kept("td", { class: "right" }), { class: "right" });
  assert.deepEqual(kept("td", { class: "dialog" }), {});
});

test("an address leads to a page, a mail or a telephone, and runs nothing", () => {
  for (const href of ["https://a.example/x", "HTTP://a.example", "mailto:a@b.example", "tel:+47", "/faq/x", "#top"]) assert.equal(kept("a", { href })["href"], href);
  for (const href of ["javascript:alert(1)", " javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "java\nscript:x"]) assert.deepEqual(kept("a", { href }), {}, href);
});

test("a picture comes from this server or not at all", () => {
  for (const src of ["https://evil.example/x.png", "//evil.example/x.png", "/\\evil.example/x.png", "data:image/svg+xml,x", undefined]) assert.equal(kept("img", { src })["src"], undefined);
});
