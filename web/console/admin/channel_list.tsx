// All channels: how each stands now, and the ways to its settings.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { MoreIcon } from "../../shared/icons.tsx";
import { Button } from "../../shared/parts.tsx";
import type { ChannelRow } from "../api.ts";
import { useDesk } from "../desk.ts";
import { InboxIcon } from "../icons.tsx";
import { Shown, useResource } from "../loading.tsx";
import { Empty, Menu } from "../parts.tsx";
import { addressOf, screenPlace } from "../places.ts";
import { rest } from "../rest.ts";
import { ScreenPage } from "../screen.tsx";
import { CodeIcon, CopyIcon, TrashIcon } from "../icons_later.tsx";
import { DeleteChannel, EmbedScript, NewChannel } from "./channel_dialogs.tsx";
import { Standing } from "../standing.tsx";
import { languageName } from "../languages.ts";
import "./channels.css";

type Open = { readonly is: "new" } | { readonly is: "copy" | "delete" | "embed"; readonly channel: ChannelRow } | null;

// Channels that one is no member of change without a word to this console.
const AGAIN_MS = 15_000;

export function ChannelList(): JSX.Element {
  const { state } = useDesk();
  const [open, setOpen] = useState<Open>(null);
  const channels = useResource("channels", (signal) => rest("GET /api/v1/channels", { signal }));
  const mine = state.value.channels.map(({ key, state: now, available }) => `${key} ${now} ${available}`).join();
  const begun = useRef(false); // the first time it is being fetched already
  useEffect(() => {
    if (begun.current) channels.reload();
    begun.current = true;
    const timer = setInterval(channels.reload, AGAIN_MS);
    return () => clearInterval(timer);
  }, [mine]);
  const close = () => setOpen(null);
  return (
    <ScreenPage
      title="Channels"
      actions={
        <Button look="primary" onClick={() => setOpen({ is: "new" })}>
          Add channel
        </Button>
      }
    >
      <Shown of={channels}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={<InboxIcon size={28} />} title="No channels yet">
              A channel is one topic in one language, with its own queue, agents, forms and look. Add the first with the button above.
            </Empty>
          ) : (
            <table class="channels-table">
              <thead>
                <tr>
                  <th scope="col">Channel</th>
                  <th scope="col">Now</th>
                  <th scope="col">Language</th>
                  <th scope="col" class="channels-number" title="Open, or ended within the last 30 days">
                    Chats, 30 days
                  </th>
                  <th scope="col" class="channels-number">
                    Agents
                  </th>
                  <th scope="col">
                    <span class="unseen">What to do with it</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((channel) => (
                  <Row key={channel.key} channel={channel} onOpen={setOpen} />
                ))}
              </tbody>
            </table>
          )
        }
      </Shown>
      {open?.is === "new" && <NewChannel onClose={close} />}
      {open?.is === "copy" && <NewChannel from={open.channel} onClose={close} />}
      {open?.is === "delete" && <DeleteChannel channel={open.channel} onClose={close} onDone={channels.reload} />}
      {open?.is === "embed" && <EmbedScript channel={open.channel} onClose={close} />}
    </ScreenPage>
  );
}

function Row({ channel, onOpen }: { readonly channel: ChannelRow; onOpen(open: Open): void }) {
  const { key, name, description, language, chats, agents, standing, missing } = channel;
  return (
    <tr>
      <th scope="row" class="channels-name">
        <a href={addressOf(screenPlace("channels", [key]))}>{name}</a>
        {missing > 0 && (
          <span class="tag tag-warn">
            {missing} {missing === 1 ? "field is" : "fields are"} missing
          </span>
        )}
        {description !== "" && <span class="channels-about">{description}</span>}
      </th>
      <td data-name="Now">
        <Standing of={standing} />
      </td>
      <td data-name="Language">{languageName(language)}</td>
      <td data-name="Chats, 30 days" class="channels-number figure">
        {chats}
      </td>
      <td data-name="Agents" class="channels-number figure">
        {agents}
      </td>
      <td class="channels-acts">
        <Menu
          id={`channel-menu-${key}`}
          label={`What to do with ${name}`}
          icon={<MoreIcon />}
          entries={[
            { name: "View the script", icon: <CodeIcon />, act: () => onOpen({ is: "embed", channel }) },
            { name: "Copy channel…", icon: <CopyIcon />, act: () => onOpen({ is: "copy", channel }) },
            { name: "Delete…", icon: <TrashIcon />, danger: true, act: () => onOpen({ is: "delete", channel }) },
          ]}
        />
      </td>
    </tr>
  );
}
