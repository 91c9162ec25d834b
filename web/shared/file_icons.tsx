// Icons of what comes after the first paint: a file of its own, so that the first paint does not carry them.

import { outline } from "./icons.tsx";

export const DownloadIcon = outline(<path d="M12 4v11m-5-5 5 5 5-5M5 20h14" />);
export const UploadIcon = outline(<path d="M12 15V4M7 9l5-5 5 5M5 20h14" />);
