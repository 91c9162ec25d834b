// The open times of a day, as they are written: "09:00" to "17:00", and "24:00" for the end of the day.

export interface Span {
  readonly opens: string;
  readonly closes: string;
}

/** The same times with a gap in them, such as lunch. A time that the gap only touches stays as it is. */
export function withGap(spans: readonly Span[], from: string, to: string): readonly Span[] {
  return spans.flatMap((span) => (span.opens < from && to < span.closes ? [{ ...span, closes: from }, { ...span, opens: to }] : [span]));
}
