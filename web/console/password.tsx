// Where the link of an admin leads: a password is chosen, and then one signs in with it.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { AlertIcon } from "../shared/icons.tsx";
import { Button } from "../shared/parts.tsx";
import { Logo } from "./icons.tsx";
import { asRefusal, rest } from "./rest.ts";
import "./signin.css";

interface ChoosePasswordProps {
  readonly token: string;
  readonly onDone: (login: string | null) => void;
}

export default function ChoosePassword({ token, onDone }: ChoosePasswordProps) {
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [gone, setGone] = useState(false);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    document.title = "Choose a password · Switchboard";
    field.current?.focus();
  }, []);
  const choose = async () => {
    setBusy(true);
    setProblem(null);
    try {
      onDone((await rest("POST /api/v1/password", { body: { token, password } })).login);
    } catch (thrown) {
      const refusal = asRefusal(thrown);
      setGone(refusal.code === "not_found");
      setProblem(refusal.field === "password" ? "A password has 8 characters or more." : refusal.message);
      setBusy(false);
      field.current?.focus();
    }
  };
  return (
    <main class="signin">
      <form
        class="signin-card"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void choose();
        }}
      >
        <div class="signin-brand">
          <Logo size={36} />
          <h1>Choose a password</h1>
        </div>
        {problem !== null && (
          <p class="notice notice-error" role="alert" id="password-problem">
            <AlertIcon /> <span>{problem}</span>
          </p>
        )}
        {gone ? (
          <Button wide onClick={() => onDone(null)}>
            Go to the sign-in
          </Button>
        ) : (
          <>
            <label class="field">
              <span class="field-name">New password</span>
              <input
                class="input"
                ref={field}
                type="password"
                autocomplete="new-password"
                aria-describedby="password-problem"
                value={password}
                onInput={({ currentTarget }) => setPassword(currentTarget.value)}
              />
            </label>
            <p class="muted">8 characters or more; long ones are good ones.</p>
            <Button look="primary" submit wide busy={busy} disabled={password === ""}>
              Choose this password
            </Button>
          </>
        )}
      </form>
    </main>
  );
}
