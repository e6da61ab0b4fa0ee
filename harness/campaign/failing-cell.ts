/** The cell in which a failure shows: the state of the channel before the call that went wrong, and the class of that call. */
import type { Endpoint } from '../../spec/call.ts';
import { lifeAfter } from '../../spec/model.ts';
import type { Life } from '../../spec/model.ts';
import { cellStateOf, classOf } from '../judge/cells.ts';
import type { CellState } from '../judge/cells.ts';
import type { Program } from '../target.ts';
import type { Counterexample } from './counterexample.ts';
import type { CellFacts } from './facts.ts';

export type Cell = Pick<CellFacts, 'state' | 'call'>;

/** Nothing where it is not known at which call the target ended, or where it had answered them all. */
export function failingCell(counterexample: Counterexample): Cell | undefined {
  if ('finding' in counterexample) {
    const { before, call } = counterexample.finding;
    return { state: cellStateOf(before), call: classOf(call) };
  }
  const { program } = counterexample.trace;
  if (!('end' in counterexample)) return cellAt(program, program.length - 1);
  // Nothing shorter ends it, so that its last call is to blame where nobody saw which one it was.
  return cellAt(program, counterexample.end.at ?? (counterexample.repeats ? program.length - 1 : undefined));
}

export function cellAt(program: Program, at: number | undefined): Cell | undefined {
  const call = at === undefined ? undefined : program[at];
  return call === undefined ? undefined : { state: stateBefore(program, at!), call: classOf(call) };
}

/** The state of the channel of a call if all went well until then, which is all that is known of a run without answers. */
function stateBefore(program: Program, at: number): CellState {
  const channel = program[at]!.channel;
  if (channel === 'null' || channel === 'forged') return channel;
  let life: Life = 'absent';
  let endpoint: Endpoint = 'server';
  for (const call of program.slice(0, at)) {
    if (call.channel !== channel) continue;
    if (call.kind === 'allocate') endpoint = call.endpoint;
    life = lifeAfter(life, call.kind);
  }
  return cellStateOf({ life, endpoint });
}
