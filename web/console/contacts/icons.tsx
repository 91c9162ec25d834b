// The icons only the CRM needs.

import { outline } from "../../shared/icons.tsx";

export const CompanyIcon = outline(<path d="M5 20.500V4.500h9v16M14 9.500h5v11M3 20.500h18M8 8.500h3M8 12.500h3M8 16.500h3" />);
export const SaleIcon = outline(<path d="m11.500 4 8.500 8.500-7 7L4.500 11V4zM8.500 8h.01" />);
export const FlagIcon = outline(<path d="M6 20.500v-16h11.500l-2.500 4 2.500 4H6" />);
export const PhoneIcon = outline(
  <path d="M5 4h4l1.500 4.500-2 1.500a11 11 0 0 0 5.500 5.500l1.500-2L20 15v4a1.500 1.500 0 0 1-1.500 1.500C10.500 20.500 3.500 13.500 3.500 5.500A1.500 1.500 0 0 1 5 4Z" />,
);
