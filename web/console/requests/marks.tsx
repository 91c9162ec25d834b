// The status and the priority of a request as a mark: a shape and a word, never a colour alone.

import { PRIORITY, STATUS, type Priority, type Status } from "./words.ts";
import "./marks.css";

export function StatusMark({ status }: { status: Status }) {
  return (
    <span class={`request-status request-status-${status}`}>
      <span class="unseen">Status: </span>
      {STATUS[status]}
    </span>
  );
}

const SIGN: Readonly<Record<Priority, string>> = { urgent: "▲▲", high: "▲", normal: "", low: "▼" };

/** Nothing where it is as usual. */
export function PriorityMark({ priority }: { priority: Priority }) {
  if (priority === "normal") return null;
  return (
    <span class={`request-priority request-priority-${priority}`}>
      <span class="request-priority-sign" aria-hidden="true">{SIGN[priority]}</span> <span class="unseen">Priority: </span>
      {PRIORITY[priority]}
    </span>
  );
}
