/**
 * The function under test by the state of the channel and the class of amounts: what was tried there, what is permitted, what
 * came, and which clauses were broken.
 */
import type { Facts } from '../campaign/facts.ts';
import { classOf } from '../judge/cells.ts';
import { describeAnswers } from '../../spec/answer.ts';
import type { Reservation } from '../../spec/call.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import { NO_CHANNEL } from '../../spec/model.ts';
import type { ChannelModel, Life } from '../../spec/model.ts';
import { permitted } from '../../spec/oracle.ts';
import { argumentClass } from '../../spec/set-mmio-megabytes.ts';
import type { ArgumentClass } from '../../spec/set-mmio-megabytes.ts';
import { statusName } from '../../spec/status.ts';
import { Lifecycle } from '../program/lifecycle.ts';
import type { ClauseOutcome, ClauseResult } from '../verdict/clause-results.ts';
import type { Report } from './report-schema.ts';

const STATES = ['fresh', 'enabled', 'open', 'closed', 'disabled', 'freed', 'null', 'forged'] as const satisfies Life[];

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
  state: (typeof STATES)[number],
  shape: ArgumentClass,
  result: Facts,
  outcomes: ReadonlyMap<ClauseId, ClauseOutcome>,
): MapCell {
  const model: ChannelModel = { ...NO_CHANNEL.absent, life: state };
  const channel = state === 'null' || state === 'forged' ? state : 0;
  const call = { kind: 'setMmioMegabytes', channel, ...EXAMPLES[shape] } as const;
  const answers = permitted(model, call, result.reading).filter(({ conformance }) => conformance.kind === 'conforms');
  const clauses = [...new Set(answers.flatMap((answer) => answer.clauses))];
  const { calls = 0, broken = [] } =
    result.cells.find((cell) => cell.state === state && cell.call === classOf(call)) ?? {};
  const isAsked = isReachable(state, result) && allows(state, call, result);
  const outcome = (): MapCell['outcome'] => {
    if (broken.some((clause) => outcomes.get(clause) === 'fail')) return 'fail';
    if (broken.length > 0) return 'deviation';
    if (calls === 0) return isAsked ? 'unseen' : 'not-applicable';
    return answers.some(({ choice }) => choice !== undefined) ? 'choice' : 'pass';
  };
  const shown = result.counterexamples.findIndex(
    (counterexample) =>
      'finding' in counterexample &&
      counterexample.finding.before.life === state &&
      counterexample.finding.call.kind === 'setMmioMegabytes' &&
      argumentClass(counterexample.finding.call) === shape,
  );
  return {
    state,
    arguments: shape,
    calls,
    outcome: outcome(),
    clauses,
    broken: [...broken],
    permitted: describeAnswers(answers),
    seen: seenIn(state, shape, result),
    ...(shown < 0 ? {} : { counterexample: shown }),
  };
}

function seenIn(state: Life, shape: ArgumentClass, { answersSeen }: Facts): string[] {
  const rows = answersSeen.filter(({ life, pair }) => life === state && argumentClass(pair) === shape);
  return [...new Set(rows.flatMap(({ statuses }) => statuses))].toSorted((a, b) => a - b).map(statusName);
}

/** A target without a guest never has an open channel. */
function isReachable(state: Life, { target }: Facts): boolean {
  return (state !== 'open' && state !== 'closed') || target.capabilities.includes('guest');
}

function allows(state: Life, call: Parameters<Lifecycle['allows']>[0], { target }: Facts): boolean {
  const lifecycle = new Lifecycle(new Set(target.capabilities));
  lifecycle.place(call.channel, { life: state, endpoint: 'server' });
  return lifecycle.allows(call);
}
