// A request instead of a chat: when nobody is here, or from the queue. What is typed is kept until it is stored.

import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { AlertIcon, CheckIcon } from "../shared/icons.tsx";
import { Button } from "../shared/parts.tsx";
import { type ChannelView, type FormField, TEXT_MAX, offlineFormDefaults } from "../shared/protocol.ts";
import { CONSENT, Consent, Fields, TEXT, type Values, Wrong, filled, focusFirst, mistakes, refusedField, told, without } from "./fields.tsx";
import { another, begin, submit } from "./requesting.ts";
import type { ScreenProps } from "./screens.tsx";
import { fill } from "./texts.ts";
import type { Texts } from "./texts/en.ts";

interface RequestProps extends ScreenProps {
  readonly channel: ChannelView;
  /** Beside the button that sends it. */
  readonly back?: JSX.Element;
}

export function RequestForm({ talk, channel, language, back }: RequestProps): JSX.Element {
  const { texts } = language;
  const { fields: asked, consent } = { ...offlineFormDefaults, ...channel.offline };
  const [values, setValues] = useState<Values>(talk.fields);
  const [agreed, setAgreed] = useState(false);
  const [wrong, setWrong] = useState<Values>({});
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const text = talk.requestText.value;
  useLayoutEffect(() => begin(talk), []);

  const change = (name: string, value: string): void => {
    const next = { ...values, [name]: value };
    setValues(next);
    talk.keepFields(next);
    setWrong(without(wrong, name));
  };

  const mend = (found: Values): void => {
    setWrong(found);
    focusFirst(element.current, found);
  };

  const send = async (): Promise<void> => {
    setBusy(true);
    setFailure("");
    const refused = await submit(talk, text.trim(), filled(asked, values), agreed);
    setBusy(false);
    if (refused === null) return;
    const found = refusedField(asked, refused, texts);
    if (Object.keys(found).length > 0) mend(found);
    else setFailure(texts.requestFailed);
  };

  const check = (event: Event): void => {
    event.preventDefault();
    const found = { ...missingText(text, texts), ...mistakes(asked, values, consent !== undefined && !agreed, texts) };
    if (Object.keys(found).length > 0) mend(found);
    else void send();
  };

  return (
    <form class="card form" ref={element} onSubmit={check} noValidate>
      <div>
        <h2>{texts.requestTitle}</h2>
        {answersByMail(asked) && <p class="hint">{texts.requestHint}</p>}
      </div>
      <div class="field">
        <label for="request-text">{texts.requestText}</label>
        <textarea
          id="request-text"
          name={TEXT}
          rows={4}
          dir="auto"
          required
          data-first
          maxLength={TEXT_MAX}
          value={text}
          {...told(TEXT, wrong[TEXT] !== undefined)}
          onInput={(event) => {
            talk.requestText.value = event.currentTarget.value;
            setWrong(without(wrong, TEXT));
          }}
        />
        <Wrong name={TEXT} text={wrong[TEXT]} />
      </div>
      <Fields asked={asked} values={values} wrong={wrong} texts={texts} change={change} />
      {consent !== undefined && (
        <Consent
          text={consent}
          agreed={agreed}
          wrong={wrong}
          change={(yes) => {
            setAgreed(yes);
            setWrong(without(wrong, CONSENT));
          }}
        />
      )}
      {failure !== "" && (
        <p class="wrong" role="alert">
          <AlertIcon size={14} /> {failure}
        </p>
      )}
      <div class="form-ways">
        {back}
        <Button look="primary" submit busy={busy}>
          {texts.sendRequest}
        </Button>
      </div>
    </form>
  );
}

function missingText(text: string, texts: Texts): Values {
  return text.trim() === "" ? { [TEXT]: texts.requestTextMissing } : {};
}

/** Where no address is asked for, no answer by mail may be promised. */
function answersByMail(asked: readonly FormField[]): boolean {
  return asked.some(({ name, required }) => name === "email" && required === true);
}

/** What became of it: its number, which the customer can name when she asks again. */
export function RequestSent({ talk, channel, language, number }: RequestProps & { readonly number: number }): JSX.Element {
  const { texts } = language;
  const asked = channel.offline?.fields ?? offlineFormDefaults.fields;
  return (
    <div class="card sent" role="status">
      <span class="sent-icon">
        <CheckIcon size={24} />
      </span>
      <h2>{texts.requestSent}</h2>
      <p>
        <strong>{fill(texts.requestNumber, { number: String(number) })}</strong>
      </p>
      {answersByMail(asked) && <p>{texts.requestAnswer}</p>}
      <Button onClick={() => another(talk)}>{texts.requestAnother}</Button>
    </div>
  );
}
