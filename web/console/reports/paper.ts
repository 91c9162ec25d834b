// Paper is white: while it is printed, the page is light whatever the screen is.

import { useLayoutEffect } from "preact/hooks";

export function useLightPaper(): void {
  useLayoutEffect(() => {
    const root = document.documentElement;
    let before: string | undefined;
    const whiten = () => {
      before = root.dataset["theme"];
      root.dataset["theme"] = "light";
    };
    const restore = () => {
      if (before === undefined) delete root.dataset["theme"];
      else root.dataset["theme"] = before;
    };
    addEventListener("beforeprint", whiten);
    addEventListener("afterprint", restore);
    return () => {
      removeEventListener("beforeprint", whiten);
      removeEventListener("afterprint", restore);
    };
  }, []);
}
