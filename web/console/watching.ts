// Today's figures, live while a dashboard is looked at.

import type { Watching } from "../shared/protocol.ts";
import type { Commands } from "./desk.ts";
import type { Line } from "./line.ts";

export function watchingOver({ dispatch, ask }: Line): Pick<Commands, "watch" | "unwatch"> {
  // An answer to a question that was followed by another one says what nobody looks at any more.
  let last = 0;

  return {
    watch(channel, tz) {
      const mine = ++last;
      ask<Watching>({ type: "dashboard.watch", channels: channel === null ? null : [channel], tz }, { once: true }).then(
        ({ figures }) => {
          if (mine === last) dispatch({ type: "watched", figures });
        },
        () => undefined, // without a link it is asked for again when there is one
      );
    },
    unwatch() {
      last += 1;
      dispatch({ type: "watched", figures: null });
      ask({ type: "dashboard.watch", on: false }, { once: true }).catch(() => undefined);
    },
  };
}
