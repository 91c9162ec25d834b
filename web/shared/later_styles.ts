// The one sheet with the styles of all parts that are fetched later (build.mjs says why it is one).

let styles: Promise<void> | null = null;

/** Once the styles of all such parts apply. The page's link asks for them under a medium that never is. */
export function laterStyles(): Promise<void> {
  styles ??= apply(document.querySelector<HTMLLinkElement>("link[data-later]")).catch((problem: unknown) => {
    styles = null;
    throw problem;
  });
  return styles;
}

async function apply(link: HTMLLinkElement | null): Promise<void> {
  if (link === null) return;
  const sheet = link.sheet === null ? await fetchedAnew(link) : link;
  sheet.media = "all";
}

/** The link may still be fetching, or have failed before anybody listened: a new one tells in either case. */
function fetchedAnew(link: HTMLLinkElement): Promise<HTMLLinkElement> {
  const anew = link.cloneNode() as HTMLLinkElement;
  return new Promise((resolve, reject) => {
    anew.onload = () => resolve(anew);
    anew.onerror = () => reject(new Error("the styles could not be fetched"));
    link.replaceWith(anew);
  });
}
