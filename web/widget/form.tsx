// The form before the chat: the fields the channel asks for, and its consent.

import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../shared/parts.tsx";
import { type ChannelView, preChatFormDefaults } from "../shared/protocol.ts";
import { Typed } from "../shared/typed.tsx";
import { CONSENT, Consent, Fields, type Values, filled, focusFirst, mistakes, refusedField, without } from "./fields.tsx";
import type { ScreenProps } from "./screens.tsx";

interface FormProps extends ScreenProps {
  readonly channel: ChannelView;
  readonly done: (fields: Values) => void;
}

export function Form({ talk, channel, done, language }: FormProps): JSX.Element {
  const { texts } = language;
  const form = { ...preChatFormDefaults, ...channel.pre_chat };
  const [values, setValues] = useState<Values>(talk.fields);
  const [agreed, setAgreed] = useState(talk.agreed);
  const [wrong, setWrong] = useState<Values>(refusedField(form.fields, talk.startRefused.value, texts));
  const element = useRef<HTMLFormElement>(null);
  // Only what the server sent back is wrong from the beginning.
  useLayoutEffect(() => focusFirst(element.current, wrong), []);

  const change = (name: string, value: string): void => {
    const next = { ...values, [name]: value };
    setValues(next);
    talk.keepFields(next);
    setWrong(without(wrong, name));
  };

  const agree = (yes: boolean): void => {
    setAgreed(yes);
    talk.keepAgreed(yes);
    setWrong(without(wrong, CONSENT));
  };

  const submit = (event: Event): void => {
    event.preventDefault();
    const found = mistakes(form.fields, values, form.consent !== undefined && !agreed, texts);
    setWrong(found);
    if (Object.keys(found).length === 0) done(filled(form.fields, values));
    else focusFirst(element.current, found);
  };

  return (
    <main class="body">
      <form class="card form" ref={element} onSubmit={submit} noValidate>
        <h2>
          <Typed text={form.message || texts.formTitle} />
        </h2>
        <Fields asked={form.fields} values={values} wrong={wrong} texts={texts} change={change} />
        {form.consent !== undefined && <Consent text={form.consent} agreed={agreed} wrong={wrong} change={agree} />}
        <Button look="primary" submit wide>
          {texts.toChat}
        </Button>
      </form>
    </main>
  );
}
