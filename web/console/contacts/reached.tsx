// How somebody can be reached: addresses and number, as links.

import { MailIcon } from "../icons.tsx";
import { PhoneIcon } from "./icons.tsx";

export function Reached({ emails = [], phone = "" }: { emails?: readonly string[] | undefined; phone?: string | undefined }) {
  if (emails.length === 0 && phone === "") return null;
  return (
    <ul class="crm-reached">
      {emails.map((email) => (
        <li key={email}>
          <MailIcon size={16} /> <a href={`mailto:${email}`}>{email}</a>
        </li>
      ))}
      {phone !== "" && (
        <li>
          <PhoneIcon size={16} /> <a href={`tel:${phone.replace(/[^\d+]/g, "")}`}>{phone}</a>
        </li>
      )}
    </ul>
  );
}
