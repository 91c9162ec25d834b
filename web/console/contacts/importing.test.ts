import assert from "node:assert/strict";
import { test } from "node:test";
import type { Report } from "../api.ts";
import { badRowsCsv, columnWords, eachLine, isJson, reportWords } from "./importing.ts";

const REPORT: Report = {
  kind: "contacts",
  dry_run: false,
  rows: 40,
  created: 30,
  updated: 5,
  unchanged: 3,
  companies_created: 0,
  bad_count: 2,
  bad: [],
  columns: {},
  ignored: [],
  encoding: "utf-8",
};

async function linesOf(...pieces: readonly Uint8Array[]): Promise<string[]> {
  const lines: string[] = [];
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  await eachLine(stream, (line) => lines.push(line));
  return lines;
}

test("lines are whole wherever they were cut, also within a letter", async () => {
  const bytes = new TextEncoder().encode('{"a":"ø"}\n{"b":1}\n');
  for (let at = 0; at <= bytes.length; at++) {
    assert.deepEqual(await linesOf(bytes.slice(0, at), bytes.slice(at)), ['{"a":"ø"}', '{"b":1}']);
  }
  assert.deepEqual(await linesOf(new TextEncoder().encode("last")), ["last"]);
});

test("a report says what became of each row, and of a dry run what would", () => {
  assert.equal(reportWords(REPORT), "40 rows: 30 contacts created, 5 updated, 3 unchanged, 2 left out.");
  const tried = reportWords({ ...REPORT, dry_run: true, companies_created: 1 });
  assert.equal(tried.includes("30 contacts would be created, 5 would be updated"), true, tried);
  assert.equal(tried.endsWith("1 company that nobody knew would be created."), true, tried);
});

test("one row is one row, and columns are told in the words of the screen", () => {
  assert.equal(reportWords({ ...REPORT, rows: 1, created: 1, updated: 0 }), "1 row: 1 contact created, 0 updated, 3 unchanged, 2 left out.");
  assert.equal(columnWords({ name: "name", emails: "Epost", external_id: "external id" }), "name, Epost → e-mail, external id");
});

test("bad rows become a file that no spreadsheet takes for formulas", () => {
  const bad = [
    { line: 2, column: "e-mail", message: 'Not an "address"', value: "=1+1" },
    { line: 3, message: "No name, no address" },
    { line: 4, message: "Not a name", value: "Mia; =1+1;\t@SUM(A1); x" },
  ];
  assert.equal(badRowsCsv(bad), "line,column,what is wrong,value\r\n2,e-mail,\"Not an \"\"address\"\"\",'=1+1\r\n3,,\"No name, no address\",\r\n4,,Not a name,Mia;' =1+1;'\t'@SUM(A1); x\r\n");
});

test("a file is JSON by its name or type", () => {
  assert.equal(isJson({ name: "People.JSON", type: "" }), true);
  assert.equal(isJson({ name: "x", type: "application/json" }), true);
  assert.equal(isJson({ name: "people.csv", type: "text/csv" }), false);
});
