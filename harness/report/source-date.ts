/**
 * SOURCE_DATE_EPOCH (reproducible-builds.org): the one moment that a run is said to have been at, so that runs of one seed leave the same
 * bytes. What a baseline's dates are held against stays today, or an expired entry would hold for ever.
 */
import { UsageError } from '../usage-error.ts';

/** As ISO 8601; nothing where the variable is not set. Throws `UsageError` where it is no number of seconds. */
export function sourceDate(): string | undefined {
  const seconds = process.env['SOURCE_DATE_EPOCH'];
  if (seconds === undefined || seconds === '') return undefined;
  if (!/^\d{1,11}$/.test(seconds)) throw new UsageError('SOURCE_DATE_EPOCH is no number of seconds since 1970');
  return new Date(Number(seconds) * 1_000).toISOString();
}
