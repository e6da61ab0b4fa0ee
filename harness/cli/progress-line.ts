/** How far a run is, on stderr: which of its strategies, and when the whole of it will be done at the rate until now. */
import type { Progress } from '../campaign/campaign.ts';
import { counted } from '../program/counted.ts';
import { durationWords } from '../program/duration-words.ts';
import { withThousands } from '../program/with-thousands.ts';
import { StatusLine } from './status-line.ts';

/** How much of a run has to be done before its rate tells anything. */
const DONE_MIN = 0.02;

export class ProgressLine {
  readonly #line: StatusLine;

  constructor(stream: NodeJS.WriteStream) {
    this.#line = new StatusLine(stream);
  }

  show(progress: Progress): void {
    this.#line.show((elapsedMs) => progressParts(progress, elapsedMs));
  }

  note(text: string): void {
    this.#line.note(text);
  }

  clear(): void {
    this.#line.clear();
  }
}

/** The most telling part first: a narrow terminal shows no more of them than it has room for. */
export function progressParts(progress: Progress, elapsedMs: number): readonly string[] {
  const { strategy, number, of, programs, calls, failures } = progress;
  const { programsTotal, callsTotal } = progress.workload();
  const leftMs = (elapsedMs / calls) * Math.max(0, callsTotal - calls);
  return [
    `strategy ${number} of ${of}, ${strategy}: ${withThousands(programs)} of ${counted(Math.max(programs, programsTotal), 'program')}`,
    ...(calls < callsTotal * DONE_MIN ? [] : [`about ${durationWords(leftMs / 1000)} left`]),
    ...(failures > 0 ? [`${counted(failures, 'kind')} of failure`] : []),
    `${withThousands(calls)} of about ${counted(Math.max(calls, callsTotal), 'call')}`,
    `${withThousands(Math.round(calls / (elapsedMs / 1000)))} calls/s`,
  ];
}
