// One webhook: how it stands and what to do about it, what it is told, its secret, and what was sent.

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { Tested, Webhook, WebhookDelivery, WebhookWithSecret } from "../api.ts";
import { say, useDesk } from "../desk.ts";
import { More, Shown, usePages, useResource, type Held } from "../loading.tsx";
import { Ago } from "../moments.tsx";
import { Dialog } from "../parts.tsx";
import { addressOf, leading, screenPlace } from "../places.ts";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { Group } from "./form.tsx";
import { Leaving } from "./leaving.tsx";
import { same } from "./values.ts";
import { Secret, WebhookFields, wantedOf } from "./webhook_form.tsx";
import { hostOf, outcome, readable, stateOf } from "./webhook_words.ts";

export function WebhookPage({ id }: { readonly id: string }): JSX.Element {
  const webhook = useResource(`webhook ${id}`, (signal) => rest("GET /api/v1/webhooks/{webhook}", { path: { webhook: id }, signal }));
  return (
    <ScreenPage title={webhook.data === undefined ? "Webhook" : hostOf(webhook.data.url)} back={{ href: addressOf(screenPlace("webhooks")), name: "Webhooks" }}>
      <Shown of={webhook}>
        {(found) => (
          <div class="agent-parts outgoing-parts">
            <Standing webhook={found} onChange={(now) => webhook.change(() => now)} />
            <Settings webhook={found} onSaved={(now) => webhook.change(() => now)} />
            <NewSecret webhook={found} />
            <Deliveries webhook={webhook} id={id} />
          </div>
        )}
      </Shown>
    </ScreenPage>
  );
}

interface OfOne {
  readonly webhook: Webhook;
}

function Standing({ webhook, onChange }: OfOne & { readonly onChange: (webhook: Webhook) => void }) {
  const { toasts } = useDesk();
  const [removing, setRemoving] = useState(false);
  const { word, warns, says } = stateOf(webhook);
  const path = { webhook: webhook.id };
  const turn = async (on: boolean) => {
    try {
      onChange(await rest(on ? "POST /api/v1/webhooks/{webhook}/start" : "POST /api/v1/webhooks/{webhook}/stop", { path }));
    } catch (problem) {
      say(toasts, asRefusal(problem).message, "error");
    }
  };
  const on = webhook.status === "on";
  return (
    <Group title="Now">
      <div class={warns ? "notice notice-warn" : "notice notice-plain"} role="status">
        <p>
          <strong>{word}.</strong> {says}
          {on && webhook.failures > 0 && (
            <>
              {" "}
              Next try: <Ago at={webhook.next_at} />.
            </>
          )}
        </p>
      </div>
      <div class="channel-acts">
        {!on && (
          <Button look="primary" onClick={() => void turn(true)}>
            Switch on
          </Button>
        )}
        {on && webhook.failures > 0 && <Button onClick={() => void turn(true)}>Try now</Button>}
        {on && <Button onClick={() => void turn(false)}>Switch off</Button>}
        <Button look="quiet" onClick={() => setRemoving(true)}>
          Remove…
        </Button>
      </div>
      <Test webhook={webhook} />
      {removing && <Remove webhook={webhook} onClose={() => setRemoving(false)} />}
    </Group>
  );
}

function Test({ webhook }: OfOne) {
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<Tested | Refusal | null>(null);
  const test = async () => {
    setBusy(true);
    setTold(null);
    try {
      setTold(await rest("POST /api/v1/webhooks/{webhook}/test", { path: { webhook: webhook.id } }));
    } catch (problem) {
      setTold(asRefusal(problem));
    }
    setBusy(false);
  };
  return (
    <div class="outgoing-test">
      <div class="channel-acts">
        <Button busy={busy} onClick={() => void test()}>
          Send a test
        </Button>
        <span class="muted">An event of the type “test”, now, to the saved address.</span>
      </div>
      <div role="status">{told !== null && <Answer told={told} />}</div>
    </div>
  );
}

