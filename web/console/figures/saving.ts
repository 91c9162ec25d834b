// Figures on their way into a file of the reader's.

/** The browser's own saving of a file, with the name the server gives it. */
export function download(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  link.click();
}
