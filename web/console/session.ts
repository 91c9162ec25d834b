// Signing in and out over HTTP. The token stays in an HttpOnly cookie; no script sees it.

const SESSION = "/api/v1/session";

export type SignInAnswer = { ok: true } | { ok: false; wrong: boolean; why: string };
export type Standing = "signed_in" | "signed_out" | "unknown";

/** Whether the cookie still stands; "unknown" where the server cannot be reached, which the socket sees for itself. */
export async function standing(): Promise<Standing> {
  const answer = await ask("GET");
  if (answer === null) return "unknown";
  if (answer.ok) return "signed_in";
  return answer.status === 401 ? "signed_out" : "unknown";
}

// A sign-out that ended after the next sign-in would take the new cookie with it.
let leaving: Promise<unknown> = Promise.resolve();

export async function signIn(login: string, password: string): Promise<SignInAnswer> {
  await leaving;
  const answer = await ask("POST", { login, password });
  if (answer === null)
    return { ok: false, wrong: false, why: "The server cannot be reached. Look at your connection and try again." };
  if (answer.ok) return { ok: true };
  return { ok: false, wrong: answer.status === 401, why: refusal(answer.status) };
}

/** Whether the server knows of it. If not, the cookie still opens the console on this machine. */
export async function signOut(): Promise<boolean> {
  const asked = ask("DELETE");
  leaving = asked;
  const answer = await asked;
  return answer !== null && (answer.ok || answer.status === 401);
}

function refusal(status: number): string {
  if (status === 401) return "That login and password do not go together.";
  if (status === 403) return "This account may not sign in here. Ask an administrator.";
  if (status === 429) return "Too many tries. Wait a minute and try again.";
  if (status === 400 || status === 422) return "That cannot be a login and password. Look at them again.";
  return "The server has a problem right now. Try again in a moment.";
}

async function ask(method: "GET" | "POST" | "DELETE", body?: unknown): Promise<Response | null> {
  try {
    const init: RequestInit = { method, credentials: "same-origin", cache: "no-store" };
    if (body === undefined) return await fetch(SESSION, init);
    return await fetch(SESSION, { ...init, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    return null;
  }
}
