// Icons of what comes after the first paint: a file of its own, so that the first paint does not carry them.

import { outline } from "./icons.tsx";

export const DownloadIcon = outline(<path d="M12 4v11m-5-5 5 5 5-5M5 20h14" />);
export const UploadIcon = outline(<path d="M12 15V4M7 9l5-5 5 5M5 20h14" />);
export const SmileIcon = outline(
  <path d="M20.5 12a8.500 8.500 0 1 1-17 0 8.500 8.500 0 0 1 17 0ZM8.500 14.500c1.800 2.300 5.200 2.300 7 0M9 9.500h.01M15 9.500h.01" />,
);
