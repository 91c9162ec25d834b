// The mark of a customer whose page has signed who she is: nobody else can have said so.

import type { JSX } from "preact";
import { outline } from "../shared/icons.tsx";
import "./verified.css";

const SealIcon = outline(<path d="M12 3l7 3v5.500c0 4.500-3 7.500-7 9.500-4-2-7-5-7-9.500V6zM8.500 12l2.500 2.500 4.500-5" />);

export function Verified({ of: { verified = false } }: { readonly of: { readonly verified?: boolean } }): JSX.Element | null {
  if (!verified) return null;
  return (
    <span class="verified" title="Verified: the page has signed who this is">
      <SealIcon size={16} />
      <span class="unseen"> verified</span>
    </span>
  );
}
