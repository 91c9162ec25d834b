// Icons of parts that are fetched later: a file of its own, so that the first paint does not carry them.

import { outline } from "../shared/icons.tsx";

export const PencilIcon = outline(<path d="M4 20l1-4.500L16 4.500l3.500 3.500L8.500 19zM13.500 7l3.500 3.500" />);
export const TrashIcon = outline(<path d="M4.500 7h15M9 7V4.500h6V7M6.500 7l1 13h9l1-13M10 11v5.500M14 11v5.500" />);
export const QuestionIcon = outline(
  <path d="M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0ZM9.5 9.800a2.5 2.5 0 1 1 3.500 2.300c-.7.3-1 .7-1 1.400v.5M12 16.500h.01" />,
);
export const GripIcon = outline(<path d="M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01" stroke-width="2.5" />);
export const CopyIcon = outline(<path d="M9 9h11v11H9zM5 15H4V4h11v1" />);
export const CodeIcon = outline(<path d="m8.500 8-4.500 4 4.500 4M15.500 8l4.500 4-4.500 4" />);
export const TableIcon = outline(<path d="M4 5h16v14H4zM4 10h16M4 14.500h16M10 10v9" />);
export const PrintIcon = outline(<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z" />);
export const SettingsIcon = outline(<path d="M4 7h9M17 7h3M13 5v4M4 17h3M11 17h9M7 15v4M4 12h13" />);
