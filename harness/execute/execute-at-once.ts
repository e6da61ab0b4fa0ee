/** Programs on instances of their own that live at once in one process, their calls in turn. */
import type { Response } from '../../spec/call.ts';
import { TargetFailure } from '../target.ts';
import type { AnsweredInTurn, Program, Session, Target } from '../target.ts';
import { checkResponses } from './check-responses.ts';
import { COMPLETE } from './trace.ts';
import type { Trace } from './trace.ts';

/** What each instance answered. One that ends instead of answering is called no more, and the others are. */
export function performInTurn(open: () => Session, programs: readonly Program[]): readonly AnsweredInTurn[] {
  const runs = programs.map((program) => ({ program, session: open(), responses: [] as Response[], failure: '' }));
  const longest = Math.max(...programs.map(({ length }) => length));
  for (let at = 0; at < longest; at += 1) {
    for (const run of runs) {
      const call = run.program[at];
      if (call === undefined || run.failure !== '') continue;
      try {
        run.responses.push(run.session.perform(call));
      } catch (error) {
        run.failure = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      }
    }
  }
  for (const { session } of runs) session.close?.();
  return runs.map(({ responses, failure }) => (failure === '' ? { responses } : { responses, failure }));
}

/**
 * A trace for each program, as far as its instance answered. Nothing where the target cannot have several instances at once. Rejects
 * with `TargetFailure` where all of it ended.
 */
export async function executeAtOnce(
  target: Target,
  programs: readonly Program[],
): Promise<readonly Trace[] | undefined> {
  const { open } = target;
  const answered = open === undefined ? await target.runAtOnce?.(programs) : performInTurn(open, programs);
  return answered?.map(({ responses, failure: message }, index): Trace => {
    const program = programs[index]!.slice(0, responses.length);
    checkResponses(program, responses);
    if (message === undefined) return { program, responses, end: COMPLETE };
    return { program: programs[index]!, responses, end: { kind: 'crash', message, at: responses.length } };
  });
}

/** So many groups are under way: one's process starts while another one's programs run. */
const GROUPS_MAX = 2;

/** So many programs at a time: their traces in order, each with its program's place; of one that ended, what it answered before comes first. */
export async function* tracesAtOnce(
  target: Target,
  programs: Iterable<Program>,
  instances: number,
): AsyncGenerator<readonly [trace: Trace, at: number]> {
  const all = [...programs];
  const groups = Array.from({ length: Math.ceil(all.length / instances) }, (_, group) =>
    all.slice(group * instances, (group + 1) * instances),
  );
  const underWay: Promise<readonly Trace[]>[] = [];
  try {
    for (const at of groups.keys()) {
      while (underWay.length < GROUPS_MAX && at + underWay.length < groups.length) {
        const traces = tracesOf(target, groups[at + underWay.length]!);
        // A group may end the run before its turn has come: whoever waits for it hears of that, and until then nobody is missing.
        traces.catch(() => undefined);
        underWay.push(traces);
      }
      for (const [index, trace] of (await underWay[0]!).entries()) {
        const place = at * instances + index;
        const { program, responses, end } = trace;
        const isBrokenOff = end.kind !== 'complete' && responses.length > 0;
        if (isBrokenOff) yield [{ program: program.slice(0, responses.length), responses, end: COMPLETE }, place];
        yield [trace, place];
      }
      underWay.shift();
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}

/** Where all of a group ended, that is told of its first program. Rejects with `TargetFailure` where the target cannot be used. */
async function tracesOf(target: Target, group: readonly Program[]): Promise<readonly Trace[]> {
  try {
    return (await executeAtOnce(target, group)) ?? [];
  } catch (failure) {
    if (!(failure instanceof TargetFailure) || failure.kind === 'unusable') throw failure;
    const end = { kind: failure.kind, message: failure.message, at: undefined };
    return [{ program: group[0]!, responses: [], end }];
  }
}
