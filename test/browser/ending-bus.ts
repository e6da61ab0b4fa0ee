/**
 * The reference, which ends at some calls instead of answering them: for reports that
 * have to show where that was.
 */
import { TargetFailure } from '../../harness/target.ts';
import type { FailureKind, Program, Target } from '../../harness/target.ts';
import { lifeAfter } from '../../spec/model.ts';
import type { Life } from '../../spec/model.ts';
import { argumentClass } from '../../spec/set-mmio-megabytes.ts';
import { reference } from '../../targets/reference/reference.ts';

/** How it ends at a call: by the state of the channel, or `client`, and the kind of call or the class of amounts. */
export type Endings = Readonly<Record<string, Exclude<FailureKind, 'unusable'>>>;

export function endingBus(endings: Endings): Target {
  const { info, run } = reference();
  return {
    info,
    run: async (program) => {
      const responses = await run(program);
      const at = program.findIndex((_, index) => endings[placeOf(program, index)] !== undefined);
      if (at < 0) return responses;
      const kind = endings[placeOf(program, at)]!;
      throw new TargetFailure(kind, WORDS[kind], { answered: at });
    },
  };
}

const WORDS = { crash: 'killed by SIGSEGV', timeout: 'no answer', 'adapter-fault': 'an answer that is none' } as const;

function placeOf(program: Program, at: number): string {
  const call = program[at]!;
  const own = program.slice(0, at).filter(({ channel }) => channel === call.channel);
  const allocate = own.findLast(({ kind }) => kind === 'allocate');
  const life = own.reduce<Life>((before, { kind }) => lifeAfter(before, kind), 'absent');
  const state = allocate?.kind === 'allocate' && allocate.endpoint === 'client' && life === 'fresh' ? 'client' : life;
  return `${state} ${call.kind === 'setMmioMegabytes' ? argumentClass(call) : call.kind}`;
}
