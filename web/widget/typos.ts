// "Did you mean gmail.com?": a slip of one finger in the name of a mailbox that half the world has. Pure. It only asks:
// an address that looks like a slip may be right.

// Long names only: near a short one there are too many others.
const COMMON = ["gmail.com", "googlemail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "proton.me", "online.no", "wanadoo.fr", "laposte.net", "t-online.de", "freenet.de", "telenet.be", "ziggo.nl"];
// One letter off, and somebody's own.
const OTHERS = new Set(["mail.com", "ymail.com", "email.com", "hotmail.co", "yahoo.co"]);

/** The address as it was probably meant, or null. */
export function meant(address: string): string | null {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1).trim().toLowerCase();
  if (at < 1 || COMMON.includes(domain) || OTHERS.has(domain)) return null;
  const found = COMMON.find((each) => isOneSlip(domain, each));
  return found === undefined ? null : address.slice(0, at + 1) + found;
}

/** A letter too many, one too few, a wrong one, or two that changed places. */
function isOneSlip(typed: string, right: string): boolean {
  let from = 0;
  while (from < right.length && typed[from] === right[from]) from += 1;
  const [a, b] = [typed.slice(from), right.slice(from)];
  return a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1) || (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2));
}
