/**
 * All that a target answered to some vector files, as a target. What a longer program was answered from a fresh start is known of its
 * beginnings too. A program that was run several times answers in this order, or wrongly first where that is told, and then as it did last.
 */
import { isDeepStrictEqual } from 'node:util';
import { counted } from '../program/counted.ts';
import { printCall } from '../program/program.ts';
import { visible } from '../program/visible.ts';
import { NotRecorded } from '../execute/not-recorded.ts';
import type { Trace } from '../execute/trace.ts';
import { answered } from '../execute/execute.ts';
import { TargetFailure } from '../target.ts';
import type { Program, Target, TargetInfo } from '../target.ts';
import { UsageError } from '../usage-error.ts';
import type { RecordedRun } from './answers-file.ts';
import { keyOf } from './call-rows.ts';
import type { AnsweredVectors } from './read-vectors.ts';
import type { VectorFile } from './vectors.ts';

interface Known {
  readonly program: Program;
  readonly runs: readonly RecordedRun[];
}

export class Recording {
  /** The first vector file, for whose claims it stands. */
  readonly order: VectorFile;
  readonly info: TargetInfo;
  /** Where the next vector file stands among those that there are. */
  readonly next: Required<Pick<VectorFile, 'round' | 'follows'>>;
  /** What was run on the target. */
  programs = 0;
  calls = 0;
  readonly #known = new Map<string, Known & { readonly runs: RecordedRun[] }>();
  /** The programs of the files that were not answered, and where the answers ended. */
  readonly #unanswered = new Map<string, string>();
  /** In order, for beginnings; made where one is asked for. */
  #sorted: readonly string[] | undefined;

  /** Throws `UsageError` where the files do not belong together. */
  constructor(files: readonly AnsweredVectors[]) {
    this.order = files[0]!.vectors;
    const last = files.at(-1)!.vectors;
    this.next = { round: last.round + 1, follows: last.id };
    const answers = files.flatMap((file) => file.answers);
    if (answers.length === 0) throw new UsageError('none of the files is one of answers');
    this.info = commonInfo(this.order, files);
    for (const { vectors, answers: given } of files) {
      if (given.length === 0) throw new UsageError(`there are no answers to the vector file ${vectors.id}`);
      for (const { runs } of given) for (const [index, run] of runs) this.#enter(vectors.programs[index]!, run);
      const ends = given
        .flatMap(({ brokenOff }) => brokenOff ?? [])
        .toSorted((a, b) => a.program - b.program || a.answered - b.answered);
      for (const [index, program] of vectors.programs.entries()) {
        if (given.some(({ runs }) => runs.has(index))) continue;
        const end = ends.findLast(({ program: at }) => at <= index) ?? { program: index, answered: 0 };
        this.#unanswered.set(keyOf(program), unansweredWords(vectors, end));
      }
    }
  }

  /** Whether no file followed the first one. */
  get isFirst(): boolean {
    return this.next.round === 1;
  }

