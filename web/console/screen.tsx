// The frame every screen of screens.ts is drawn in, and what stands in its place where there is none to show.

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useDesk } from "./desk.ts";
import { InboxIcon } from "./icons.tsx";
import { Empty } from "./parts.tsx";
import { addressOf, type ScreenPlace } from "./places.ts";
import { screenOf } from "./screens.ts";
import "./screen.css";

interface ScreenPageProps {
  /** The heading, and the name of the browser tab. */
  readonly title: string;
  /** Beside the heading: the buttons of the whole screen. */
  readonly actions?: ComponentChildren;
  /** A way back above the heading, where this is a part of a screen. */
  readonly back?: { readonly href: string; readonly name: string };
  /** As wide as the window; else lines stay readable. */
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

// What had the focus when the agent went to the screen that is shown.
let leftFrom: Element | null = null;

/** A scrolling page with its heading. The focus goes to the heading whenever the title changes: that is another page.
 * A page may come late: who types elsewhere by then goes on with that. */
export function ScreenPage({ title, actions, back, wide = false, children }: ScreenPageProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const at = document.activeElement;
    // Unless something on the page wants it more: a field with `autofocus`.
    if (heading.current?.closest(".screen")?.contains(at)) return;
    if (at === leftFrom || !at?.matches("input, textarea, select")) heading.current?.focus({ preventScroll: true });
  }, [title]);
  usePageTitle(title);
  return (
    <div class="screen">
      <div class={wide ? "screen-inner screen-wide" : "screen-inner"}>
        <header class="screen-head">
          <div class="screen-names">
            {back !== undefined && (
              <a class="screen-back" href={back.href}>
                <span aria-hidden="true">‹</span> {back.name}
              </a>
            )}
            <h2 ref={heading} tabIndex={-1} class="screen-title" data-screen-heading>
              {title}
            </h2>
          </div>
          {actions !== undefined && <div class="screen-actions">{actions}</div>}
        </header>
        {children}
      </div>
    </div>
  );
}

/** What the browser tab says before the counts of the shell. */
function usePageTitle(title: string): void {
  const { pageTitle } = useDesk();
  useEffect(() => {
    pageTitle.value = title;
    return () => {
      pageTitle.value = null;
    };
  }, [title, pageTitle]);
}

export function ScreenHere({ place }: { place: ScreenPlace }): JSX.Element {
  const { state } = useDesk();
  const went = useRef<ScreenPlace | null>(null);
  if (went.current !== place) leftFrom = document.activeElement;
  went.current = place;
  const found = screenOf(place.name);
  if (found === undefined) return <NoScreen title="There is no such page">The address may be old, or have a typing error.</NoScreen>;
  if (!found.may(state.value)) return <NoScreen title="This page is not for your account">An administrator can change that.</NoScreen>;
  const { Part } = found;
  return <Part key={place.name} path={place.path} query={place.query} />;
}

function NoScreen({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="screen">
      <Empty icon={<InboxIcon size={28} />} title={title}>
        {children} <a href={addressOf({ tab: "chats", chat: null })}>Go to your chats</a>
      </Empty>
    </div>
  );
}
