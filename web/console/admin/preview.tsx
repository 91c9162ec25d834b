// The widget beside the tab: the same frame that customers get, told what to draw.
//
// What a tab would make of the channel is asked of the server (which also says what is wrong), shortly after the last
// letter; until it answers, and while something is wrong, the picture before stays. Which moment of a chat is drawn
// follows what is being worked on, until somebody chooses another.

import type { JSX } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { SCENES, type PreviewMessage, type PreviewReady, type Scene } from "../../shared/preview.ts";
import type { ChannelView, Suggestion } from "../../shared/protocol.ts";
import { accentOf } from "../../shared/color.ts";
import { useDesk } from "../desk.ts";
import { asRefusal, rest, type Refusal } from "../rest.ts";
import type { TabName } from "./tabs.tsx";
import type { Values } from "./values.ts";
import "./preview.css";

const SOON_MS = 200;
// As many as customers are shown.
const SUGGESTED = 3;

export interface Previewed {
  readonly view: ChannelView | null;
  readonly doubt: Refusal | null;
}

/** What customers would get if these values were saved. */
export function usePreviewed(channel: string, tab: TabName, values: Values): Previewed {
  const [previewed, setPreviewed] = useState<Previewed>({ view: null, doubt: null });
  const wanted = JSON.stringify(values);
  useEffect(() => {
    const given = new AbortController();
    const fetch = () =>
      rest("POST /api/v1/channels/{key}/preview", { path: { key: channel }, body: { tab, values }, signal: given.signal }).then(
        ({ view }) => setPreviewed({ view: view as unknown as ChannelView, doubt: null }),
        (problem: unknown) => !given.signal.aborted && setPreviewed(({ view }) => ({ view, doubt: asRefusal(problem) })),
      );
    const timer = setTimeout(() => void fetch(), previewed.view === null ? 0 : SOON_MS);
    return () => {
      clearTimeout(timer);
      given.abort();
    };
  }, [channel, tab, wanted]);
  return previewed;
}

interface PreviewProps {
  readonly channel: string;
  readonly view: ChannelView | null;
  readonly scene: Scene;
  readonly welcome: string;
  /** Of the FAQs it suggests; all, where it is empty. */
  readonly folder: string;
}

/** Some that the channel could suggest: which they are depends on what a customer asks. */
function useSuggested(wanted: boolean, folder: string): readonly Suggestion[] {
  const [found, setFound] = useState<readonly Suggestion[]>([]);
  useEffect(() => {
    if (!wanted) return undefined;
    const given = new AbortController();
    rest("GET /api/v1/faqs", { query: { limit: SUGGESTED, deep: true, ...(folder !== "" && { folder }) }, signal: given.signal }).then(
      ({ items }) => setFound(items.map(({ id, title, excerpt }) => ({ id, title, excerpt, url: `/faq/${id}` }))),
      () => undefined, // then there are none to be seen
    );
    return () => given.abort();
  }, [wanted, folder]);
  return found;
}

export function Preview({ channel, view, scene: first, welcome, folder }: PreviewProps): JSX.Element {
  const { state } = useDesk();
  const frame = useRef<HTMLIFrameElement>(null);
  const id = useId();
  const [ready, setReady] = useState(false);
  const [scene, setScene] = useState<Scene>(first);
  useLayoutEffect(() => setScene(first), [first]);

  useLayoutEffect(() => {
    const hear = ({ source, origin, data }: MessageEvent<PreviewReady | undefined>) => {
      if (source === frame.current?.contentWindow && origin === location.origin && data?.switchboard === "preview.ready") setReady(true);
    };
    addEventListener("message", hear);
    return () => removeEventListener("message", hear);
  }, []);

  const suggestions = useSuggested(scene === "suggest", folder);
  const { name = "Agent", photo } = state.value.me ?? {};
  useEffect(() => {
    if (!ready || view === null) return;
    const message: PreviewMessage = { switchboard: "preview", view, scene, welcome, suggestions, agent: { name, ...(photo !== undefined && { photo }) } };
    frame.current?.contentWindow?.postMessage(message, location.origin);
  }, [ready, view, scene, welcome, suggestions, name, photo]);

  return (
    <section class="preview" aria-label="Preview of the widget">
      <div class="preview-head">
        <div class="preview-scene">
          <label for={id}>Preview</label>
          <select class="select" id={id} value={scene} onChange={({ currentTarget }) => setScene(currentTarget.value as Scene)}>
            {SCENES.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </div>
      </div>
      <iframe
        ref={frame}
        class={`preview-frame preview-${view?.look?.size ?? "medium"}`}
        title="The widget as customers see it"
        src={`/widget/frame?channel=${encodeURIComponent(channel)}&preview`}
      />
      <Launcher view={view} />
    </section>
  );
}

/** The button in the page, which is drawn there and not in the frame. */
function Launcher({ view }: { readonly view: ChannelView | null }) {
  const button = useRef<HTMLSpanElement>(null);
  const color = view?.look?.badge_color ?? view?.look?.color;
  useLayoutEffect(() => {
    const { solid, on } = accentOf(color ?? "").light;
    button.current?.style.setProperty("--badge", solid);
    button.current?.style.setProperty("--badge-ink", on);
  }, [color]);
  const badge = view?.look?.badge ?? "";
  return (
    <p class="preview-page">
      <span class="unseen">On the page: </span>
      <span class="preview-launcher" ref={button}>
        {badge !== "" && (
          <span class="preview-badge" dir="auto">
            {badge}
          </span>
        )}
        <svg class="icon" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" aria-hidden="true">
          <path d="M4 5.500h16v11h-9l-4.500 3.500v-3.500H4z" />
        </svg>
      </span>
    </p>
  );
}
