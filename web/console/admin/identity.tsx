// Signed customers: the secret a page signs them with, and how it is done.
//
// The secret is told once, when it is made; after that only that there is one.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { IdentitySecret } from "../api.ts";
import { say, useDesk } from "../desk.ts";
import { Shown, useResource } from "../loading.tsx";
import { Dialog } from "../parts.tsx";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { Field, Unplaced, wrongWith } from "../texts/fields.tsx";
import { CopyText } from "./copy.tsx";
import { Group } from "./form.tsx";

interface IdentityProps {
  readonly channel: string;
}

export function Identity({ channel }: IdentityProps): JSX.Element {
  const identity = useResource(`identity ${channel}`, (signal) => rest("GET /api/v1/channels/{key}/identity", { path: { key: channel }, signal }));
  const [made, setMade] = useState<IdentitySecret | null>(null);
  return (
    <div class="identity">
      <p class="muted">
        Do customers sign in on your page? Then your server can sign who they are. Agents see them as verified, the form asks nothing that is known, and nobody can pretend to be somebody else. Without it everybody chats as they say they are.
      </p>
      <Shown of={identity} lines={3}>
        {({ issuer }) => {
          const settle = (now: IdentitySecret | null) => {
            setMade(now);
            identity.change(() => (now === null ? {} : { issuer: now.issuer }));
          };
          return (
            <>
              {made !== null && <Told made={made} />}
              {issuer === undefined ? <Off channel={channel} onMade={settle} /> : <On channel={channel} issuer={issuer} onMade={settle} onOff={() => settle(null)} />}
              <HowTo channel={channel} issuer={issuer ?? "shop.example"} />
            </>
          );
        }}
      </Shown>
    </div>
  );
}

function Told({ made }: { readonly made: IdentitySecret }) {
  return (
    <div class="notice notice-warn identity-secret">
      <CopyText label="Secret" text={made.secret} rows={2} hint="It is shown this once. Keep it on your server, never in a page. Lost? Make another." />
    </div>
  );
}

function useMaking(channel: string, onMade: (made: IdentitySecret) => void) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const make = async (issuer: string): Promise<boolean> => {
    setBusy(true);
    setRefusal(null);
    try {
      onMade(await rest("POST /api/v1/channels/{key}/identity", { path: { key: channel }, body: { issuer } }));
      setBusy(false);
      return true;
    } catch (problem) {
      setRefusal(asRefusal(problem));
      setBusy(false);
      return false;
    }
  };
  return { make, refusal, busy };
}

function Off({ channel, onMade }: { readonly channel: string; readonly onMade: (made: IdentitySecret) => void }) {
  const [issuer, setIssuer] = useState("");
  const { make, refusal, busy } = useMaking(channel, onMade);
  return (
    <Group title="Off: nobody signs customers">
      <form
        class="admin-sheet"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void make(issuer);
        }}
      >
        <Field label="Issuer" hint="The name your server goes by in what it signs, such as shop.example." wrong={wrongWith(refusal, "issuer")}>
          {(wired) => <input {...wired} class="input" autocomplete="off" spellcheck={false} maxLength={200} value={issuer} onInput={({ currentTarget }) => setIssuer(currentTarget.value)} />}
        </Field>
        <Unplaced refusal={refusal} fields={["issuer"]} />
        <div>
          <Button look="primary" submit busy={busy}>
            Make a secret
          </Button>
        </div>
      </form>
    </Group>
  );
}

interface OnProps {
  readonly channel: string;
  readonly issuer: string;
  readonly onMade: (made: IdentitySecret) => void;
  readonly onOff: () => void;
}

function On({ channel, issuer, onMade, onOff }: OnProps) {
  const { toasts } = useDesk();
  const [asking, setAsking] = useState<"replace" | "off" | null>(null);
  const { make, refusal } = useMaking(channel, onMade);
  const act = async () => {
    const which = asking;
    setAsking(null);
    if (which === "replace") {
      await make(issuer);
      return;
    }
    try {
      await rest("DELETE /api/v1/channels/{key}/identity", { path: { key: channel } });
      say(toasts, "Customers are not signed any more.");
      onOff();
    } catch (problem) {
      say(toasts, asRefusal(problem).message, "error");
    }
  };
  return (
    <Group title="On">
      <p>
        Customers are signed by <strong dir="auto">{issuer}</strong>.
      </p>
      <Unplaced refusal={refusal} fields={[]} />
      <div class="channel-acts">
        <Button onClick={() => setAsking("replace")}>Make another secret…</Button>
        <Button look="quiet" onClick={() => setAsking("off")}>
          Switch off…
        </Button>
      </div>
      {asking !== null && (
        <Dialog title={asking === "replace" ? "Make another secret?" : "Switch off signed customers?"} onClose={() => setAsking(null)}>
          <p class="dialog-text">
            {asking === "replace"
              ? "The one there is stops working at this moment: customers chat unsigned until your server has the new one."
              : "The secret is forgotten. Customers chat unsigned from now on; chats that are verified stay so."}
          </p>
          <div class="dialog-foot">
            <Button onClick={() => setAsking(null)}>Keep it as it is</Button>
            <Button look="danger" onClick={() => void act()}>
              {asking === "replace" ? "Make another secret" : "Switch off"}
            </Button>
          </div>
        </Dialog>
      )}
    </Group>
  );
}

function HowTo({ channel, issuer }: { readonly channel: string; readonly issuer: string }) {
  return (
    <Group title="How to sign">
      <p class="muted">For each page you serve to somebody who is signed in, your server makes a token (a JWT, signed by HS256) that is good for a few minutes and once. The page hands it to the widget.</p>
      <CopyText label="On your server, in JavaScript with jose" rows={7} text={serverCode(channel, issuer)} />
      <CopyText label="In the page" rows={4} text={PAGE_CODE} />
    </Group>
  );
}

function serverCode(channel: string, issuer: string): string {
  return `import { SignJWT } from "jose";

const token = await new SignJWT({ name: customer.name, email: customer.email })
  .setProtectedHeader({ alg: "HS256" })
  .setAudience(${JSON.stringify(channel)}).setIssuer(${JSON.stringify(issuer)}).setSubject(customer.id)
  .setJti(crypto.randomUUID()).setExpirationTime("5m")
  .sign(new TextEncoder().encode(SECRET));`;
}

const PAGE_CODE = `<script>
  (window.Switchboard ||= []).push(["identify", { jwt: "…the token…" }]);
</script>`;
