/** How far a run is, on stderr: which of its strategies, and when the whole of it will be done at the rate until now. */
import type { Progress } from '../campaign/campaign.ts';
import type { SoakProgress } from '../campaign/progress.ts';
import { callsPerNew } from '../judge/situations-met.ts';
import { counted } from '../program/counted.ts';
import { durationWords } from '../program/duration-words.ts';
import { withThousands } from '../program/with-thousands.ts';
import { StatusLine } from './status-line.ts';

/** How much of a run has to be done before its rate tells anything. */
const DONE_MIN = 0.02;
/** After how long the pace tells how long a run takes, and how long it has to be for that to be told. */
const TOLD_AFTER_MS = 3_000;
const LONG_MS = 60_000;
/** After how long, and from what factor on, it is told again that a run takes longer or shorter than was told. */
const TOLD_AGAIN_AFTER_MS = 10_000;
const WRONG_BY = 2;

export class ProgressLine {
  readonly #line: StatusLine;
  readonly #cures: readonly string[] | undefined;
  #isSoakTold = false;
  #told: { readonly atMs: number; readonly totalMs: number } | undefined;

  /** `cures`: what would shorten a long run, beside a smaller tier; without them nothing is said of its length. */
  constructor(stream: NodeJS.WriteStream, cures?: readonly string[]) {
    this.#cures = cures;
    this.#line = new StatusLine(stream);
  }

  show(progress: Progress): void {
    this.#tellEstimate(progress);
    this.#tellSoak(progress);
    this.#line.show((elapsedMs) => progressParts(progress, elapsedMs));
  }

  /** Also where nobody looks at a terminal: whoever reads the log later wants to know too. Again only where it was far off. */
  #tellEstimate(progress: Progress): void {
    const elapsedMs = performance.now() - this.#line.startedAt;
    const told = this.#told;
    const isDue = told === undefined ? elapsedMs >= TOLD_AFTER_MS : elapsedMs - told.atMs >= TOLD_AGAIN_AFTER_MS;
    if (this.#cures === undefined || !isDue) return;
    const estimate = progress.estimate();
    if (estimate === undefined) return;
    const totalMs = elapsedMs + estimate.msToCome;
    const isFarOff = told !== undefined && (totalMs > told.totalMs * WRONG_BY || totalMs < told.totalMs / WRONG_BY);
    this.#told = { atMs: elapsedMs, totalMs: told === undefined || isFarOff ? totalMs : told.totalMs };
    const words =
      told === undefined
        ? estimateWords(totalMs, estimate.smokeMs, this.#cures)
        : isFarOff
          ? againWords(totalMs)
          : undefined;
    if (words !== undefined) this.note(words);
  }

  /** Once, also where nobody looks at a terminal: from here on the run takes as long as was asked. */
  #tellSoak({ soak, failures }: Progress): void {
    if (soak === undefined || this.#isSoakTold) return;
    this.#isSoakTold = true;
    const seen = failures === 0 ? 'without a failure' : 'and something failed';
    const more = soak.msLeft === undefined ? '' : `, for ${durationWords(soak.msLeft / 1_000)}`;
    this.note(`the tier is done, ${seen}; going on with fresh programs${more}`);
  }

  note(text: string): void {
    this.#line.note(text);
  }

  clear(): void {
    this.#line.clear();
  }
}

/** How long a run takes in all, and what is shorter; nothing where it is short. */
export function estimateWords(totalMs: number, smokeMs: number, cures: readonly string[]): string | undefined {
  if (totalMs < LONG_MS) return undefined;
  const smoke = smokeMs < totalMs / 2 ? [`--tier smoke takes about ${durationWords(smokeMs / 1_000)}`] : [];
  return [`about ${durationWords(totalMs / 1_000)} at this speed`, ...smoke, ...cures].join('; ');
}

function againWords(totalMs: number): string {
  return `now about ${durationWords(totalMs / 1_000)} in all`;
}

/** The most telling part first: a narrow terminal shows no more of them than it has room for. */
export function progressParts(progress: Progress, elapsedMs: number): readonly string[] {
  const { strategy, number, of, programs, calls, failures, soak } = progress;
  if (soak !== undefined) return soakParts(progress, soak, elapsedMs);
  const { programsTotal, callsTotal } = progress.workload();
  // At first the pace is not known, and all calls are taken to cost the same.
  const leftMs = progress.estimate()?.msToCome ?? (elapsedMs / calls) * Math.max(0, callsTotal - calls);
  return [
    `strategy ${number} of ${of}, ${strategy}: ${withThousands(programs)} of ${counted(Math.max(programs, programsTotal), 'program')}`,
    ...(calls < callsTotal * DONE_MIN ? [] : [`about ${durationWords(leftMs / 1000)} left`]),
    ...(failures > 0 ? [`${counted(failures, 'kind')} of failure`] : []),
    `${withThousands(calls)} of about ${counted(Math.max(calls, callsTotal), 'call')}`,
    `${withThousands(Math.round(calls / (elapsedMs / 1000)))} calls/s`,
  ];
}

function soakParts({ calls, failures }: Progress, soak: SoakProgress, elapsedMs: number): readonly string[] {
  const { round, msLeft, quietCalls } = soak;
  const met = quietCalls === undefined ? undefined : soak.situations();
  const each = met === undefined ? undefined : withThousands(Math.floor(callsPerNew(met)));
  return [
    `soak: ${msLeft === undefined ? '' : `${durationWords(msLeft / 1_000)} left, `}round ${withThousands(round)}`,
    ...(failures > 0 ? [`${counted(failures, 'kind')} of failure`] : []),
    ...(each === undefined ? [] : [`something new in one of ${each} of ${withThousands(quietCalls!)}`]),
    counted(calls, 'call'),
    `${withThousands(Math.round(calls / (elapsedMs / 1000)))} calls/s`,
  ];
}
