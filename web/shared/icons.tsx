// The set of icons: see first_icons.tsx, which the widget cannot draw its first picture without.

import type { JSX } from "preact";
import { type IconProps, outline } from "./first_icons.tsx";

export * from "./first_icons.tsx";

export const DownIcon = outline(<path d="m6 9.5 6 6 6-6" />);
export const ArrowDownIcon = outline(<path d="M12 5v14m-6-6 6 6 6-6" />);
export const BackIcon = outline(<path d="M19 12H5m6-6-6 6 6 6" />);
export const ReturnIcon = outline(<path d="M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3" />);
export const SearchIcon = outline(<path d="m20 20-4.2-4.2M18 11a7 7 0 1 1-14 0 7 7 0 0 1 14 0Z" />);
export const MoreIcon = outline(<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="2.5" />);
export const CheckIcon = outline(<path d="m5 12.5 4.5 4.5L19 7.5" />);
export const DoubleCheckIcon = outline(<path d="m2.5 12.5 4.5 4.5L16.5 7.5M12.5 16l1 1L23 7.5" />);
export const CircleIcon = outline(<path d="M18 12a6 6 0 1 1-12 0 6 6 0 0 1 12 0Z" />);
export const ClockIcon = outline(<path d="M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0ZM12 7v5l3 2" />);
export const MoonIcon = outline(<path d="M20 14.5A8.5 8.5 0 1 1 9.5 4 7 7 0 0 0 20 14.5Z" />);
export const LockIcon = outline(<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3" />);
export const EndIcon = outline(<path d="M14 4H6v16h8M10 12h10m-3.5-3.5L20 12l-3.5 3.5" />);
export const PersonIcon = outline(<path d="M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6" />);
export const PeopleIcon = outline(
  <path d="M12.5 8.5a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0ZM2.5 20c.5-3.5 3-5.5 6.5-5.5s6 2 6.5 5.5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.9c2 .7 3.2 2.4 3.5 5.1" />,
);

export function StarIcon({ size = 28, filled }: IconProps & { readonly filled: boolean }): JSX.Element {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" fill={filled ? "currentColor" : "none"} stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" aria-hidden="true">
      <path d="m12 3.2 2.7 5.6 6.1.8-4.5 4.3 1.1 6.1-5.4-3-5.4 3 1.1-6.1L3.2 9.6l6.1-.8L12 3.2Z" />
    </svg>
  );
}
