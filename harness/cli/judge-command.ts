/**
 * `judge` and `verify`: recorded traces judged again by this suite's oracle, with no target at hand, under any reading.
 * `verify` also asks whether the report tells the truth: 1 where a failure does not follow from its own trace.
 */
import { DEFAULT_READING } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';
import { judge } from '../judge/judge.ts';
import { paintFor } from '../report/terminal/paint.ts';
import { kindOf, readRun } from '../report/stored/read-run.ts';
import { readTrace } from '../report/stored/recorded-trace.ts';
import { judgedTraceText } from '../report/terminal/judged-trace.ts';
import type { Capability } from '../target.ts';
import type { Trace } from '../execute/trace.ts';
import { excerpt } from '../program/visible.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import type { FlagsOf } from './flags.ts';

interface Recorded {
  /** The clause that its own report says it breaks. */
  readonly claimed: string | undefined;
  readonly trace: Trace;
}

export async function judgeCommand(name: 'judge' | 'verify', file: string, flags: FlagsOf<'judge'>): Promise<number> {
  const { traces, capabilities, reading: recordedReading } = await tracesOf(file);
  const reading = flags.reading ?? recordedReading;
  const paint = paintFor(process.stdout);
  let broken = 0;
  let untrue = 0;
  for (const { claimed, trace } of traces) {
    const { findings } = judge(trace, { reading, capabilities });
    const ends = trace.end.kind === 'complete' ? [] : [trace.end.kind];
    const found = [...findings.map(({ clause }) => clause as string), ...ends];
    const stands = claimed === undefined || found.includes(claimed);
    broken += found.length > 0 ? 1 : 0;
    untrue += stands ? 0 : 1;
    if (name === 'judge') process.stdout.write(`${judgedTraceText(trace, findings, paint)}\n\n`);
    else
      process.stdout.write(
        `${stands ? paint('green', 'STANDS') : paint('red', 'FALLS')}  ${claimed === undefined ? 'answers that differ between two programs' : excerpt(claimed)}${stands ? '' : `: the trace shows ${found.join(', ') || 'nothing to object'}`}\n`,
      );
  }
  const total = `${traces.length} ${traces.length === 1 ? 'trace' : 'traces'} under reading ${reading}`;
  if (name === 'verify') {
    process.stdout.write(
      `${total}: ${traces.length - untrue} stand, ${untrue} fall. A pass keeps no trace, so none was judged.\n`,
    );
    return untrue > 0 ? EXIT.doesNotConform : EXIT.conforms;
  }
  process.stdout.write(`${total}: ${broken} with something to object\n`);
  return broken > 0 ? EXIT.doesNotConform : EXIT.conforms;
}

async function tracesOf(file: string): Promise<{
  traces: readonly Recorded[];
  capabilities: ReadonlySet<Capability>;
  reading: Reading;
}> {
  if ((await kindOf(file)) === 'trace') {
    const { trace, capabilities, reading } = await readTrace(file);
    return { traces: [{ claimed: undefined, trace }], capabilities, reading };
  }
  const { result, claimedClauses } = await readRun(file);
  const traces = result.counterexamples.map(({ trace }, index) => ({ claimed: claimedClauses[index], trace }));
  return { traces, capabilities: new Set(result.target.capabilities), reading: result.reading ?? DEFAULT_READING };
}
