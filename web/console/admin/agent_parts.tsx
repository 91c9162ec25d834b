// What the screens of an account have in common: one's own, another's, and a new one.

import type { JSX } from "preact";
import { Button } from "../../shared/parts.tsx";
import type { PasswordLink, SignedInAt, SomeAccount } from "../api.ts";
import { moment } from "../dates.ts";
import { Shown, type Held } from "../loading.tsx";
import type { Refusal } from "../rest.ts";
import { Field, wrongWith } from "../texts/fields.tsx";
import { CopyText } from "./copy.tsx";
import { PictureInput } from "./form.tsx";

export type About = {
  readonly name: string;
  readonly email: string;
  readonly photo: string | null;
};

export function aboutOf({ name, email, photo }: SomeAccount): About {
  return { name, email, photo: photo ?? null };
}

interface AboutFieldsProps {
  readonly about: About;
  readonly refusal: Refusal | null;
  readonly onChange: (part: Partial<About>) => void;
}

export function AboutFields({ about, refusal, onChange }: AboutFieldsProps): JSX.Element {
  return (
    <>
      <Field label="Name" hint="As customers and colleagues see it." wrong={wrongWith(refusal, "name")}>
        {(wired) => <input {...wired} class="input" autocomplete="name" dir="auto" value={about.name} onInput={({ currentTarget }) => onChange({ name: currentTarget.value })} />}
      </Field>
      <Field label="E-mail" wrong={wrongWith(refusal, "email")}>
        {(wired) => <input {...wired} class="input" type="email" autocomplete="email" value={about.email} onInput={({ currentTarget }) => onChange({ email: currentTarget.value })} />}
      </Field>
      <PictureInput label="Photo" value={about.photo} wrong={wrongWith(refusal, "photo")} onChange={(photo) => onChange({ photo })} round />
    </>
  );
}

export function LinkText({ link, name }: { readonly link: PasswordLink; readonly name: string }): JSX.Element {
  return <CopyText label={`Link for ${name}`} text={`${location.origin}${link.path}`} hint={`A password is chosen there. It is good once, until ${moment(link.expires_at)}. Send it to nobody else.`} />;
}

export function RoleField({ role, wrong, onChange }: { readonly role: "agent" | "admin"; readonly wrong: string | undefined; readonly onChange: (role: "agent" | "admin") => void }): JSX.Element {
  return (
    <Field label="Role" hint="Admins set up channels, accounts and texts." wrong={wrong}>
      {(wired) => (
        <select {...wired} class="select" value={role} onChange={({ currentTarget }) => onChange(currentTarget.value === "admin" ? "admin" : "agent")}>
          <option value="agent">Agent</option>
          <option value="admin">Admin</option>
        </select>
      )}
    </Field>
  );
}

export function SessionList({ sessions, onEnd }: { readonly sessions: Held<{ readonly items: readonly SignedInAt[] }>; readonly onEnd: (session: SignedInAt) => void }): JSX.Element {
  return (
    <Shown of={sessions} lines={2}>
      {({ items }) =>
        items.length === 0 ? (
          <p class="muted">Nowhere.</p>
        ) : (
          <ul class="agents-list">
            {items.map((session) => (
              <li key={session.id} class="agents-session">
                <span class="agents-who">
                  <strong>{browserOf(session.user_agent)}</strong>
                  <span>
                    {session.address !== "" && `${session.address} · `}
                    last seen {moment(session.last_seen_at)}
                    {session.current && " · this one"}
                  </span>
                </span>
                <Button look="quiet" onClick={() => onEnd(session)}>
                  {session.current ? "Sign out" : "End"}
                </Button>
              </li>
            ))}
          </ul>
        )
      }
    </Shown>
  );
}

/** Good enough to tell one's own machines apart. */
function browserOf(agent: string): string {
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(agent)?.[1];
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1];
  const names: Readonly<Record<string, string>> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "macOS" };
  const said = [browser, system].filter((each) => each !== undefined).map((each) => names[each] ?? each);
  return said.length > 0 ? said.join(" on ") : agent.slice(0, 60) || "A program";
}
