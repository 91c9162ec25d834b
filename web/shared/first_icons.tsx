// How an icon is drawn, and those that the widget's first paint needs; icons.tsx has all of them.
// An outline on a 24 px grid with a 1.75 px line, inline so that it takes the colour of its text.
// It says nothing to a screen reader: the control around it has the words.

import type { ComponentChildren, JSX } from "preact";

export interface IconProps {
  readonly size?: number;
}

/* @__NO_SIDE_EFFECTS__ */
export function outline(shapes: ComponentChildren): (props: IconProps) => JSX.Element {
  return function Icon({ size = 20 }) {
    return (
      <svg
        class="icon"
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        stroke-width="1.75"
        stroke-linecap="round"
        stroke-linejoin="round"
        aria-hidden="true"
      >
        {shapes}
      </svg>
    );
  };
}

export const ChatIcon = outline(<path d="M4 11.5a7.5 7 0 0 1 7.5-7h1a7.5 7 0 0 1 0 14H11l-4.5 2.8v-3.7A7 7 0 0 1 4 11.5Z" />);
export const CloseIcon = outline(<path d="m6 6 12 12M18 6 6 18" />);
export const AlertIcon = outline(<path d="M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0ZM12 7.5v5M12 16h.01" />);
export const BlockedIcon = outline(<path d="M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0ZM6 6l12 12" />);
export const BellIcon = outline(<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15L6 16.5ZM10 21h4" />);
export const BellOffIcon = outline(<path d="M6 16.5V11c0-.8.2-1.6.5-2.3M9 5.8A6 6 0 0 1 18 11v4M17 18H4.5L6 16.5M10 21h4M4 3l16 18" />);

/** A filled paper plane: the one thing on the screen that goes somewhere. */
export function SendIcon({ size = 20 }: IconProps): JSX.Element {
  return (
    <svg class="icon flips" width={size} height={size} viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
      <path d="M3.6 4.3c-.3-1 .7-1.9 1.6-1.4l15.6 7.9c1 .5 1 1.9 0 2.4L5.2 21.1c-.9.5-1.9-.4-1.6-1.4L5.6 13.2l7.8-.7c.6-.1.6-.9 0-1l-7.8-.7-2-6.5Z" />
    </svg>
  );
}
