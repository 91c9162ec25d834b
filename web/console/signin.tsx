// The sign-in page. A plain form with the names password managers look for; a refusal keeps what was typed.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { AlertIcon } from "../shared/icons.tsx";
import { Button } from "../shared/parts.tsx";
import { EyeIcon, EyeOffIcon, Logo } from "./icons.tsx";
import type { SignInAnswer } from "./session.ts";
import "./signin.css";

const SHOWN = { type: "text" } as const;
const HIDDEN = { type: "password" } as const;

interface SignInProps {
  readonly signIn: (login: string, password: string) => Promise<SignInAnswer>;
  /** Why the agent is here again, if she was signed in before. */
  readonly reason: string | null;
}

export default function SignIn({ signIn, reason }: SignInProps) {
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const login = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  useLayoutEffect(() => {
    document.title = "Sign in · Switchboard";
    login.current?.focus();
  }, []);

  const submit = async (event: Event) => {
    event.preventDefault();
    const [name, secret] = [login.current?.value.trim() ?? "", password.current?.value ?? ""];
    const missing = name === "" ? login : secret === "" ? password : null;
    if (missing !== null) {
      setProblem(missing === login ? "Write your login." : "Write your password.");
      missing.current?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    const answer = await signIn(name, secret);
    if (answer.ok) return; // the console takes this page's place
    setBusy(false);
    setProblem(answer.why);
    if (answer.wrong) password.current?.select();
  };

  return (
    <main class="signin">
      <form class="signin-card" method="post" action="/console" onSubmit={submit} noValidate>
        <div class="signin-brand">
          <Logo size={36} />
          <h1>Sign in to Switchboard</h1>
        </div>
        {reason !== null && problem === null && (
          <p class="notice notice-plain" role="status">
            {reason}
          </p>
        )}
        {problem !== null && (
          <p class="notice notice-error" role="alert" id="signin-problem">
            <AlertIcon /> <span>{problem}</span>
          </p>
        )}
        <label class="field">
          <span class="field-name">Login</span>
          <input
            class="input"
            ref={login}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellcheck={false}
            aria-describedby="signin-problem"
            required
          />
        </label>
        <div class="field">
          <label class="field-name" for="password">
            Password
          </label>
          <div class="signin-password">
            <input
              class="input"
              ref={password}
              id="password"
              name="password"
              {...(shown ? SHOWN : HIDDEN)}
              autoComplete="current-password"
              aria-describedby="signin-problem"
              required
            />
            <button
              type="button"
              class="signin-eye"
              aria-pressed={shown}
              aria-label="Show password"
              title={shown ? "Hide password" : "Show password"}
              onClick={() => setShown(!shown)}
            >
              {shown ? <EyeOffIcon /> : <EyeIcon />}
            </button>
          </div>
        </div>
        <Button look="primary" submit wide busy={busy}>
          Sign in
        </Button>
      </form>
    </main>
  );
}
