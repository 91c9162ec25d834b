// 04:12, or 1:04:12 from an hour on: in a list of waiting times an hour must not look like a minute.

export function stopwatch(span: number): string {
  const seconds = Math.max(0, Math.floor(span / 1000));
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
