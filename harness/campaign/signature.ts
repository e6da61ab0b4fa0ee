/** The signature of a counterexample: that of its finding, or of how the target ended and where. */
import { lifeAfter } from '../../spec/model.ts';
import type { Life } from '../../spec/model.ts';
import { findingSignature, signed } from '../judge/finding-signature.ts';
import type { Signature } from '../judge/finding-signature.ts';
import type { Program } from '../target.ts';
import { brokenClause } from './counterexample.ts';
import type { AbnormalEnd, Counterexample } from './counterexample.ts';
import type { EndWay } from './facts.ts';

export function signatureOf(counterexample: Counterexample): Signature {
  if ('finding' in counterexample) return findingSignature(counterexample.finding);
  const { program } = counterexample.minimized;
  if ('end' in counterexample && !counterexample.repeats) {
    // It is not known which call it was, and the next run may see it at another.
    return signed({
      clause: counterexample.kind,
      call: 'none',
      state: 'absent',
      expected: 'an answer',
      actual: [...mannerOf(counterexample.end), 'once'].join(' '),
    });
  }
  if (counterexample.kind === 'inconsistent') {
    const where = placeOf(program, program.length - 1);
    return signed({ clause: brokenClause(counterexample)!, ...where, expected: 'the same each time', actual: 'both' });
  }
  return endSignature({ end: counterexample.end, program });
}

/** That of a target which ended at a call: the same before and after its program was made small. Another way of dying has another one. */
export function endSignature({ end, program }: Pick<AbnormalEnd, 'end' | 'program'>): Signature {
  const where = placeOf(program, end.at ?? program.length - 1);
  const actual = [end.kind, ...mannerOf(end)].join(' ');
  return signed({ clause: end.kind, ...where, expected: 'an answer', actual });
}

const MANNER_CHARACTERS_MAX = 120;

/**
 * How a target crashed, in words that are the same each time: its signal or exit code, what a sanitizer called it, or the exception and
 * the first line of its message, without words that hold a number, an address or a path. Nothing where the words are none of these: of
 * a connection that broke, two runs may tell differently.
 */
function mannerOf({ kind, message }: AbnormalEnd['end']): readonly string[] {
  if (kind !== 'crash') return [];
  const [first = ''] = message.split('\n', 1);
  const report = /\b[A-Z]\w*Sanitizer: ([A-Za-z-]+)/.exec(message)?.[1];
  const ending =
    /\bkilled by (SIG[A-Z0-9]+)/.exec(first)?.[1] ??
    /\bexit(?:ed with)? code \d+/.exec(first)?.[0].replace('ed with', '');
  const thrown = /^(?!E[A-Z]+:)(?:[A-Za-z_$][\w.$]*:|threw) .*$/.exec(first)?.[0].replaceAll(/\S*[\d/\\]\S*/g, '#');
  return [ending ?? thrown?.slice(0, MANNER_CHARACTERS_MAX), report].filter((part) => part !== undefined);
}

/** The ways in which a target ended, each once, of the kinds that came again. One that breaks the contract can be known to nobody. */
export function endWaysOf(
  abnormalEnds: readonly AbnormalEnd[],
  counterexamples: readonly Counterexample[],
): readonly EndWay[] {
  const repeated = counterexamples.flatMap((one) => ('end' in one && one.repeats ? [one.kind] : []));
  const own = abnormalEnds.filter(({ end: { kind } }) => kind !== 'adapter-fault' && repeated.includes(kind));
  return distinctWays(own.map(endSignature));
}

export function distinctWays(ways: readonly EndWay[]): readonly EndWay[] {
  const byName = new Map(ways.map(({ clause, id }) => [`${clause} ${id}`, { clause, id }]));
  return [...byName.keys()].toSorted().map((name) => byName.get(name)!);
}

function placeOf(program: Program, at: number): Pick<Signature, 'call' | 'state'> {
  return { call: program[at]?.kind ?? 'none', state: lifeBefore(program, at) };
}

/** Where the channel of a call is if all went well before, which is all that is known of a run without answers. */
function lifeBefore(program: Program, at: number): Life {
  const channel = program[at]?.channel;
  if (channel === 'null' || channel === 'forged') return channel;
  const own = program.slice(0, at).filter((call) => call.channel === channel);
  return own.reduce<Life>((life, { kind }) => lifeAfter(life, kind), 'absent');
}
