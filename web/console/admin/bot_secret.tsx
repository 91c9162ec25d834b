// What signs the words to a webhook bot. Nobody has to think it up: it is made here, and shown until it is saved.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../shared/parts.tsx";
import { CopyText } from "./copy.tsx";
import { SecretField, useForm } from "./form.tsx";
import { at } from "./values.ts";

const PATH = "webhook.secret";
const BYTES = 32;

export function BotSecret(): JSX.Element {
  const form = useForm();
  const [made, setMade] = useState("");
  const make = () => {
    const secret = newSecret();
    setMade(secret);
    form.set(PATH, secret);
  };
  return (
    <>
      <SecretField at={PATH} label="Secret" hint="Signs what is sent there, so that the bot’s server knows who asks." />
      <div>
        <Button onClick={make}>Make a secret</Button>
      </div>
      {made !== "" && at(form.values, PATH) === made && (
        <CopyText label="New secret" text={made} hint="Keep it on the bot’s server. It is not shown again once it is saved." />
      )}
    </>
  );
}

/** As Standard Webhooks write it. */
function newSecret(): string {
  return `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(BYTES))))}`;
}
