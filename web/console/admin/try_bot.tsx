// A sentence to the bot, by the settings as they stand on the screen, saved or not: what it would do about it, or why
// there would be no answer. Nothing comes of it.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import { Typed } from "../../shared/typed.tsx";
import type { BotTried, TriedAction } from "../api.ts";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import { Field, Unplaced } from "../texts/fields.tsx";
import { Group, useForm } from "./form.tsx";
import { wordsOf } from "./try_bot_words.ts";
import "./try_bot.css";

export function TryBot({ channel }: { readonly channel: string }): JSX.Element {
  const { values } = useForm();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState<BotTried | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const ask = async (): Promise<void> => {
    if (busy || text.trim() === "") return;
    setBusy(true);
    setRefusal(null);
    try {
      const body = { values: values as Record<string, unknown>, text };
      setTried(await rest("POST /api/v1/channels/{key}/bot/try", { path: { key: channel }, body }));
    } catch (problem) {
      setTried(null);
      setRefusal(asRefusal(problem));
    }
    setBusy(false);
  };
  // It stands within the form of the tab, which Enter would save.
  const key = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    void ask();
  };

  return (
    <Group title="Try it">
      <div class="try-bot">
        <Field label="What a customer might write" hint="By the settings above, saved or not. No chat comes of it." wrong={refusal?.field === "text" ? refusal.message : undefined}>
          {(wired) => <input {...wired} class="input" dir="auto" autocomplete="off" maxLength={8000} value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} onKeyDown={key} />}
        </Field>
        <Button busy={busy} onClick={() => void ask()}>
          Ask the bot
        </Button>
      </div>
      <Unplaced refusal={refusal} fields={["text"]} />
      <div role="log" aria-label="What the bot would do">
        {tried !== null && <Answer tried={tried} />}
      </div>
    </Group>
  );
}

function Answer({ tried: { actions, trouble, took_ms: took } }: { readonly tried: BotTried }) {
  if (trouble !== undefined) return <p class="notice notice-warn">{trouble} The customer would get a person.</p>;
  return (
    <>
      {actions.length === 0 && <p class="muted">It says nothing.</p>}
      {actions.map((action, at) => (
        <Action key={at} action={action} />
      ))}
      <p class="muted">{`After ${(took / 1000).toFixed(1)} seconds.`}</p>
    </>
  );
}

function Action({ action }: { readonly action: TriedAction }) {
  const words = wordsOf(action);
  return (
    <>
      {words !== "" && <p class="muted">{words}</p>}
      {action.type === "message" && (
        <div class="try-bot-said">
          <Typed text={action.text ?? ""} />
        </div>
      )}
      {action.options !== undefined && action.options.length > 0 && (
        <ul class="try-bot-options" aria-label="To click">
          {action.options.map((option) => (
            <li key={option} dir="auto">
              {option}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
