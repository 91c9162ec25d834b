// What is typed, once the hand rests: between two letters of a fast one a search would be thrown away.

import { useEffect, useState } from "preact/hooks";

const PAUSE_MS = 120;

export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const later = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(later);
  }, [text]);
  return settled;
}
