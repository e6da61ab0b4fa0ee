/**
 * A target whose first Enable is refused: KMCL permits that, and nothing behind it can be judged. Where a second one succeeds, programs
 * are run with that second one in them, so that no clause is left unverified.
 */
import type { Call, Handle, Response } from '../../spec/call.ts';
import { isSuccess } from '../../spec/status.ts';
import { execute } from '../execute/execute.ts';
import { NotRecorded } from '../execute/not-recorded.ts';
import type { Trace } from '../execute/trace.ts';
import type { OpenOptions, Program, Target } from '../target.ts';
import type { RunLog } from './run-log.ts';

const allocate = (channel: number): Call => ({ kind: 'allocate', channel, endpoint: 'server' });
const enable = (channel: number): Call => ({ kind: 'enable', channel });

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
      return (await answeredOnly(target, program, options)).responses;
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
    for (const program of programs) yield this.#first === undefined ? program : this.#withSecond(program);
  }

  #withSecond(program: Program): Program {
    const made = new Set<Handle>();
    return program.flatMap((call) => {
      if (call.kind === 'allocate' && this.#first === 'each channel') made.delete(call.channel);
      const isFirst = this.#first === 'the instance' ? made.size === 0 : !made.has(call.channel);
      if (call.kind !== 'enable' || !isFirst) return [call];
      made.add(call.channel);
      return [call, call];
    });
  }
}

/** Of a record that does not hold the program no answer is known. */
async function answeredOnly(target: Target, program: Program, options: OpenOptions): Promise<Pick<Trace, 'responses'>> {
  try {
    return await execute(target, program, options);
  } catch (error) {
    if (error instanceof NotRecorded) return { responses: [] };
    throw error;
  }
}

function wasNotMade(response: Response | undefined): boolean {
  return response?.kind === 'status' && !isSuccess(response.status);
}
