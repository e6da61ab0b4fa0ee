/** Two answers to an open question of which each part of a run saw one only, so that no part has looked into it. */
import type { Trace } from '../execute/trace.ts';
import type { Conflict } from '../judge/choices-shown.ts';
import type { Witness } from '../judge/evidence.ts';
import type { Investigation } from './investigation.ts';

const NOTHING_TRIED = {
  certificate: 'out of budget',
  spentPrograms: 0,
  spentCalls: 0,
  certifyingCalls: 0,
  searchCalls: 0,
} as const;

/**
 * Told by the two programs that showed it, each up to the call that was answered so: where parts are merged there is no target on which
 * they could be made small.
 */
export function acrossParts({ id, clause, place, witnesses }: Conflict): Investigation {
  const [earlier, trace] = [upToAnswer(witnesses[0]), upToAnswer(witnesses[1])];
  const { program } = trace;
  const source = { strategy: 'conflict', index: 0 } as const;
  const minimized = { program, ...NOTHING_TRIED };
  const found = { kind: 'inconsistent', clause, earlier, original: program, source, minimized, trace } as const;
  return {
    kind: 'conflict',
    subject: id,
    place,
    masked: [],
    // Nobody ran it again; `repeats: false` would say that it was, and had gone.
    found: [[clause, { ...found, repeats: true }]],
    unrepeated: [],
  };
}

function upToAnswer({ trace: { program, responses, end }, at }: Witness): Trace {
  return { program: program.slice(0, at + 1), responses: responses.slice(0, at + 1), end };
}