function Answer({ told }: { readonly told: Tested | Refusal }) {
  if ("code" in told) return <p class="notice notice-error">{told.message}</p>;
  const good = told.answer >= 200 && told.answer < 300;
  return (
    <>
      <p class={good ? "notice notice-plain" : "notice notice-error"}>
        {good ? `It answered ${told.answer}: it works.` : `It answered ${told.answer}. Only 200 to 299 count as taken.`}
      </p>
      {told.body !== "" && <Code text={told.body} label="What it answered" />}
    </>
  );
}

function Code({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <pre class="outgoing-code" tabIndex={0} role="region" aria-label={label}>
      {text}
    </pre>
  );
}

function Settings({ webhook, onSaved }: OfOne & { readonly onSaved: (webhook: Webhook) => void }) {
  const { toasts } = useDesk();
  const [wanted, setWanted] = useState(() => wantedOf(webhook));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const changed = !same({ ...wanted }, { ...wantedOf(webhook) });
  const save = async (): Promise<boolean> => {
    setBusy(true);
    setRefusal(null);
    try {
      const now = await rest("PUT /api/v1/webhooks/{webhook}", { path: { webhook: webhook.id }, body: wanted });
      setWanted((typed) => (same({ ...typed }, { ...wanted }) ? wantedOf(now) : typed));
      onSaved(now);
      say(toasts, "The webhook is saved.");
      return true;
    } catch (problem) {
      setRefusal(asRefusal(problem));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Group title="What it is told">
        <WebhookFields wanted={wanted} refusal={refusal} onChange={setWanted} />
        <div>
          <Button look="primary" submit busy={busy} disabled={!changed}>
            Save webhook
          </Button>
        </div>
      </Group>
      <Leaving changed={changed} saving={busy} what={hostOf(webhook.url)} save={save} />
    </form>
  );
}

function NewSecret({ webhook }: OfOne) {
  const { toasts } = useDesk();
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<WebhookWithSecret | null>(null);
  const make = async () => {
    setAsking(false);
    try {
      setMade(await rest("POST /api/v1/webhooks/{webhook}/secret", { path: { webhook: webhook.id } }));
    } catch (problem) {
      say(toasts, asRefusal(problem).message, "error");
    }
  };
  return (
    <Group title="Secret">
      <p class="muted">It was shown when it was made. If it is lost, or somebody knows it who should not, make a new one.</p>
      <div>
        <Button onClick={() => setAsking(true)}>Make a new secret…</Button>
      </div>
      {asking && (
        <Asked title="Make a new secret?" no="Keep the old one" yes="Make a new secret" onNo={() => setAsking(false)} onYes={() => void make()}>
          The old one signs nothing any more: until the other server has the new one, it will refuse what it is told.
        </Asked>
      )}
      {made !== null && <Secret of={made} title="The new secret" onClose={() => setMade(null)} />}
    </Group>
  );
}

function Remove({ webhook, onClose }: OfOne & { readonly onClose: () => void }) {
  const { place, toasts } = useDesk();
  const remove = async () => {
    const lead = leading(place);
    onClose();
    try {
      await rest("DELETE /api/v1/webhooks/{webhook}", { path: { webhook: webhook.id } });
      say(toasts, `${hostOf(webhook.url)} is told nothing any more.`);
      lead(screenPlace("webhooks"));
    } catch (problem) {
      say(toasts, asRefusal(problem).message, "error");
    }
  };
  return (
    <Asked title={`Remove ${hostOf(webhook.url)}?`} no="Keep it" yes="Remove webhook" onNo={onClose} onYes={() => void remove()}>
      What waits to be sent to it goes too, with the list of what was sent. To pause it, switch it off instead.
    </Asked>
  );
}

interface AskedProps {
  readonly title: string;
  readonly no: string;
  readonly yes: string;
  readonly onNo: () => void;
  readonly onYes: () => void;
  readonly children: ComponentChildren;
}

export function Asked({ title, no, yes, onNo, onYes, children }: AskedProps): JSX.Element {
  return (
    <Dialog title={title} onClose={onNo}>
      <p class="dialog-text">{children}</p>
      <div class="dialog-foot">
        <Button onClick={onNo}>{no}</Button>
        <Button look="danger" onClick={onYes}>
          {yes}
        </Button>
      </div>
    </Dialog>
  );
}

// While something waits it is sent within moments, if the other server answers; nothing pushes that here.
const AGAIN_MS = 3_000;
const PAGE = 50;

function Deliveries({ webhook, id }: { readonly webhook: Held<Webhook>; readonly id: string }) {
  const list = usePages(`deliveries ${id}`, (after, signal) =>
    rest("GET /api/v1/webhooks/{webhook}/deliveries", { path: { webhook: id }, query: { limit: PAGE, ...(after !== undefined && { after: Number(after) }) }, signal }),
  );
  const reload = () => {
    list.reload();
    webhook.reload();
  };
  const items = list.data?.items ?? [];
  const follows = webhook.data?.status === "on" && items.length <= PAGE && items.some(({ status }) => status === "waiting");
  useEffect(() => {
    if (!follows) return undefined;
    const timer = setInterval(reload, AGAIN_MS);
    return () => clearInterval(timer);
  }, [follows]);
  return (
    <Group title="What was sent">
      <div class="channel-acts">
        <p class="muted">The newest first. Kept for 30 days.</p>
        <Button look="quiet" onClick={reload}>
          Look again
        </Button>
      </div>
      <Shown of={list} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="muted">Nothing yet. The first is sent with the next thing that happens in a chat.</p>
          ) : (
            <ul class="outgoing-list" aria-label="What was sent">
              {items.map((delivery) => (
                <Delivery key={delivery.number} webhook={id} delivery={delivery} onDone={reload} />
              ))}
            </ul>
          )
        }
      </Shown>
      <More of={list} />
    </Group>
  );
}