  /** What the files hold and nobody answered, and where the answers of the first of them ended. */
  get unanswered(): { readonly count: number; readonly why: string } {
    const [why = ''] = this.#unanswered.values();
    return { count: this.#unanswered.size, why };
  }

  #enter(program: Program, run: RecordedRun): void {
    const key = keyOf(program);
    this.programs += 1;
    this.calls += run.responses.length;
    const known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, { program, runs: [run] });
    else known.runs.push(run);
  }

  /** What was run, in its order, as far as it was answered in full. */
  *traces(): Generator<{ readonly trace: Trace; readonly run: RecordedRun }> {
    for (const { program, runs } of this.#known.values())
      for (const run of runs) if (run.fault === undefined) yield { trace: answered(program, run.responses), run };
  }

  /** Programs that were answered now so and now otherwise, each so often that with one time more all of its answers are heard. */
  get answeredOtherwise(): readonly Program[] {
    return [...this.#known.values()].flatMap(({ program, runs: [first, ...again] }) =>
      again.every((run) => isDeepStrictEqual(run, first)) ? [] : again.map(() => program),
    );
  }

  /** What went wrong answers first: it comes again only where it was recorded again. */
  putFirst(wrong: ReadonlySet<RecordedRun>): void {
    const isWrong = (run: RecordedRun) => Number(wrong.has(run) || run.fault !== undefined);
    for (const { runs } of this.#known.values()) if (runs.length > 1) runs.sort((a, b) => isWrong(b) - isWrong(a));
  }

  knows(program: Program): boolean {
    return this.#find(keyOf(program)) !== undefined;
  }

  /** How often a program was run by itself. */
  timesRun(program: Program): number {
    return this.#known.get(keyOf(program))?.runs.length ?? 0;
  }

  /** Nothing where it was not run, or ended. */
  traceOf(program: Program): Trace | undefined {
    const responses = this.#find(keyOf(program))?.runs[0]?.responses;
    if (responses === undefined || responses.length < program.length) return undefined;
    const trace = answered(program, responses.slice(0, program.length));
    return trace.end.kind === 'complete' ? trace : undefined;
  }

  /** A target that answers out of it, from the first run of each program on. */
  target(): Target {
    const asked = new Map<string, number>();
    return {
      info: this.info,
      run: async (program) => {
        const key = keyOf(program);
        // Where its own run came to nothing, another one that begins so does not stand for it: it may be what ended the target.
        const known = this.#unanswered.has(key) ? this.#known.get(key) : this.#find(key);
        if (known === undefined) throw new NotRecorded(this.#unanswered.get(key) ?? missingWords(program));
        const time = asked.get(key) ?? 0;
        asked.set(key, time + 1);
        const { responses, fault } = known.runs[Math.min(time, known.runs.length - 1)]!;
        if (fault !== undefined && responses.length < program.length) {
          const message = `kmcl_perform returned ${fault} at call ${responses.length + 1}`;
          throw new TargetFailure('adapter-fault', message, { answered: responses.length });
        }
        return responses.length === program.length ? responses : responses.slice(0, program.length);
      },
    };
  }

  #find(key: string): Known | undefined {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#sorted ??= [...this.#known.keys()].toSorted((a, b) => (a < b ? -1 : 1));
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]! < key) low = middle + 1;
      else high = middle;
    }
    const longer = this.#sorted[low];
    return longer?.startsWith(key) === true ? this.#known.get(longer) : undefined;
  }
}

function missingWords({ length }: Program): string {
  return `a program of ${counted(length, 'call')} follows from what was answered, and is in no vector file: export --shrink writes it`;
}

function unansweredWords(
  { programs }: VectorFile,
  { program: at, answered: done }: { program: number; answered: number },
) {
  const call = programs[at]?.[done];
  const where = call === undefined ? '' : `, at call ${done + 1}, ${printCall(call)}`;
  return `the answers end in program ${at + 1} of ${programs.length}${where}`;
}

/** The target as it says of itself, with the claims that the files were laid out for. */
function commonInfo(order: VectorFile, files: readonly AnsweredVectors[]): TargetInfo {
  const { claims, roomMegabytes } = order;
  const [first] = files.flatMap(({ answers }) => answers);
  for (const { vectors, answers } of files) {
    if (vectors.round > 0 && !files.some(({ vectors: other }) => other.id === vectors.follows))
      throw new UsageError(
        `the vector file ${vectors.id} follows ${vectors.follows ?? 'another'}, which was not given`,
      );
    const differs = (['suite', 'tier', 'seed', 'claims', 'roomMegabytes'] as const).find(
      (key) => String(vectors[key]) !== String(order[key]),
    );
    if (differs !== undefined || (vectors.round === 0 && vectors !== order))
      throw new UsageError(`the vector files ${order.id} and ${vectors.id} do not belong together`);
    for (const { target } of answers) {
      const missing = claims.filter((claim) => !target.capabilities.includes(claim));
      if (missing.length > 0)
        throw new UsageError(
          `${visible(target.name)} does not claim ${missing.join(', ')}, which the vector file asks`,
        );
      if (target.roomMegabytes !== roomMegabytes && claims.includes('mmio-space'))
        throw new UsageError(
          `${visible(target.name)} has another window than the file was laid out for: --room-megabytes`,
        );
      if (target.name !== first!.target.name || target.version !== first!.target.version)
        throw new UsageError(
          `answers of ${visible(first!.target.name)} and of ${visible(target.name)} ${visible(target.version)}`,
        );
    }
  }
  const { name, version } = first!.target;
  return { name, version, capabilities: claims, ...(roomMegabytes === undefined ? {} : { roomMegabytes }) };
}
