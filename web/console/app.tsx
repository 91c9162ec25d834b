// The console's door: sign in, then the shell. Everything else is behind one of the two.

import { render } from "preact";
import { effect, signal } from "@preact/signals";
import "../shared/tokens.css";
import "../shared/parts.css";
import { ChatPane } from "./chats.tsx";
import { connect } from "./connect.ts";
import { DeskContext } from "./desk.ts";
import { Logo } from "./icons.tsx";
import { theme } from "./keep.ts";
import { lazy } from "./lazy.tsx";
import { beginSession, whenSignedOut } from "./rest.ts";
import { signIn, signOut, standing } from "./session.ts";
import { Shell } from "./shell.tsx";
import "./base.css";

type Page = { is: "starting" } | { is: "sign_in"; reason: string | null } | { is: "password"; token: string } | { is: "console" };

const NOT_TOLD = "The server could not be reached, so this browser may still be signed in. Sign in and out again when it is back.";

// Most who open the console are signed in already.
const SignIn = lazy(
  () => import("./signin.tsx"),
  (fallback) => <main class="starting">{fallback}</main>,
);

const ChoosePassword = lazy(
  () => import("./password.tsx"),
  (fallback) => <main class="starting">{fallback}</main>,
);

// The link by which a password is chosen; it is taken out of the address, and so out of what is remembered of it.
const link = /^#password=([\w-]+)$/.exec(location.hash)?.[1];
if (link !== undefined) history.replaceState(null, "", location.pathname);

const page = signal<Page>(link === undefined ? { is: "starting" } : { is: "password", token: link });

/** The server does not know us (any more), whichever way it said so. */
function toTheDoor(): void {
  const met = desk.state.value.me !== null;
  page.value = { is: "sign_in", reason: met ? "You were signed out. What you were writing is kept." : null };
}

const { desk, open, close, leave } = connect({
  onSignIn: toTheDoor,
  signOut() {
    leave();
    page.value = { is: "sign_in", reason: null };
    void signOut().then((told) => {
      if (!told) page.value = { is: "sign_in", reason: NOT_TOLD };
    });
  },
});

whenSignedOut(() => {
  close();
  toTheDoor();
});

async function enter(login: string, password: string) {
  const answer = await signIn(login, password);
  if (answer.ok) start();
  return answer;
}

function chosen(login: string | null): void {
  page.value = { is: "sign_in", reason: login === null ? null : `Your password is chosen. Sign in as ${login}.` };
}

function start(): void {
  beginSession();
  page.value = { is: "console" };
  open();
  ChatPane.fetch().catch(() => undefined); // whoever opens a chat before it is here is told
}

function App() {
  const now = page.value;
  if (now.is === "password") return <ChoosePassword token={now.token} onDone={chosen} />;
  if (now.is === "sign_in") return <SignIn signIn={enter} reason={now.reason} />;
  if (now.is === "starting" || desk.state.value.me === null) return <Starting />;
  return (
    <DeskContext.Provider value={desk}>
      <Shell />
    </DeskContext.Provider>
  );
}

/** Between the doors. Its words show only when it takes long. */
function Starting() {
  const stopped = desk.link.value.is === "stopped" ? desk.link.value.why : null;
  const lost = desk.link.value.is === "lost";
  return (
    <main class="starting" aria-busy={stopped === null}>
      <Logo size={36} />
      <p role="status">{stopped ?? (lost ? "The server cannot be reached. Trying again…" : "Connecting…")}</p>
    </main>
  );
}

effect(() => {
  if (theme.value === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme.value;
});

const root = document.getElementById("app") ?? document.body;
render(<App />, root);

if (link === undefined) {
  void standing().then((now) => {
    if (now === "signed_out") page.value = { is: "sign_in", reason: null };
    else start();
  });
}
