// Nobody is here: when somebody will be, and a request to leave until then.

import type { JSX } from "preact";
import { ClockIcon, MoonIcon, PeopleIcon } from "../shared/icons.tsx";
import { type ChannelView, hoursDefaults, offlineFormDefaults } from "../shared/protocol.ts";
import { now } from "../shared/time.ts";
import { openDays, opensLine } from "./hours.ts";
import { RequestForm, RequestSent } from "./request.tsx";
import type { ScreenProps } from "./screens.tsx";
import type { Language } from "./texts.ts";

export function Offline(props: ScreenProps & { readonly channel: ChannelView }): JSX.Element {
  const { channel, talk, state, language } = props;
  const number = talk.requested.value;
  const takes = channel.offline?.request ?? offlineFormDefaults.request;
  const opens = opensLine(channel.hours, now.value + state.skewMs, language);
  return (
    <main class="body stack">
      {number !== null && <RequestSent {...props} number={number} />}
      {(opens !== "" || !takes) && <Until channel={channel} opens={opens} takes={takes} language={language} />}
      {takes && number === null && <RequestForm {...props} />}
      {!takes && talk.draft.value !== "" && (
        <p class="kept" dir="auto">
          {talk.draft.value}
        </p>
      )}
      <OpenTimes channel={channel} language={language} />
    </main>
  );
}

interface UntilProps {
  readonly channel: ChannelView;
  readonly opens: string;
  readonly takes: boolean;
  readonly language: Language;
}

function Until({ channel, opens, takes, language }: UntilProps): JSX.Element {
  const { texts } = language;
  const full = channel.state === "full";
  const Icon = full ? PeopleIcon : channel.state === "closed" ? ClockIcon : MoonIcon;
  return (
    <div class="card here">
      <span class="here-icon">
        <Icon size={22} />
      </span>
      <p>
        <strong>{opens || (full ? texts.fullCard : texts.awayCard)}</strong>
        {!takes && (
          <>
            <br />
            {full ? texts.fullHint : texts.awayHint}
          </>
        )}
      </p>
    </div>
  );
}

function OpenTimes({ channel, language }: { readonly channel: ChannelView; readonly language: Language }): JSX.Element | null {
  const days = openDays(channel.hours?.spans ?? hoursDefaults.spans, language);
  if (days.length === 0) return null;
  return (
    <section class="card times">
      <h2>{language.texts.hoursTitle}</h2>
      <dl>
        {days.map(({ at, day, spans }) => (
          <div key={at}>
            <dt>{day}</dt>
            <dd>
              {spans.map((each) => (
                <span key={each}>{each}</span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
