/**
 * The policy of the gate, out of the flags and the files that they name. YAML is only loaded where there is such a file.
 */
import type { Policy } from '../verdict/gate.ts';
import type { Report } from '../report/report-schema.ts';
import type { FlagsOf } from './flags.ts';

type PolicyFlags = Pick<FlagsOf<'run'>, 'level' | 'require' | 'requirements' | 'tolerateFlaky' | 'baseline' | 'today'>;

/** What a run was asked, for the same policy again; what the flags say otherwise goes before it. */
export function policyAgain(asked: Report['asked'], flags: Partial<PolicyFlags>): PolicyFlags {
  const { level = asked.level, require = asked.require, requirements = asked.requirements, today: day } = flags;
  const { tolerateFlaky = asked.tolerateFlaky } = flags;
  return {
    level,
    ...(require === undefined ? {} : { require }),
    ...(requirements === undefined ? {} : { requirements }),
    ...(flags.baseline === undefined ? {} : { baseline: flags.baseline }),
    ...(tolerateFlaky === undefined ? {} : { tolerateFlaky }),
    ...(day === undefined ? {} : { today: day }),
  };
}

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

/** The same for the report: what was asked of a run that is taken up again under this policy. */
export function askedAgain(asked: Report['asked'], { require, ...policy }: PolicyFlags): Report['asked'] {
  const { level, requirements, tolerateFlaky, baseline } = policy;
  return {
    ...asked,
    level,
    ...(require === undefined ? {} : { require: [...require] }),
    ...(tolerateFlaky === undefined ? {} : { tolerateFlaky }),
    ...(requirements === undefined ? {} : { requirements }),
    baseline: baseline !== undefined,
    ...(baseline === undefined ? {} : { baselineFile: baseline }),
  };
}

/** The day of today, as YYYY-MM-DD. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
