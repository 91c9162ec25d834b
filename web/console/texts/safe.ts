// What of the server's HTML may become elements here. The server makes it from Markdown and lets no HTML of an author
// through; this is the second lock: a tag or an address that is not in the list is text.

const TAGS = new Set(
  "p br hr h2 h3 h4 h5 h6 ul ol li strong em s code pre blockquote a img table thead tbody tr th td".split(" "),
);
const ALIGNED = new Set(["left", "center", "right"]);

export type Attributes = Readonly<Record<string, string | undefined>>;

export function mayBe(tag: string): boolean {
  return TAGS.has(tag);
}

/** The attributes it keeps, of those it came with. */
export function kept(tag: string, given: Attributes): Attributes {
  switch (tag) {
    case "a":
      return leads(given["href"]) ? { href: given["href"], target: "_blank", rel: "noopener noreferrer" } : {};
    case "img":
      return isOurs(given["src"]) ? { src: given["src"], alt: given["alt"] ?? "" } : { alt: given["alt"] ?? "" };
    case "th":
    case "td":
      return ALIGNED.has(given["class"] ?? "") ? { class: given["class"] } : {};
    case "ol":
      return /^\d+$/u.test(given["start"] ?? "") ? { start: given["start"] } : {};
    default:
      return {};
  }
}

function leads(address: string | undefined): boolean {
  return address !== undefined && (/^(?:https?:|mailto:|tel:)/iu.test(address) || !/^[^/?#]*:/u.test(address));
}

/** A picture of another server would tell it who reads. */
function isOurs(address: string | undefined): boolean {
  return address !== undefined && /^\/(?![/\\])/u.test(address);
}
