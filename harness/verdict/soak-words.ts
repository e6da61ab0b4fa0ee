/** What is said of a soak: how long it was, and what of it was not done. The odds over the whole run have lines of their own. */
import { counted } from '../program/counted.ts';
import { durationWords } from '../program/duration-words.ts';
import { withThousands } from '../program/with-thousands.ts';
import type { Scope } from './scope.ts';

type Soak = NonNullable<Scope['soak']>;

/** `durationMs`: 0 where it is not told. */
export function soakLine(soak: Soak, durationMs: number): string {
  const { rounds, programsBehind, programs, calls, passedOver, quietCalls, end } = soak;
  if (programs === 0) return `no soak: ${end.kind === 'cut' ? end.why : 'the tier took all of its time'}`;
  const time = durationMs > 0 ? `soaked for ${durationWords(durationMs / 1_000)}` : 'soaked';
  const behind = programsBehind > 0 ? ` and ${counted(programsBehind, 'program')} of another` : '';
  return [
    `${time} behind the tier: ${rounds === 0 ? 'less than a round' : `${counted(rounds, 'round')}${behind}`}, ${withThousands(programs)} fresh programs, ${counted(calls, 'call')}`,
    ...(passedOver > 0 ? [`${withThousands(passedOver)} of them behind a refusal, not judged`] : []),
    ...(quietCalls === undefined ? [] : [quietWords(end.kind === 'quiet', quietCalls)]),
    ...(end.kind === 'failed' ? ['ended since so much failed that more would tell nothing new'] : []),
    ...(end.kind === 'cut' ? [cutWords(end.why)] : []),
  ].join('; ');
}

/** Why what was asked of it was not done, if that is so. */
export function soakCut({ soak }: Pick<Scope, 'soak'>): readonly string[] {
  return soak?.end.kind === 'cut' ? [cutWords(soak.end.why)] : [];
}

function quietWords(isQuiet: boolean, calls: number): string {
  return `${isQuiet ? 'quiet' : 'not quiet'} by one in ${withThousands(calls)}`;
}

function cutWords(why: string): string {
  return `the soak ended early: ${why}`;
}
