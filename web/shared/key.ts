// Keys a client makes itself, so that a retry can be told from a second wish: 128 random bits in 22 characters.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(22));
  let key = "";
  for (const byte of bytes) key += ALPHABET.charAt(byte & 63);
  return key;
}
