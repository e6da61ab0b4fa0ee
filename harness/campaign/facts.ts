/**
 * What a campaign ran and saw: counts, choices, failures with their traces. Plain data, and no opinion in it.
 */
import type { ClauseId } from '../../spec/clauses.ts';
import type { Reading } from '../../spec/readings.ts';
import type { Tier } from '../generate/tier.ts';
import type { AnswerSeen } from '../judge/answers-seen.ts';
import type { CallClass, CellState } from '../judge/cells.ts';
import type { ChoiceRecord } from '../judge/choices-shown.ts';
import type { SituationCounts } from '../judge/situations-met.ts';
import type { Edge, TargetInfo, Unrepeated } from '../target.ts';
import type { Block } from './block.ts';
import type { Counterexample } from './counterexample.ts';
import type { Investigation } from './investigation.ts';
import type { Shard } from './shard.ts';
import type { SoakFacts } from './soak-facts.ts';
export type { Shard } from './shard.ts';

/** How often a clause was tried and broken. */
export interface ClauseFacts {
  readonly id: ClauseId;
  /** Calls that honoured the clause, and those of them for which a neighbouring input would have had another answer. */
  readonly exercised: number;
  readonly decisive: number;
  /** Programs that broke it, before any was made small. */
  readonly breached: number;
  /** The clause whose fault stood in the way. */
  readonly maskedBy?: ClauseId;
  /** The signatures of the ways in which it was broken, as far as they were followed. */
  readonly ways?: readonly string[];
}

/** How the target ended, and the signature of where. */
export interface EndWay {
  readonly clause: string;
  readonly id: string;
}

/** A campaign half done: enough to make a true partial report of it. */
export interface Snapshot {
  readonly reading: Reading;
  readonly programs: number;
  readonly calls: number;
  readonly clauses: readonly ClauseFacts[];
  readonly choices: readonly ChoiceRecord[];
  readonly cells: Facts['cells'];
  readonly decisiveCalls: Facts['decisiveCalls'];
  readonly unrepeated: readonly Unrepeated[];
}

/** What a strategy ran, and what its having run to the end guarantees. */
export interface StrategyResult {
  readonly name: string;
  readonly guarantee: string;
  readonly programs: number;
  readonly calls: number;
  readonly durationMs: number;
  /** Whether it ended before its last program, since so many had failed that the rest would tell nothing new. */
  readonly endedEarly: boolean;
  /** Of a complete suite, not of a part of one: the largest k for which the programs that ran are one, nothing refused in them. */
  readonly completeTo?: number | undefined;
  /** How many of its calls stood behind a refused Allocate or Enable and were not judged. Left out where there were none. */
  readonly passedOver?: number | undefined;
  /** Allocate was refused in a run in which no channel was live. */
  readonly isRefusedAlone?: boolean | undefined;
  /** It was not run to its end, since this target is not fit for it; `guarantee` says why, and promises nothing. */
  readonly isLeftOut?: boolean | undefined;
}

/** Whether nothing that was seen speaks against a reading. */
export interface ReadingResult {
  readonly reading: Reading;
  readonly satisfied: boolean;
}

export const END_KINDS = ['crash', 'timeout', 'adapter-fault'] as const;
export type EndKind = (typeof END_KINDS)[number];

/** How often a class of call was judged in a state of the channel, and which clauses were broken there. */
export interface CellFacts {
  readonly state: CellState;
  readonly call: CallClass;
  readonly calls: number;
  readonly broken: readonly ClauseId[];
  /** In which ways the target ended here instead of answering. Left out where it never did. */
  readonly ended?: readonly EndKind[] | undefined;
}

/** What one part ran, block by block, and what came of looking into its failures. */
export interface PartFacts {
  readonly blocks: readonly Block[];
  readonly investigations: readonly Investigation[];
}

/** How far the edges of the implementation were reached by programs that came to their end. */
export interface EdgeFacts {
  readonly reached: number;
  /** All others, by address; absent where it is not known how many there are. */
  readonly unreached?: readonly Edge[] | undefined;
}

/** What a campaign ran and saw. Nothing in it is an opinion: `verdict/` makes one of it, and parts of one run merge to the same facts. */
export interface Facts {
  readonly target: TargetInfo;
  readonly tier: Tier;
  readonly seed: number;
  /** The reading that was judged under; the better one where `any` was asked for. */
  readonly reading: Reading;
  readonly readings: readonly ReadingResult[];
  /** A row for each clause that was selected and stands under the reading. */
  readonly clauses: readonly ClauseFacts[];
  /** The clauses that stand under the reading and were not selected. What broke them was counted, and not made small. */
  readonly deselected: readonly ClauseFacts[];
  /** The selection in the words in which it was asked for, such as `held.*`; empty where every clause is selected. */
  readonly selection: readonly string[];
  /** Which part of several this run is, from 0. */
  readonly shard: Shard | undefined;
  /** How many random programs were asked for, where it is not the tier's own number. */
  readonly programsAsked: number | undefined;
  /** The time into which the run had to fit, in milliseconds, where there was one: then some strategies may be left out. */
  readonly budgetMs?: number | undefined;
  readonly choices: readonly ChoiceRecord[];
  /** Shortest first. */
  readonly counterexamples: readonly Counterexample[];
  /** Each way in which the target crashed or hung, of those that came again: of one kind only the first is made small. */
  readonly endWays?: readonly EndWay[];
  readonly strategies: readonly StrategyResult[];
  readonly programs: number;
  readonly calls: number;
  /** Calls that were decisive for at least one clause. */
  readonly decisiveCalls: number;
  /** What the random strategy met. It cannot be put together out of several parts. */
  readonly situations: SituationCounts | undefined;
  /** Where calls were judged; a cell without a call, a broken clause and an end is left out. */
  readonly cells: readonly CellFacts[];
  /** What the target answered to the pairs of the pool. */
  readonly answersSeen: readonly AnswerSeen[];
  /** The same of a sample of all pairs in each state, those of the lines left out: they tell themselves which they are. */
  readonly answersSampled: readonly AnswerSeen[];
  /** Why the campaign ended before its tier was done, if it did. */
  readonly cutShort: string | undefined;
  /** What was seen once and not again when the same program was run again, by kind and text. */
  readonly unrepeated: readonly Unrepeated[];
  /** Programs of the corpus that need a capability which the target does not claim. */
  readonly corpusSkipped: number;
  /** Of one part of several: what `mergeParts` makes the whole of. */
  readonly part?: PartFacts | undefined;
  /** Where the target is a record of answers: what was run to make it. Nothing was run again for this. */
  readonly recorded?: { readonly programs: number; readonly calls: number } | undefined;
  /** Only where the target notes its edges. */
  readonly edges?: EdgeFacts | undefined;
  /** Where the run went on behind its tier. What that met is in all of the above but `strategies`. */
  readonly soak?: SoakFacts | undefined;
}
