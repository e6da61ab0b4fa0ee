/** The flags that say how much of a run there is: where it ends early, what it begins with, which part it is, and who shares it. */
import { flag, SWITCH, text, wholeNumber } from './flag.ts';

export const EXTENT = {
  failFast: flag(SWITCH, 'end at the first failure that counts', { notIn: ['action'] }),
  maxFailures: flag(wholeNumber(1, 1_000), 'end after so many clauses broken, and ways of ending, that count'),
  timeout: flag({ kind: 'duration' }, 'end the run in order after so long, such as 90s or 10m'),
  budget: flag({ kind: 'duration' }, 'run what fits into so long and shows most, such as 10m; name the rest'),
  for: flag(
    { kind: 'duration' },
    'behind the tier go on with fresh random programs and walks until the run has taken so long, such as 2h',
  ),
  untilQuiet: flag(
    wholeNumber(2, 1_000_000_000),
    'go on until at most one in so many random calls would meet what was not met; --for is then the longest that it takes',
  ),
  previous: flag(
    text('report'),
    'tell what is new, fixed and changed since that report.json, and run first what failed in it',
    {
      notIn: ['config'],
    },
  ),
  shard: flag(
    { kind: 'shard' },
    'run the i-th of n parts, as i/n; auto or auto/n as GitLab or Kubernetes says; merge puts them together',
    { notIn: ['config'] },
  ),
  workers: flag(wholeNumber(1, 256), 'so many processes on this machine share the programs', { notIn: ['action'] }),
  resume: flag(SWITCH, 'go on with the run in the --out folder that was killed', {
    notIn: ['config', 'action'],
  }),
} as const;
