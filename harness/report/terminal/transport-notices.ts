/**
 * What a person should know of how the target was reached. It depends on the wire and not on the seed, so it is no part of
 * the campaign's result.
 */
import { withThousands } from '../../program/with-thousands.ts';
import type { Target } from '../../target.ts';
import { visible } from '../visible.ts';

export function asideLines({ flaky = 0, notices = [] }: Target): readonly string[] {
  const times = flaky === 1 ? 'once' : `${withThousands(flaky)} times`;
  return [
    ...(flaky > 0
      ? [`flaky       ${times} the target ended and did not when tried again; held against no program`]
      : []),
    ...notices.map((notice) => `notice      ${visible(notice)}`),
  ];
}
