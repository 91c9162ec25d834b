// How the parts of the CRM ask the server, and tell each other that a record is not as it was.
//
// What concerns a chat goes over its socket (`askOf`), everything else by rest.ts. Both refuse with a `Refusal`, so a
// form has one way to show why not.

import { signal } from "@preact/signals";
import type { AgentCommand } from "../../shared/protocol.ts";
import { Refused } from "../../shared/socket.ts";
import type { Desk } from "../desk.ts";
import { reasonOf } from "../refusals.ts";
import { asRefusal, Refusal, type Code } from "../rest.ts";

/** Goes up with each change made here. It is part of the keys under which cards and lists are fetched. */
export const changes = signal(0);

export function changed(): void {
  changes.value++;
}

export async function askOf<Answer>(desk: Desk, command: AgentCommand): Promise<Answer> {
  try {
    return await desk.ask<Answer>(command);
  } catch (problem) {
    throw refusalOf(problem);
  }
}

export function refusalOf(problem: unknown): Refusal {
  if (!(problem instanceof Refused)) return asRefusal(problem);
  const { field } = problem.details;
  // A conflict over an address is no matter of the chat's state: the server's own words say more.
  const message = problem.code === "conflict" || problem.code === "not_found" ? problem.message : reasonOf(problem);
  return new Refusal({ code: problem.code as Code, message, ...(field !== undefined && { field }) });
}
