// What the loader in the customer's page and our frame say to each other. Nothing secret, no markup and no address to
// follow: numbers, names and a colour. Both sides check the other's window and its exact origin on every message.

export type ToFrame =
  | {
      readonly switchboard: "boot";
      readonly page: string;
      readonly open: boolean;
      readonly language?: string;
      readonly color?: string;
      readonly title?: string;
    }
  | { readonly switchboard: "open" }
  | { readonly switchboard: "close" };

export type ToHost =
  | { readonly switchboard: "ready" }
  | { readonly switchboard: "close" }
  | { readonly switchboard: "unread"; readonly count: number; readonly label: string }
  | { readonly switchboard: "look"; readonly look: HostLook }
  /** Whether there is a chat to come back to, so that the next page loads the frame at once. */
  | { readonly switchboard: "chat"; readonly live: boolean }
  | { readonly switchboard: "event"; readonly name: HostEvent };

export type HostEvent = "started" | "message" | "ended";

export interface HostLook {
  /** Fill of the button and the ink on it, as hex. */
  readonly color: string;
  readonly ink: string;
  readonly badge: string;
  readonly open: string;
  readonly close: string;
  readonly dark: boolean | null;
}
