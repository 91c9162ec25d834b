// The icons only the console needs, drawn like those of shared/icons.tsx, and the sign of the product.

import type { JSX } from "preact";
import { outline, type IconProps } from "../shared/icons.tsx";

export const DashboardIcon = outline(<path d="M4 4h7v9H4zM13 4h7v5h-7zM4 15h7v5H4zM13 11h7v9h-7z" />);
export const KeyboardIcon = outline(<path d="M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M18 10h.01M8 14h8" />);
export const InboxIcon = outline(<path d="m4 13 2.5-8h11L20 13v6H4zM4 13h4.500l1.5 2.500h4l1.5-2.500H20" />);
export const MailIcon = outline(<path d="M3 6h18v12.500H3zM3.5 6.5 12 13l8.5-6.5" />);
export const GlobeIcon = outline(
  <path d="M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0ZM3.5 12h17M12 3.500c2.5 2.5 3.5 5.5 3.5 8.500s-1 6-3.5 8.500c-2.5-2.5-3.5-5.5-3.5-8.500s1-6 3.5-8.500Z" />,
);
export const PageIcon = outline(<path d="M6 3.500h8l4 4v13H6zM14 3.500v4h4" />);
export const EyeIcon = outline(
  <path d="M2.5 12S6 6 12 6s9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6ZM14.5 12a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z" />,
);
export const EyeOffIcon = outline(<path d="M2.5 12S6 6 12 6s9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6ZM4.5 19.500l15-15" />);
export const FileIcon = outline(
  <path d="m15 8-6 6a2 2 0 0 0 2.8 2.800l6.2-6.200a4 4 0 0 0-5.6-5.600l-6.3 6.300a6 6 0 0 0 8.4 8.400l5-5" />,
);
export const TransferIcon = outline(<path d="M4 8h14m-3.5-3.500L18 8l-3.5 3.500M20 16H6m3.5-3.500L6 16l3.5 3.5" />);
export const TextsIcon = outline(<path d="M5 5h14v14H5zM8.500 9h7M8.500 12h7M8.500 15h4" />);
export const FolderIcon = outline(<path d="M3.500 18.500v-12h6l2 2.500h9v9.500z" />);
export const HeadsetIcon = outline(<path d="M4.5 15.500v-3.500a7.500 7.500 0 0 1 15 0v3.500M4.5 13H8v6H4.500zM16 13h3.500v6H16zM18 19c-.8 1.500-2.500 2-4.500 2" />);
export const ChannelsIcon = outline(<path d="M5 4v7m0 4v5M12 4v3m0 4v9M19 4v9m0 4v3M3 13h4M10 9h4M17 15h4" />);
export const WebhooksIcon = outline(<path d="M3.500 12h4m9-6h4m-4 12h4M7.500 9.500h3v5h-3zM10.500 12H13m0 0V6h3.500M13 12v6h3.500" />);
export const AuditIcon = outline(<path d="M12 3.500 5 6v5.500c0 4 3 7.200 7 9 4-1.800 7-5 7-9V6zM8.500 12l2.500 2.500 4.500-5" />);
export const PlusIcon = outline(<path d="M12 5v14M5 12h14" />);
export const TicketIcon = outline(<path d="M4 7h16v3.500a1.500 1.500 0 0 0 0 3V17H4v-3.500a1.500 1.500 0 0 0 0-3zM14 7.500v9" />);
export const ReportIcon = outline(<path d="M4 4v16h16M8 16v-4M12.500 16V7M17 16v-6" />);
export const HandIcon = outline(<path d="M4 12h13m-4.500-4.500L17 12l-4.500 4.500M20.500 5v14" />);

export const MenuIcon = outline(<path d="M4 7h16M4 12h16M4 17h16" />);

/** Two plugs and the cord between them, on a board. */
export function Logo({ size = 28 }: IconProps): JSX.Element {
  return (
    <svg class="logo" width={size} height={size} viewBox="0 0 28 28" fill="none" aria-hidden="true">
      <rect class="logo-board" x="1" y="1" width="26" height="26" rx="8" />
      <path class="logo-cord" d="M8.5 10.500H11a3 3 0 0 1 3 3v1a3 3 0 0 0 3 3h2.5" />
      <circle class="logo-plug" cx="8.5" cy="10.5" r="2.25" />
      <circle class="logo-plug" cx="19.5" cy="17.5" r="2.25" />
    </svg>
  );
}
