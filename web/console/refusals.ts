// What a refusal of a command says to the agent: what happened, what is kept, what to do.

import { Refused } from "../shared/socket.ts";

export function reasonOf(problem: unknown): string {
  if (!(problem instanceof Refused)) return "Something went wrong here. Try again.";
  switch (problem.code) {
    case "taken":
      return `${problem.details.agent ?? "A colleague"} took this chat a moment ago.`;
    case "lost":
      return "There is no connection right now. Look again when it is back.";
    case "conflict":
      if (problem.details.status === "active" && problem.message) return problem.message;
      return CONFLICT[problem.details.status ?? ""] ?? "The chat has changed in the meantime.";
    case "forbidden":
      return problem.message || "You may not do this in this channel.";
    case "not_found":
      return "This chat is not there any more.";
    case "too_large":
    case "invalid":
      return problem.message || "The server did not take it.";
    case "rate_limited":
      return "That was too fast for the server. Try again in a moment.";
    default:
      return "The server has a problem right now. Try again in a moment.";
  }
}

const CONFLICT: Readonly<Record<string, string>> = {
  queued: "The chat waits in the queue again.",
  active: "The chat is with an agent already.",
  ended: "The chat has ended.",
  abandoned: "The customer left before an answer.",
};

export function codeOf(problem: unknown): string {
  return problem instanceof Refused ? problem.code : "";
}
