/** The signature of a counterexample: that of its finding, or of how the target ended and where. */
import { lifeAfter } from '../../spec/model.ts';
import type { Life } from '../../spec/model.ts';
import { findingSignature, signed } from '../judge/finding-signature.ts';
import type { Signature } from '../judge/finding-signature.ts';
import type { Program } from '../target.ts';
import { brokenClause } from './counterexample.ts';
import type { Counterexample } from './counterexample.ts';

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
      actual: 'once',
    });
  }
  const at = ('end' in counterexample ? counterexample.end.at : undefined) ?? program.length - 1;
  const where = { call: program[at]?.kind ?? 'none', state: lifeBefore(program, at) };
  if (counterexample.kind === 'inconsistent') {
    return signed({ clause: brokenClause(counterexample)!, ...where, expected: 'the same each time', actual: 'both' });
  }
  return signed({ clause: counterexample.kind, ...where, expected: 'an answer', actual: counterexample.kind });
}

/** Where the channel of a call is if all went well before, which is all that is known of a run without answers. */
function lifeBefore(program: Program, at: number): Life {
  const channel = program[at]?.channel;
  if (channel === 'null' || channel === 'forged') return channel;
  const own = program.slice(0, at).filter((call) => call.channel === channel);
  return own.reduce<Life>((life, { kind }) => lifeAfter(life, kind), 'absent');
}
