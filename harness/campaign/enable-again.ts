/**
 * A target whose first Enable is refused: KMCL permits that, and what only an enabled channel can do is not judged behind it. Where a
 * second one succeeds, programs are run with that second one in them, so that no clause is left unverified; and as they were, as
 * far as a channel that could not be enabled can go, for what a refused Enable does to it shows nowhere else.
 */
import type { Call, CallKind, Handle, Response } from '../../spec/call.ts';
import { isSuccess } from '../../spec/status.ts';
import { execute } from '../execute/execute.ts';
import type { OpenOptions, Program, Target } from '../target.ts';
import type { RunLog } from './run-log.ts';

const allocate = (channel: number): Call => ({ kind: 'allocate', channel, endpoint: 'server' });
const enable = (channel: number): Call => ({ kind: 'enable', channel });

/** What may be asked of a channel that was not enabled. */
const BEFORE_ENABLE: ReadonlySet<CallKind> = new Set([
  'setMmioMegabytes',
  'readReservation',
  'readOffer',
  'pause',
  'cleanup',
]);

export class EnableAgain {
  /** Of which Enables the first one is refused, and the second one is not; nothing before a refusal was met. */
  #first: 'each channel' | 'each slot' | 'the instance' | undefined;
  #isAsked = false;

  /** What it adds to what a strategy guarantees. */
  get words(): string {
    return this.#first === undefined ? '' : ', Enable made again where the first one is refused';
  }

  /** Whether this tells something new. Where the first Enable turns out to be refused, it is not asked again. */
  async learn(isToBeAsked: boolean, target: Target, options: OpenOptions, log: RunLog | undefined): Promise<boolean> {
    if (!isToBeAsked || this.#isAsked) return false;
    const run = async (program: Program) => {
      log?.note(program);
      return (await execute(target, program, options)).responses;
    };
    if (!wasNotMade((await run([allocate(0), enable(0)]))[1])) return false;
    this.#isAsked = true;
    // Only now is the second one no misuse.
    const [, , again, , other] = await run([allocate(0), enable(0), enable(0), allocate(1), enable(1)]);
    if (again === undefined || wasNotMade(again)) return false;
    this.#first = wasNotMade(other) ? await this.#eachChannelOrSlot(run) : 'the instance';
    return true;
  }

  /** Whether the next channel in a slot is refused again. */
  async #eachChannelOrSlot(
    run: (program: Program) => Promise<readonly Response[]>,
  ): Promise<'each channel' | 'each slot'> {
    const life = [allocate(0), enable(0)];
    const responses = await run([
      ...life,
      enable(0),
      { kind: 'disable', channel: 0 },
      { kind: 'cleanup', channel: 0 },
      ...life,
    ]);
    return wasNotMade(responses.at(-1)) ? 'each channel' : 'each slot';
  }

  *within(programs: Iterable<Program>): Generator<Program> {
    for (const program of programs) {
      if (this.#first === undefined) yield program;
      else {
        const [withSecond, refused] = this.#bothWays(program);
        yield withSecond;
        if (refused.length > 0) yield refused;
      }
    }
  }

  /** The program with each second Enable, and up to the first call that needs one; empty where no call comes to lie behind it. */
  #bothWays(program: Program): readonly [withSecond: Program, refused: Program] {
    const made = new Set<Handle>();
    const notEnabled = new Set<Handle>();
    const withSecond: Call[] = [];
    let [end, isLookedAt, isOver] = [0, false, false];
    for (const call of program) {
      const { kind, channel } = call;
      if (kind === 'allocate' && this.#first === 'each channel') made.delete(channel);
      withSecond.push(call);
      const isFirst = kind === 'enable' && !(this.#first === 'the instance' ? made.size > 0 : made.has(channel));
      if (isFirst) {
        made.add(channel);
        withSecond.push(call);
      }
      isOver ||= notEnabled.has(channel) && kind !== 'enable' && !BEFORE_ENABLE.has(kind);
      if (isOver) continue;
      end += 1;
      isLookedAt ||= notEnabled.has(channel) && kind !== 'enable' && kind !== 'cleanup';
      if (isFirst) notEnabled.add(channel);
      else if (kind === 'enable' || kind === 'cleanup') notEnabled.delete(channel);
    }
    return [withSecond, isLookedAt ? program.slice(0, end) : []];
  }
}

function wasNotMade(response: Response | undefined): boolean {
  return response?.kind === 'status' && !isSuccess(response.status);
}
