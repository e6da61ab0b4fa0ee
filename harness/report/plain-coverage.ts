/** Where the target was tried and what it answered there, as the report has it: cells, the map, the automaton's edges, pairs. */
import { z } from 'zod';
import { LIVES } from '../../spec/model.ts';
import { statusName } from '../../spec/status.ts';
import { END_KINDS } from '../campaign/facts.ts';
import type { CellFacts } from '../campaign/facts.ts';
import { amount } from '../execute/response-schema.ts';
import type { AnswerSeen } from '../judge/answers-seen.ts';
import { CELL_STATES } from '../judge/cells.ts';
import { SAMPLE_PAIRS_MAX } from '../judge/pair-sample.ts';

const count = z.number().int().nonnegative();
/** `null` and `forged` stand for handles that never were a channel, `absent` for a slot to which nothing was bound. */
export const life = z.enum(LIVES);
/** The life of a server channel; `client` for a client endpoint until it is cleaned up. */
const cellState = z.enum(CELL_STATES);
const ended = z
  .array(z.enum(END_KINDS))
  .describe('in which ways the target ended here instead of answering')
  .optional();

/** A cell: the state of the channel before a call, and the class of the call. */
export const cellPlace = z.object({ state: cellState, call: z.string() });

/** The calls that were judged, by the state of the channel and the class of call; those that never came are left out. */
const cell = cellPlace.extend({ calls: count, broken: z.array(z.string()), ended });

/** How the target ended comes before what it broke. `unseen`: could have been tried and was not. `not-applicable`: takes what is not claimed. */
const cellOutcome = z.enum([...END_KINDS, 'pass', 'choice', 'fail', 'deviation', 'unseen', 'not-applicable']);

/** The function under test in one state of a channel, with one class of amounts. */
const mapCell = z.object({
  state: cellState,
  arguments: z.string(),
  calls: count,
  outcome: cellOutcome,
  ended,
  /** The clauses that speak here, and those of them that were broken here. */
  clauses: z.array(z.string()),
  broken: z.array(z.string()),
  permitted: z.array(z.string()),
  /** The statuses seen here, in words, as far as they were kept. */
  seen: z.array(z.string()),
  /** The counterexample that ends here, as an index into `counterexamples`. */
  counterexample: count.optional(),
});

const map = z.object({
  states: z.array(cellState),
  /** Classes of amounts: `zero`, `required` (n, 0), `optional` (0, n), `both`, `wide` (a sign bit, or a sum beyond 16 bits). */
  arguments: z.array(z.string()),
  cells: z.array(mapCell),
});

/** The automaton, its states put together by the life of the channel. */
const transitions = z.object({
  machine: z.object({ states: count, transitions: count }).describe('before its states were put together'),
  states: z.array(cellState),
  edges: z.array(
    z.object({
      from: cellState,
      to: cellState,
      /** The class of call, such as `enable` or `setMmioMegabytes zero`. */
      call: z.string(),
      calls: count,
      outcome: z.enum([...END_KINDS, 'covered', 'failed', 'unseen']),
      ended,
    }),
  ),
});

/** What the target did with one pair in one state. */
const answer = z.object({
  state: cellState,
  mmioMegabytes: amount,
  mmioMegabytesOptional: amount,
  statuses: z.array(z.string()).describe('more than one where a state hides another'),
});

export const coverage = {
  cells: z.array(cell),
  map,
  transitions,
  answered: z.array(answer).describe('the pairs of the pool'),
  sampled: z
    .array(answer)
    .describe(`a sample of the pairs that strategies other than lines tried, at most ${SAMPLE_PAIRS_MAX} of each state`)
    .optional(),
};

export function plainCell({ broken, ended: ends, ...cellFacts }: CellFacts): z.infer<typeof cell> {
  return { ...cellFacts, broken: [...broken], ...(ends === undefined ? {} : { ended: [...ends] }) };
}

export function plainAnswer({ state, pair, statuses }: AnswerSeen): z.infer<typeof answer> {
  return { state, ...pair, statuses: statuses.map(statusName) };
}