function Delivery({ webhook, delivery, onDone }: { readonly webhook: string; readonly delivery: WebhookDelivery; readonly onDone: () => void }) {
  const { toasts } = useDesk();
  const waits = delivery.status === "waiting";
  const path = { webhook, number: delivery.number };
  const act = async () => {
    try {
      await rest(waits ? "POST /api/v1/webhooks/{webhook}/deliveries/{number}/skip" : "POST /api/v1/webhooks/{webhook}/deliveries/{number}/resend", { path });
      say(toasts, waits ? "It is left out." : "It is sent again, with the id it had.");
    } catch (problem) {
      say(toasts, asRefusal(problem).message, "error");
    }
    onDone();
  };
  return (
    <li class="outgoing-row">
      <span class="agents-who">
        <strong>{delivery.event}</strong>
        <span>
          {outcome(delivery)} · <Ago at={delivery.done_at ?? delivery.created_at} />
        </span>
      </span>
      <span class="outgoing-acts">
        {waits && delivery.tries > 0 && <span class="tag tag-warn">Not taken</span>}
        <Button look="quiet" onClick={() => void act()}>
          {waits ? "Leave out" : "Send again"}
          <span class="unseen"> number {delivery.number}</span>
        </Button>
      </span>
      <details class="outgoing-more">
        <summary>
          Body<span class="unseen"> of number {delivery.number}</span>
        </summary>
        <p class="muted outgoing-address">
          Id {delivery.message}
          {delivery.error !== undefined && ` · ${delivery.error}`}
          {delivery.chat !== undefined && (
            <>
              {" · "}
              <a href={addressOf({ tab: "chats", chat: delivery.chat })}>the chat</a>
            </>
          )}
        </p>
        <Code text={readable(delivery.body)} label={`Body of number ${delivery.number}`} />
      </details>
    </li>
  );
}
