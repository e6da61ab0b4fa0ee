/**
 * Which of the runs under way is to blame when what they ran in (a child process, a connection) ended: each suspect is
 * run again alone, and the one that ends it again is confirmed, at the call after the longest prefix that came through.
 *
 *     three runs under way, the process dies    ->  a alone: answered    b alone: dies again    c alone: answered
 *     b call by call: 1 answered, 2 dies        ->  b is confirmed, with 1 call answered
 *
 * How a run is made alone is the target's matter, and so is what becomes of the findings.
 */
import type { Clock } from '../../harness/execute/deadline.ts';
import { SYSTEM_CLOCK } from '../../harness/execute/deadline.ts';
import type { Program } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import type { Response } from '../../spec/call.ts';

/** One promise that is owed. */
export interface Run {
  readonly program: Program;
  resolve(responses: readonly Response[]): void;
  reject(failure: TargetFailure): void;
}

export function settle(run: Run, answer: readonly Response[] | TargetFailure): void {
  if (answer instanceof TargetFailure) run.reject(answer);
  else run.resolve(answer);
}

/** A process that died did so, even where none of the programs that it may have died of ends it again: one of them carries that. */
export function endedOnce({ kind, message }: Pick<TargetFailure, 'kind' | 'message'>, suspects: number): TargetFailure {
  const among = suspects === 1 ? '' : `\n(at this program or one of the ${suspects - 1} before it)`;
  return new TargetFailure(kind, `${message}${among}`);
}

/** What a run came to with nothing else under way. */
export type Outcome =
  /** An answer, be it a failure of this run's own: what it ran in goes on. */
  | { readonly kind: 'answer'; readonly answer: readonly Response[] | TargetFailure }
  /** What it ran in has ended. */
  | { readonly kind: 'end'; readonly failure: TargetFailure };

export interface SearchOptions {
  /** Runs a program alone. What it throws ends the search. */
  alone(program: Program): Promise<Outcome>;
  /** How often in a row a program has to end what it runs in before that is believed. */
  repeats(): number;
  /**
   * Whether this suspect is run prefix by prefix at once, and not only where the whole program has ended again. An end
   * costs a process or a deadline, so that is right for a suspect that is likely to be the culprit.
   */
  prefixesFirst(index: number): boolean;
  /** How long prefixes may take in all; a program that needs longer is run as a whole. */
  readonly prefixesMsMax: number;
  readonly clock?: Clock;
}

export type Finding =
  | { readonly kind: 'cleared'; readonly run: Run; readonly answer: readonly Response[] | TargetFailure }
  /** As `cleared`, of the last suspect where none was confirmed: the end did not repeat. */
  | { readonly kind: 'not-repeated'; readonly run: Run; readonly answer: readonly Response[] | TargetFailure }
  | { readonly kind: 'confirmed'; readonly run: Run; readonly failure: TargetFailure };

/** One finding a suspect, in their order. A caller for which one culprit is enough stops at it. */
export async function* findCulprit(suspects: readonly Run[], options: SearchOptions): AsyncGenerator<Finding, void> {
  let isConfirmed = false;
  for (const [index, run] of suspects.entries()) {
    const outcome = await tryAgain(run.program, options.prefixesFirst(index), options);
    if (outcome.kind === 'end') {
      isConfirmed = true;
      yield { kind: 'confirmed', run, failure: outcome.failure };
    } else {
      const isLast = index === suspects.length - 1;
      yield { kind: isLast && !isConfirmed ? 'not-repeated' : 'cleared', run, answer: outcome.answer };
    }
  }
}

async function tryAgain(program: Program, prefixesFirst: boolean, options: SearchOptions): Promise<Outcome> {
  if (prefixesFirst) return byPrefixes(program, options);
  const whole = await repeated(program, options);
  const isPlaced =
    whole.kind === 'answer' || whole.failure.kind === 'unusable' || whole.failure.kind === 'adapter-fault';
  return isPlaced ? whole : byPrefixes(program, options);
}

/** Longer and longer beginnings of the program: the first that ends tells how many calls are answered before the end. */
async function byPrefixes(program: Program, options: SearchOptions): Promise<Outcome> {
  const { clock = SYSTEM_CLOCK } = options;
  const stopAt = clock.now() + options.prefixesMsMax;
  for (let length = 1; length < program.length; length += 1) {
    if (clock.now() > stopAt) return repeated(program, options);
    const outcome = await repeated(program.slice(0, length), options);
    if (outcome.kind === 'end') return endedAfter(length - 1, outcome.failure);
  }
  const whole = await repeated(program, options);
  return whole.kind === 'answer' ? whole : endedAfter(Math.max(0, program.length - 1), whole.failure);
}

async function repeated(program: Program, { alone, repeats }: SearchOptions): Promise<Outcome> {
  let triesLeft = repeats();
  for (;;) {
    const outcome = await alone(program);
    triesLeft -= 1;
    if (outcome.kind === 'answer' || triesLeft <= 0) return outcome;
  }
}

function endedAfter(answered: number, failure: TargetFailure): Outcome {
  if (failure.kind === 'unusable' || failure.answered !== undefined) return { kind: 'end', failure };
  return { kind: 'end', failure: new TargetFailure(failure.kind, failure.message, { answered, cause: failure }) };
}
