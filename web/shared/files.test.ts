import assert from "node:assert/strict";
import { test } from "node:test";
import { takesFiles } from "./dropped.ts";
import { extensionOf, kindOf, refusalOf, sizeWords } from "./files.ts";
import { fitted } from "./fitted.ts";

const RULES = { extensions: [".png", ".jpg", ".pdf"], max_bytes: 10 * 1024 * 1024 };

test("a file is known to be refused by its name or its size before it is sent", () => {
  assert.equal(refusalOf({ name: "Bill.PDF", size: 5 }, RULES), null);
  assert.deepEqual(refusalOf({ name: "bill.pdf.exe", size: 5 }, RULES), {
    is: "type",
    name: "bill.pdf.exe",
    taken: ["pictures", "PDF"],
  });
  assert.equal(refusalOf({ name: "nothing", size: 5 }, RULES)?.is, "type");
  assert.equal(refusalOf({ name: "a.png", size: RULES.max_bytes }, RULES), null);
  assert.equal(refusalOf({ name: "a.png", size: RULES.max_bytes + 1 }, RULES)?.is, "too_large");
});

test("a channel that names no extensions takes no files", () => {
  assert(!takesFiles(undefined));
  assert(!takesFiles({}));
  assert(takesFiles(RULES));
});

test("an extension is the last one, in small letters, with its dot", () => {
  assert.deepEqual(["a.B.PNG", "none", ".hidden"].map(extensionOf), [".png", "", ".hidden"]);
});

test("sizes are short, and a size that is too large never reads like the limit", () => {
  assert.equal(sizeWords(1, "en"), "1 kB");
  assert.equal(sizeWords(35 * 1024, "en"), "35 kB");
  assert.equal(sizeWords(1.25 * 1024 * 1024, "en"), "1.3 MB");
  assert.equal(sizeWords(14.2 * 1024 * 1024, "en"), "14 MB");
  assert.equal(sizeWords(10 * 1024 * 1024 + 1, "en", 10 * 1024 * 1024), "10.1 MB");
});

test("a picture gets its place before it comes: shrunk to fit, never blown up", () => {
  const most = { width: 320, height: 240 };
  assert.deepEqual(fitted({ width: 1600, height: 800 }, most), { width: 320, height: 160 });
  assert.deepEqual(fitted({ width: 20, height: 10 }, most), { width: 20, height: 10 });
  assert.deepEqual(fitted({ width: 10, height: 16_000 }, most), { width: 1, height: 240 });
  assert.deepEqual(fitted({}, most), most);
});

test("what a file is shown as follows from what the server found in it", () => {
  const shown = ["image/webp", "application/pdf", "text/csv", "text/plain", "image/svg+xml"].map((media_type) => kindOf({ media_type }));
  assert.deepEqual(shown, ["picture", "pdf", "table", "text", "document"]);
});
