/** A length of time as it is written after a flag and in a config file: `90s`, `10m`, `1.5h`, `500ms`. */

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
export const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/;

/** In milliseconds; nothing where it is no duration, or none above zero. */
export function durationMs(text: string): number | undefined {
  const [, number, unit] = DURATION.exec(text) ?? [];
  const ms = Number(number) * (UNIT_MS[unit ?? ''] ?? Number.NaN);
  return ms > 0 ? ms : undefined;
}
