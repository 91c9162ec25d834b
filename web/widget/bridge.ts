// What the loader in the customer's page and our frame say to each other: numbers, names and a colour, no markup and no
// address to follow. Both sides check the other's window and its exact origin on every message.
// The token of a chat stays in our frame, but where the browser forbids frames to store anything (Chrome with third-party
// cookies off): there the page keeps it for the length of the tab, so that a chat outlives a change of page.

/** What the page says of its customer: fields of a form by name, any others for agents to see, and `jwt`, which its
 * server has signed. */
export type Customer = Readonly<Record<string, string>>;

export interface Facts {
  readonly customer: Customer;
  readonly language: string | undefined;
  /** Somebody else may sit here now: nothing of the customer before stays. */
  readonly forget: boolean;
}

export type ToFrame =
  | ({
      readonly switchboard: "boot";
      readonly page: string;
      readonly open: boolean;
      readonly color: string | undefined;
      readonly title: string | undefined;
      /** What a frame without storage of its own asked to keep. */
      readonly kept: string | null;
    } & Facts)
  | ({ readonly switchboard: "facts" } & Facts)
  | { readonly switchboard: "open" }
  | { readonly switchboard: "close" };

export type ToHost =
  | { readonly switchboard: "close" }
  /** There is no such channel, or not any more: no trace of a chat is left in the page. */
  | { readonly switchboard: "gone" }
  | { readonly switchboard: "unread"; readonly count: number; readonly label: string }
  | { readonly switchboard: "look"; readonly look: HostLook }
  /** Whether there is a chat to come back to, so that the next page loads the frame at once. */
  | { readonly switchboard: "chat"; readonly live: boolean }
  /** For the tab's own storage in the page, where the browser forbids a frame to store. */
  | { readonly switchboard: "keep"; readonly text: string }
  | { readonly switchboard: "event"; readonly name: HostEvent };

export type HostEvent = "started" | "message" | "ended";

export interface HostLook {
  /** What the loader's style sheet takes from the channel: `--c` fill of the button, `--i` ink on it, `--s` what is
   * behind the frame while it loads (empty: as the system has it), `--z` how large the window is. */
  readonly style: Readonly<Record<"--c" | "--i" | "--s" | "--z", string>>;
  readonly badge: string;
  readonly open: string;
  readonly close: string;
}
