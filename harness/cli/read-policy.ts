/**
 * The policy of the gate, out of the flags and the files that they name. YAML is only loaded where there is such a file.
 */
import type { Policy } from '../verdict/gate.ts';
import type { FlagsOf } from './flags.ts';

type PolicyFlags = Pick<
  FlagsOf<'merge'>,
  'level' | 'require' | 'requirements' | 'tolerateFlaky' | 'baseline' | 'today'
>;

/** Throws `UsageError` where a file cannot be read. */
export async function readPolicy({
  level,
  require,
  tolerateFlaky,
  requirements,
  baseline,
  today: day,
}: PolicyFlags): Promise<Policy> {
  return {
    level,
    ...(require === undefined ? {} : { require }),
    ...(tolerateFlaky === undefined ? {} : { tolerateFlaky }),
    today: day ?? today(),
    requirements:
      requirements === undefined
        ? undefined
        : await (await import('../verdict/requirements.ts')).readRequirements(requirements),
    baseline:
      baseline === undefined ? undefined : await (await import('../verdict/baseline-file.ts')).readBaseline(baseline),
  };
}

/** The day of today, as YYYY-MM-DD. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
