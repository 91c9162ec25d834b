// Sending a file to be brought in, and reading what the server says of it line by line: how far it is, then the report.

import type { BadRow, Report } from "../api.ts";
import { asked, asRefusal, Refusal } from "../rest.ts";

export type Kind = Report["kind"];

export interface Progress {
  readonly done: number;
  readonly total: number;
}

interface Wanted {
  readonly kind: Kind;
  readonly file: Blob;
  readonly json: boolean;
  readonly dryRun: boolean;
}

/** The report; `onProgress` is told after each batch. Throws a Refusal, or what `fetch` throws for an aborted call. */
export async function bringIn({ kind, file, json, dryRun }: Wanted, onProgress: (now: Progress) => void, signal: AbortSignal): Promise<Report> {
  const address = `/api/v1/import/${kind}?dry_run=${dryRun}&format=${json ? "json" : "csv"}`;
  const headers = { accept: "application/x-ndjson", "content-type": json ? "application/json" : "text/csv" };
  const response = await asked(address, { method: "POST", body: file, headers, credentials: "same-origin", signal });
  if (!response.ok || response.body === null) throw await refusalOf(response);
  let report: Report | undefined;
  await eachLine(response.body, (line) => {
    const said = JSON.parse(line) as Progress | Report;
    if ("rows" in said) report = said;
    else onProgress(said);
  });
  if (report === undefined) throw new Refusal({ code: "lost", message: "The connection was lost half-way. What was brought in stays; the same file once more goes on." });
  return report;
}

async function refusalOf(response: Response): Promise<Refusal> {
  try {
    return new Refusal((await response.json()) as ConstructorParameters<typeof Refusal>[0]);
  } catch (problem) {
    return response.status === 413 ? new Refusal({ code: "too_large", message: "That file is larger than the server takes." }) : asRefusal(problem);
  }
}

/** Each line of a stream once it is whole, wherever the pieces it comes in were cut. */
export async function eachLine(stream: ReadableStream<Uint8Array>, take: (line: string) => void): Promise<void> {
  const reader = stream.getReader();
  const text = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += done ? text.decode() : text.decode(value, { stream: true });
    const lines = rest.split("\n");
    rest = done ? "" : (lines.pop() ?? "");
    for (const line of lines) if (line !== "") take(line);
    if (done) return;
  }
}

export function isJson(file: { readonly name: string; readonly type: string }): boolean {
  return file.type === "application/json" || file.name.toLowerCase().endsWith(".json");
}

// Ours that are no words.
const COLUMN_WORD: Readonly<Record<string, string>> = { emails: "e-mail", external_id: "external id" };

/** "name, Epost → e-mail": each column that was understood, as the file has them, and what it was taken for. */
export function columnWords(columns: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(columns).map(([ours, theirs]) => [COLUMN_WORD[ours] ?? ours, theirs] as const);
  return pairs.map(([ours, theirs]) => (ours === theirs ? ours : `${theirs} → ${ours}`)).join(", ");
}

/** "40 rows: 30 would be created, 5 updated, 3 unchanged, 2 left out." */
export function reportWords({ kind, rows, created, updated, unchanged, bad_count, companies_created, dry_run }: Report): string {
  const would = dry_run ? "would be " : "";
  const nouns = kind === "contacts" ? (created === 1 ? "contact" : "contacts") : created === 1 ? "company" : "companies";
  const counts = `${rows} ${rows === 1 ? "row" : "rows"}: ${created} ${nouns} ${would}created, ${updated} ${would}updated, ${unchanged} unchanged, ${bad_count} left out.`;
  if (companies_created === 0) return counts;
  return `${counts} ${companies_created} ${companies_created === 1 ? "company" : "companies"} that nobody knew ${would}created.`;
}

/** The bad rows as a file for whoever mends them. What a spreadsheet would take for a formula is led by a quote, as in
 * net/spreadsheet.py; behind a semicolon, a tab or the end of a line as well, where some begin a new cell. */
export function badRowsCsv(bad: readonly BadRow[]): string {
  const lines = bad.map(({ line, column, message, value }) => [`${line}`, column ?? "", message, value ?? ""].map(cell).join(","));
  return ["line,column,what is wrong,value", ...lines, ""].join("\r\n");
}

const FORMULA = /(^|[;\t\r\n])(?= *[=+\-@\t\r\n|%＝＋－＠])/g;

function cell(text: string): string {
  const safe = text.replaceAll("\0", "").replaceAll(FORMULA, "$1'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
