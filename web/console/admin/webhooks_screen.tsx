// Webhooks, for admins: which other servers are told, or one of them.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import type { Webhook } from "../api.ts";
import { WebhooksIcon } from "../icons.tsx";
import { Shown, useResource } from "../loading.tsx";
import { Empty } from "../parts.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { rest } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import type { ScreenProps } from "../screens.ts";
import { NewWebhook } from "./webhook_form.tsx";
import { EVENTS, hostOf, stateOf } from "./webhook_words.ts";
import { WebhookPage } from "./webhook_page.tsx";
import "./agents.css";
import "./channels.css";
import "./outgoing.css";

export default function Webhooks({ path: [webhook] }: ScreenProps): JSX.Element {
  return webhook === undefined ? <WebhookList /> : <WebhookPage key={webhook} id={webhook} />;
}

function WebhookList() {
  const webhooks = useResource("webhooks", (signal) => rest("GET /api/v1/webhooks", { signal }));
  const [adding, setAdding] = useState(false);
  return (
    <ScreenPage
      title="Webhooks"
      actions={
        <Button look="primary" onClick={() => setAdding(true)}>
          Add webhook
        </Button>
      }
    >
      <Shown of={webhooks}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={<WebhooksIcon size={28} />} title="No webhooks yet">
              A webhook tells another server what happens in chats, as it happens: a CRM, a warehouse, a program of your own. Add the first with the button above.
            </Empty>
          ) : (
            <ul class="agents-list" aria-label="Webhooks">
              {items.map((webhook) => (
                <Row key={webhook.id} webhook={webhook} />
              ))}
            </ul>
          )
        }
      </Shown>
      {adding && <NewWebhook onClose={() => setAdding(false)} onAdded={webhooks.reload} />}
    </ScreenPage>
  );
}

function Row({ webhook }: { readonly webhook: Webhook }) {
  const { word, warns } = stateOf(webhook);
  const channels = webhook.channels === undefined ? "all channels" : `${webhook.channels.length} ${webhook.channels.length === 1 ? "channel" : "channels"}`;
  return (
    <li>
      <a class="agents-row" href={addressOf(screenPlace("webhooks", [webhook.id]))}>
        <span class="agents-who">
          <strong>{hostOf(webhook.url)}</strong>
          <span class="outgoing-address">{webhook.url}</span>
          <span>
            {webhook.events.map((event) => EVENTS[event].name).join(", ")} · {channels}
          </span>
        </span>
        <span class="agents-tags">
          <span class={warns ? "tag tag-warn" : "tag"}>{word}</span>
        </span>
      </a>
    </li>
  );
}
