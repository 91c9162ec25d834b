// What the loader in the customer's page and our frame say to each other: numbers, names and a colour, no markup and no
// address to follow. Both sides check the other's window and its exact origin on every message.
// The token of a chat stays in our frame, but where the browser forbids frames to store anything (Chrome with third-party
// cookies off): there the page keeps it for the length of the tab, so that a chat outlives a change of page.

export type ToFrame =
  | {
      readonly switchboard: "boot";
      readonly page: string;
      readonly open: boolean;
      readonly language: string | undefined;
      readonly color: string | undefined;
      readonly title: string | undefined;
      /** What a frame without storage of its own asked to keep. */
      readonly kept: string | null;
    }
  | { readonly switchboard: "open" }
  | { readonly switchboard: "close" };

export type ToHost =
  | { readonly switchboard: "ready" }
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
  /** Fill of the button and the ink on it, as hex. */
  readonly color: string;
  readonly ink: string;
  readonly badge: string;
  readonly open: string;
  readonly close: string;
  /** Behind the frame while it loads; absent where the system decides. */
  readonly paper?: string;
}
