// The HTTP API, one function: `rest("GET /api/v1/requests/{number}", { path: { number: 17 } })`.
//
// Routes, and what goes into and comes out of each, are in api.ts, which is generated; a route that the server does not
// have does not compile. `path` fills the address in, `query` is added to it (a list is repeated, what is empty or
// undefined is left out), `revision` is said in If-Match, `body` becomes JSON unless it is a file or form already. The answer is what the server said.
// Whatever is not an answer is thrown as a `Refusal` with words to show; an aborted call throws what `fetch` throws.
// A refusal that the session is over also leads to the door (`whenSignedOut`), unless another has begun meanwhile.
//
// To show what a GET brings, use `useResource` and `usePages` of loading.tsx.

import type { AnswerOf, Api, Route } from "./api.ts";

export type Code =
  | "lost"
  | "bad_frame"
  | "invalid"
  | "not_signed_in"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "too_large"
  | "rate_limited"
  | "unavailable"
  | "internal";

interface Problem {
  readonly code: Code;
  readonly message: string;
  readonly field?: string;
  readonly retry_ms?: number;
}

/** Why not. `message` is a sentence for the agent, `field` the one that is wrong where one is. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: Code;
  readonly field: string | undefined;
  readonly retryMs: number | undefined;

  constructor({ code, message, field, retry_ms }: Problem) {
    super(message);
    this.code = code;
    this.field = field;
    this.retryMs = retry_ms;
  }
}

/** What a route wants beside its name; nothing where all of it may be left out. */
type Wants<R extends Route> = Omit<Api[R], "answer"> & More;

interface More {
  readonly signal?: AbortSignal;
  /** The revision that was read, for what may only be changed by who has seen it. */
  readonly revision?: number;
}

type Arguments<R extends Route> = object extends Omit<Api[R], "answer"> ? [wants?: Wants<R>] : [wants: Wants<R>];

interface Parts {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly revision?: number;
}

export async function rest<R extends Route>(route: R, ...[wants]: Arguments<R>): Promise<AnswerOf<R>> {
  const { path, query, body, signal, revision }: Parts = wants ?? {};
  const [method = "", template = ""] = route.split(" ");
  const init: RequestInit = { method, credentials: "same-origin", cache: "no-store", ...bodyOf(body, revision), ...(signal && { signal }) };
  const mine = session;
  const response = await asked(addressOf(template, path, query), init);
  if (response.status === 401 && mine === session) signedOut();
  if (!response.ok) throw await refusalOf(response);
  return (response.status === 204 ? undefined : await response.json()) as AnswerOf<R>;
}

let signedOut: () => void = () => undefined;
let session = 0;

/** What happens when the server does not know the session any more. */
export function whenSignedOut(act: () => void): void {
  signedOut = act;
}

/** Somebody has signed in: that the server does not know the session before says nothing of hers. */
export function beginSession(): void {
  session += 1;
}

export function addressOf(template: string, path: Parts["path"] = {}, query: Parts["query"] = {}): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null && each !== "") search.append(name, String(each));
    }
  }
  return search.size === 0 ? filled : `${filled}?${search}`;
}

function bodyOf(body: unknown, revision: number | undefined): RequestInit {
  if (body === undefined) return {};
  if (body instanceof Blob || body instanceof FormData || typeof body === "string") return { body };
  return { body: JSON.stringify(body), headers: { "content-type": "application/json", ...(revision !== undefined && { "if-match": `"${revision}"` }) } };
}

/** `fetch`, but a server that cannot be reached is a Refusal too. */
export async function asked(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (problem) {
    if (init.signal?.aborted) throw problem;
    throw new Refusal({ code: "lost", message: "The server cannot be reached. Look at your connection and try again." });
  }
}

async function refusalOf(response: Response): Promise<Refusal> {
  try {
    const said = (await response.json()) as Partial<Problem>;
    if (said.code !== undefined && said.message) return new Refusal({ ...said, code: said.code, message: said.message });
  } catch {
    // A proxy's page, or half an answer: only the status is left.
  }
  if (response.status === 413) return new Refusal({ code: "too_large", message: "That is larger than the server takes." });
  return new Refusal({ code: "internal", message: "The server has a problem right now. Try again in a moment." });
}

/** As a Refusal, whatever was thrown: for a `catch` that has to say something. */
export function asRefusal(problem: unknown): Refusal {
  if (problem instanceof Refusal) return problem;
  return new Refusal({ code: "internal", message: "Something went wrong here. Try again." });
}
