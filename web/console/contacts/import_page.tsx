// Bringing contacts or companies in from a file: try it first, look at the report, then keep it.

import { useEffect, useRef, useState } from "preact/hooks";
import { AlertIcon, CheckIcon } from "../../shared/icons.tsx";
import { Button } from "../../shared/parts.tsx";
import type { BadRow, Report } from "../api.ts";
import { useDesk } from "../desk.ts";
import { Empty } from "../parts.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { asRefusal, type Refusal } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { admins } from "../screens.ts";
import { changed } from "./asking.ts";
import { CompanyIcon } from "./icons.tsx";
import { badRowsCsv, bringIn, columnWords, isJson, reportWords, type Kind, type Progress } from "./importing.ts";
import "./import.css";

const BACK = { href: addressOf(screenPlace("contacts")), name: "Contacts" };
const SHOWN = 100;

type Run =
  | { readonly is: "idle" }
  | { readonly is: "running"; readonly dryRun: boolean; readonly progress: Progress | null }
  | { readonly is: "refused"; readonly refusal: Refusal }
  | { readonly is: "done"; readonly report: Report };

const IDLE: Run = { is: "idle" };

export function ImportPage() {
  const { state } = useDesk();
  if (!admins(state.value)) {
    return (
      <ScreenPage title="Import" back={BACK}>
        <Empty icon={<CompanyIcon size={28} />} title="Only administrators import">
          Ask one of them; you can create contacts one by one.
        </Empty>
      </ScreenPage>
    );
  }
  return (
    <ScreenPage title="Import" back={BACK}>
      <Import />
    </ScreenPage>
  );
}

function Import() {
  const [kind, setKind] = useState<Kind>("contacts");
  const [file, setFile] = useState<File | null>(null);
  const [run, setRun] = useState<Run>(IDLE);
  const under = useRef<AbortController | null>(null);
  useEffect(() => () => under.current?.abort(), []);
  const choose = (chosen: File | null) => {
    setFile(chosen);
    setRun(IDLE);
  };
  const start = (dryRun: boolean) => {
    if (file === null) return;
    const mine = (under.current = new AbortController());
    setRun({ is: "running", dryRun, progress: null });
    bringIn({ kind, file, json: isJson(file), dryRun }, (progress) => setRun({ is: "running", dryRun, progress }), mine.signal).then(
      (report) => {
        setRun({ is: "done", report });
        if (!dryRun) changed();
      },
      (problem: unknown) => setRun(mine.signal.aborted ? IDLE : { is: "refused", refusal: asRefusal(problem) }),
    );
  };
  const running = run.is === "running";
  const tried = run.is === "done" && run.report.dry_run;
  return (
    <div class="import">
      <fieldset class="import-kinds" disabled={running}>
        <legend>What is in the file?</legend>
        {(["contacts", "companies"] as const).map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="kind"
              checked={kind === each}
              onChange={() => {
                setKind(each);
                setRun(IDLE);
              }}
            />{" "}
            {each === "contacts" ? "Contacts" : "Companies"}
          </label>
        ))}
      </fieldset>
      <FileField file={file} disabled={running} onFile={choose} />
      <p class="import-acts">
        <Button look={tried ? "secondary" : "primary"} disabled={file === null || running} busy={running && run.dryRun} onClick={() => start(true)}>
          Try it first
        </Button>
        <Button look={tried ? "primary" : "secondary"} disabled={file === null || running} busy={running && !run.dryRun} onClick={() => start(false)}>
          Import
        </Button>
        {running && <Button onClick={() => under.current?.abort()}>Stop</Button>}
      </p>
      <Outcome run={run} />
    </div>
  );
}

interface FileFieldProps {
  readonly file: File | null;
  readonly disabled: boolean;
  readonly onFile: (file: File | null) => void;
}

function FileField({ file, disabled, onFile }: FileFieldProps) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!disabled) onFile(event.dataTransfer?.files[0] ?? null);
  };
  const drag = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <label class={over ? "import-file import-file-over" : "import-file"} onDragOver={drag} onDragLeave={() => setOver(false)} onDrop={drop}>
      <span class="import-file-name">{file === null ? "Choose a CSV or JSON file, or drop it here" : file.name}</span>
      <span class="import-hint">
        The first line of a CSV file names the columns: name, e-mail, phone, title, company, external id for contacts; name, domains, phone,
        external id for companies. What is there already is updated.
      </span>
      <input
        type="file"
        class="unseen"
        accept=".csv,.tsv,.txt,.json,text/csv,application/json"
        disabled={disabled}
        onChange={(event) => onFile(event.currentTarget.files?.[0] ?? null)}
      />
    </label>
  );
}

function Outcome({ run }: { run: Run }) {
  return (
    <>
      <div role="status">
        {run.is === "running" && <Running run={run} />}
        {run.is === "done" && (
          <p class="import-words">
            <CheckIcon /> <strong>{run.report.dry_run ? "Nothing is kept yet." : "Done."}</strong> {reportWords(run.report)}
          </p>
        )}
      </div>
      <div role="alert">
        {run.is === "refused" && (
          <p class="notice notice-error">
            <AlertIcon /> <span>{run.refusal.message}</span>
          </p>
        )}
      </div>
      {run.is === "done" && <Details report={run.report} />}
    </>
  );
}

function Running({ run }: { run: Extract<Run, { is: "running" }> }) {
  const { progress, dryRun } = run;
  if (progress === null) return <p>Reading the file…</p>;
  const words = `${dryRun ? "Trying" : "Importing"}: ${progress.done} of ${progress.total} rows`;
  return (
    <p class="import-progress">
      <progress aria-label={words} value={progress.done} max={progress.total} /> <span class="figure">{words}</span>
    </p>
  );
}

function Details({ report }: { report: Report }) {
  const { columns, ignored, encoding, bad, bad_count } = report;
  return (
    <>
      <dl class="import-facts">
        <div>
          <dt>Columns</dt>
          <dd>{columnWords(columns)}</dd>
        </div>
        {ignored.length > 0 && (
          <div>
            <dt>No place for</dt>
            <dd>{ignored.join(", ")}</dd>
          </div>
        )}
        {encoding !== "utf-8" && (
          <div>
            <dt>Read as</dt>
            <dd>{encoding}</dd>
          </div>
        )}
      </dl>
      {bad_count > 0 && <BadRows bad={bad} count={bad_count} />}
    </>
  );
}

function BadRows({ bad, count }: { bad: readonly BadRow[]; count: number }) {
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([badRowsCsv(bad)], { type: "text/csv" }));
    link.download = "rows-left-out.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 0);
  };
  return (
    <section aria-labelledby="bad-rows">
      <header class="import-bad-head">
        <h3 id="bad-rows">Rows left out ({count})</h3>
        <Button onClick={save}>Download as CSV</Button>
      </header>
      <div class="import-scroll" tabIndex={0} role="group" aria-label="Rows left out">
        <table class="crm-table">
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Column</th>
              <th scope="col">What is wrong</th>
              <th scope="col">It says</th>
            </tr>
          </thead>
          <tbody>
            {bad.slice(0, SHOWN).map(({ line, column, message, value }, at) => (
              <tr key={at}>
                <td class="figure">{line}</td>
                <td>{column}</td>
                <td>{message}</td>
                <td>
                  <bdi>{value}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {count > SHOWN && <p class="import-hint">The first {Math.min(SHOWN, bad.length)} are shown.</p>}
    </section>
  );
}
