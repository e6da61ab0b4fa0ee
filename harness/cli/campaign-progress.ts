/** How far a campaign is, on stderr: shards, workers, each new failure once, and whether the queue answers. */
import { counted } from '../program/counted.ts';
import { durationWords } from '../program/duration-words.ts';
import { visible } from '../program/visible.ts';
import type { Campaign } from '../elastic/campaign-schema.ts';
import type { Part, QueueState } from '../elastic/elastic.ts';
import { StatusLine } from './status-line.ts';

/** After so long without an answer the queue is said to be gone; and without a worker, that there is none. */
const SILENT_MS = 3_000;
const WITHOUT_WORKERS_MS = 5_000;
const TICK_MS = 500;

/** What is read of a shard's report. It comes from a worker, and counts for nothing here but words. */
interface ReportLines {
  readonly clauses?: readonly { readonly id?: string; readonly breached?: number }[];
  readonly part?: {
    readonly blocks?: readonly { readonly ends?: readonly { readonly end?: { readonly kind?: string } }[] }[];
  };
  readonly times?: { readonly durationMs?: number };
}

export class CampaignProgress {
  readonly #line: StatusLine;
  readonly #title: string;
  readonly #isQuiet: boolean;
  readonly #startedMs = performance.now();
  readonly #failures = new Set<string>();
  readonly #workers = new Set<string>();
  #ticking: NodeJS.Timeout | undefined;
  #state: QueueState | undefined;
  #stateMs = performance.now();
  #shards = 0;
  #done = 0;
  /** Those that were there when this coordinator began tell nothing of the pace. */
  #doneBefore: number | undefined;
  #workMs = 0;
  #lostBefore = 0;
  #isLonely = false;

  constructor(stream: NodeJS.WriteStream, title: string, isQuiet: boolean) {
    this.#line = new StatusLine(stream);
    this.#title = title;
    this.#isQuiet = isQuiet;
  }

  begin({ seed, shards, startedAt }: Campaign): void {
    this.#shards = shards;
    this.note(`campaign in ${this.#title}: ${counted(shards, 'shard')}, seed ${seed}, begun at ${startedAt}`);
    this.#ticking = setInterval(() => this.#show(), TICK_MS).unref();
  }

  show(state: QueueState, done: number): void {
    this.#state = state;
    this.#stateMs = performance.now();
    this.#done = done;
    this.#doneBefore ??= done;
    this.#show();
  }

  part({ report, worker, lostBefore }: Part, words: string): void {
    const { clauses = [], part, times } = JSON.parse(report) as ReportLines;
    this.#workers.add(worker);
    this.#workMs += times?.durationMs ?? 0;
    this.#lostBefore += lostBefore;
    const broken = clauses.flatMap(({ id = '', breached = 0 }) => (breached > 0 ? [id] : []));
    const ends = part?.blocks?.flatMap((block) => block.ends ?? []) ?? [];
    for (const failure of [...broken, ...ends.flatMap(({ end }) => end?.kind ?? [])]) {
      if (this.#failures.has(failure)) continue;
      this.#failures.add(failure);
      this.note(`failure: ${visible(failure)}, first in shard ${words}`);
    }
  }

  /** What it took, by the clocks of the workers and by the one here. */
  end(): void {
    this.clear();
    const [workS, wallS] = [this.#workMs / 1_000, (performance.now() - this.#startedMs) / 1_000];
    const again = this.#lostBefore === 0 ? '' : `, ${this.#lostBefore} more times begun by workers that were lost`;
    const rate = (this.#doneBefore ?? 0) > 0 ? '' : `: ${(workS / wallS).toFixed(1)} times one worker`;
    this.note(
      `${counted(this.#done, 'shard')} by ${counted(this.#workers.size, 'worker')}${again}; ` +
        `${workS.toFixed(1)} s of work in ${wallS.toFixed(1)} s${rate}`,
    );
  }

  note(text: string): void {
    if (!this.#isQuiet) this.#line.note(text);
  }

  clear(): void {
    clearInterval(this.#ticking);
    this.#line.clear();
  }

  #show(): void {
    if (this.#isQuiet) return;
    this.#tellLonely();
    this.#line.show((elapsedMs) => this.#parts(elapsedMs));
  }

  /** Once, and also where nobody looks at a terminal. */
  #tellLonely(): void {
    if (this.#isLonely || this.#state?.workers !== 0 || performance.now() - this.#startedMs < WITHOUT_WORKERS_MS)
      return;
    this.#isLonely = true;
    this.note('no worker is there: kmcl-conformance worker, with the same --queue and --name, and --target');
  }

  #parts(elapsedMs: number): readonly string[] {
    const silentMs = performance.now() - this.#stateMs;
    if (silentMs > SILENT_MS) return [`the queue has not answered for ${durationWords(silentMs / 1_000)}`];
    const { running = 0, workers = 0 } = this.#state ?? {};
    const here = this.#done - (this.#doneBefore ?? 0);
    const leftS = ((elapsedMs / here) * (this.#shards - this.#done)) / 1_000;
    return [
      `${this.#done} of ${counted(this.#shards, 'shard')} done`,
      ...(here > 0 ? [`about ${durationWords(leftS)} left`] : []),
      ...(this.#failures.size > 0 ? [counted(this.#failures.size, 'failure')] : []),
      `${running} under way`,
      counted(workers, 'worker'),
    ];
  }
}
