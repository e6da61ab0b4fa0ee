/**
 * The function under test by the state of the channel and the class of amounts: what was tried there, what is permitted, what
 * came, which clauses were broken, and where the target ended instead of answering.
 */
import { failingCell } from '../campaign/failing-cell.ts';
import type { Facts } from '../campaign/facts.ts';
import { CELL_STATES, classOf } from '../judge/cells.ts';
import type { CellState } from '../judge/cells.ts';
import { describeAnswers } from '../../spec/answer.ts';
import type { Reservation, SetMmioMegabytes } from '../../spec/call.ts';
import { CLAUSES } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import { NO_CHANNEL } from '../../spec/model.ts';
import type { ChannelModel } from '../../spec/model.ts';
import { permitted } from '../../spec/oracle.ts';
import { argumentClass } from '../../spec/set-mmio-megabytes.ts';
import type { ArgumentClass } from '../../spec/set-mmio-megabytes.ts';
import { statusName } from '../../spec/status.ts';
import { Lifecycle } from '../program/lifecycle.ts';
import type { ClauseOutcome, ClauseResult } from '../verdict/clause-results.ts';
import type { Report } from './report-schema.ts';

/** Where there is something to call the function on. */
const STATES = CELL_STATES.filter((state) => state !== 'absent');

/** A pair of each class, to ask the oracle about. */
const EXAMPLES: Readonly<Record<ArgumentClass, Reservation>> = {
  zero: { mmioMegabytes: 0, mmioMegabytesOptional: 0 },
  required: { mmioMegabytes: 8, mmioMegabytesOptional: 0 },
  optional: { mmioMegabytes: 0, mmioMegabytesOptional: 8 },
  both: { mmioMegabytes: 4, mmioMegabytesOptional: 8 },
  wide: { mmioMegabytes: 65535, mmioMegabytesOptional: 65535 },
};
const CLASSES = Object.keys(EXAMPLES) as readonly ArgumentClass[];

type MapCell = Report['map']['cells'][number];

export function stateMap(result: Facts, clauses: readonly ClauseResult[]): Report['map'] {
  const outcomes = new Map(clauses.map(({ id, outcome }) => [id, outcome]));
  const cells = STATES.flatMap((state) => CLASSES.map((shape) => cellOf(state, shape, result, outcomes)));
  return { states: [...STATES], arguments: [...CLASSES], cells };
}

function cellOf(
  state: CellState,
  shape: ArgumentClass,
  result: Facts,
  outcomes: ReadonlyMap<ClauseId, ClauseOutcome>,
): MapCell {
  const model = modelOf(state);
  const channel = state === 'null' || state === 'forged' ? state : 0;
  const call: SetMmioMegabytes = { kind: 'setMmioMegabytes', channel, ...EXAMPLES[shape] };
  const answers = permitted(model, call, result.reading).filter(({ conformance }) => conformance.kind === 'conforms');
  const clauses = [...new Set(answers.flatMap((answer) => answer.clauses))];
  const {
    calls = 0,
    broken = [],
    ended = [],
  } = result.cells.find((cell) => cell.state === state && cell.call === classOf(call)) ?? {};
  const outcome = (): MapCell['outcome'] => {
    if (ended[0] !== undefined) return ended[0];
    // What is broken by another clause's fault, or was not selected, has no outcome of its own.
    if (broken.some((clause) => outcomes.get(clause) === 'fail' || CLAUSES[clause].level === 'MUST')) return 'fail';
    if (broken.length > 0) return 'deviation';
    if (calls === 0) return isAsked(model, call, result) ? 'unseen' : 'not-applicable';
    return answers.some(({ choice }) => choice !== undefined) ? 'choice' : 'pass';
  };
  const shown = result.counterexamples.findIndex((counterexample) => {
    const cell = failingCell(counterexample);
    return cell?.state === state && cell.call === classOf(call);
  });
  return {
    state,
    arguments: shape,
    calls,
    outcome: outcome(),
    ...(ended.length === 0 ? {} : { ended: [...ended] }),
    clauses,
    broken: [...broken],
    permitted: describeAnswers(answers),
    seen: seenIn(state, shape, result),
    ...(shown < 0 ? {} : { counterexample: shown }),
  };
}

function modelOf(state: CellState): ChannelModel {
  if (state === 'client') return { ...NO_CHANNEL.absent, life: 'fresh', endpoint: 'client' };
  return { ...NO_CHANNEL.absent, life: state };
}

function seenIn(state: CellState, shape: ArgumentClass, { answersSeen, answersSampled }: Facts): string[] {
  const rows = [...answersSeen, ...answersSampled].filter(
    (row) => row.state === state && argumentClass(row.pair) === shape,
  );
  return [...new Set(rows.flatMap(({ statuses }) => statuses))].toSorted((a, b) => a - b).map(statusName);
}

/** Whether the target claims what it takes to get there and to call the function: without a guest no channel is ever open. */
function isAsked(model: ChannelModel, call: SetMmioMegabytes, { target }: Facts): boolean {
  const { life, endpoint } = model;
  const needs = endpoint === 'client' ? 'client-endpoint' : life === 'open' || life === 'closed' ? 'guest' : undefined;
  if (needs !== undefined && !target.capabilities.includes(needs)) return false;
  const lifecycle = new Lifecycle(new Set(target.capabilities));
  lifecycle.place(call.channel, model);
  return lifecycle.allows(call);
}
