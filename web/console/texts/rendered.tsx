// A body as its public page shows it, from the HTML that the server made of its Markdown. Nothing is set as HTML here.

import { h, type ComponentChild, type JSX } from "preact";
import { useMemo } from "preact/hooks";
import { kept, mayBe } from "./safe.ts";
import "./rendered.css";

export function Rendered({ html }: { html: string }): JSX.Element {
  const shown = useMemo(() => drawn(new DOMParser().parseFromString(html, "text/html").body), [html]);
  return (
    <div class="rendered" dir="auto">
      {shown}
    </div>
  );
}

function drawn(node: Node): ComponentChild[] {
  return [...node.childNodes].map((child) => {
    if (child instanceof Text) return child.data;
    if (!(child instanceof Element)) return null;
    const tag = child.localName;
    const inside = drawn(child);
    if (!mayBe(tag)) return inside;
    return h(tag, kept(tag, Object.fromEntries([...child.attributes].map(({ name, value }) => [name, value]))), ...inside);
  });
}
