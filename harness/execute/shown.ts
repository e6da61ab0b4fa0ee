/** A value that somebody else's code gave, as a person would write it, short enough for a message. */
export function shown(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  if (typeof value === 'function') return 'a function';
  try {
    return String(typeof value === 'object' && value !== null ? JSON.stringify(value)?.slice(0, 80) : value);
  } catch {
    return 'an object that cannot be written as JSON';
  }
}
