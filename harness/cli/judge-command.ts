/**
 * `judge` and `verify`: recorded traces judged again by this suite's oracle, with no target at hand, under any reading.
 * `verify` asks whether a report tells the truth: 1 where a failure does not follow from its own trace, or the verdict, the gate or
 * a count not from the facts.
 */
import { describeAnswers, describeResponse } from '../../spec/answer.ts';
import { DEFAULT_READING } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';
import { claimsOf } from '../judge/claims.ts';
import type { Claims } from '../judge/claims.ts';
import { judge } from '../judge/judge.ts';
import type { Finding } from '../judge/judge.ts';
import { printCall } from '../program/program.ts';
import { plainResponse } from '../report/plain-response.ts';
import { paintFor } from '../report/terminal/paint.ts';
import { screenFor } from '../report/terminal/screen.ts';
import { kindOf, readReport, readRun } from '../report/stored/read-run.ts';
import { readTrace } from '../report/stored/recorded-trace.ts';
import { judgedTraceText } from '../report/terminal/judged-trace.ts';
import { excerpt, visible } from '../program/visible.ts';
import type { Trace } from '../execute/trace.ts';
import { UsageError } from '../usage-error.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { SUITE_VERSION } from '../version.ts';
import { isOfVectors } from '../vectors/read-vectors.ts';
import { spelled } from './flags.ts';
import type { FlagsOf } from './flags.ts';
import type { TargetCatalog } from './target-catalog.ts';
import { printJson } from './print-json.ts';
import { policyAgain, readPolicy } from './read-policy.ts';
import { untruthsIn } from './verify-report.ts';

interface Recorded {
  /** The clause that its own report says it breaks. */
  readonly claimed: string | undefined;
  readonly trace: Trace;
}

export async function judgeCommand(
  files: readonly string[],
  flags: FlagsOf<'judge'>,
  catalog: TargetCatalog,
): Promise<number> {
  const [file = '', ...others] = files;
  if (others.length > 0 || (await isOfVectors(file)))
    return (await import('./judge-answers.ts')).judgeAnswers(files, flags, catalog);
  refuseThoseOfAnswers(flags);
  const { traces, claims, reading: recordedReading } = await tracesOf(file);
  const reading = flags.reading === 'any' ? recordedReading : (flags.reading ?? recordedReading);
  const judged = traces.map(({ trace }) => ({ trace, findings: judge(trace, { reading, ...claims }).findings }));
  const broken = judged.filter(({ trace, findings }) => findings.length > 0 || trace.end.kind !== 'complete').length;
  const exitCode = broken > 0 ? EXIT.doesNotConform : EXIT.conforms;
  if (flags.json === true) {
    printJson({ reading, objected: broken, exitCode, traces: judged.map(plainJudged) });
    return exitCode;
  }
  const screen = screenFor(process.stdout);
  for (const { trace, findings } of judged) {
    process.stdout.write(`${judgedTraceText(trace, findings, screen)}\n\n`);
  }
  process.stdout.write(`${total(traces, reading)}: ${broken} with something to object\n`);
  return exitCode;
}

/** A trace has no gate, and leaves no files. */
function refuseThoseOfAnswers(flags: FlagsOf<'judge'>): void {
  const isGiven = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);
  const given = Object.entries(flags).flatMap(([name, value]) => (isGiven(value) ? [name] : []));
  const name = given.find((one) => !['reading', 'json', 'corpus'].includes(one));
  const foreign = flags.reading === 'any' ? '--reading any' : name && spelled(name);
  if (foreign !== undefined)
    throw new UsageError(`${foreign} means nothing for a trace; it is for the answers to a vector file`);
}

function plainJudged({ trace, findings }: { readonly trace: Trace; readonly findings: readonly Finding[] }) {
  return {
    program: trace.program.map(printCall),
    responses: trace.responses.map(plainResponse),
    end: trace.end,
    findings: findings.map(({ clause, outcome, at, saw, permitted }) => ({
      clause,
      outcome,
      at,
      saw: describeResponse(saw),
      permitted: describeAnswers(permitted),
    })),
  };
}

export async function verifyCommand(file: string, flags: FlagsOf<'verify'>): Promise<number> {
  const { traces, claims, reading: recordedReading, isReport } = await tracesOf(file);
  const reading = flags.reading ?? recordedReading;
  const paint = paintFor(process.stdout);
  let untrue = 0;
  for (const { claimed, trace } of traces) {
    const found = [
      ...judge(trace, { reading, ...claims }).findings.map(({ clause }) => clause as string),
      ...(trace.end.kind === 'complete' ? [] : [trace.end.kind]),
    ];
    const stands = claimed === undefined || found.includes(claimed);
    untrue += stands ? 0 : 1;
    const why = stands ? '' : `: the trace shows ${found.join(', ') || 'nothing to object'}`;
    process.stdout.write(
      `${stands ? paint('green', 'STANDS') : paint('red', 'FALLS')}  ${claimed === undefined ? 'answers that differ between two programs' : excerpt(claimed)}${why}\n`,
    );
  }
  process.stdout.write(
    `${total(traces, reading)}: ${traces.length - untrue} stand, ${untrue} fall. A pass keeps no trace, so none was judged.\n`,
  );
  const own = reading === recordedReading && isReport ? await reportVerified(file, flags) : EXIT.conforms;
  return untrue > 0 ? EXIT.doesNotConform : own;
}

/** The verdict, the gate and the numbers of a report held against its own facts. */
async function reportVerified(file: string, flags: FlagsOf<'verify'>): Promise<number> {
  const report = await readReport(file);
  const { asked, suite, times } = report;
  if (suite.version !== SUITE_VERSION) {
    throw new UsageError(
      `${file} was written by suite ${suite.version}, and this is ${SUITE_VERSION}: verify it with the version that wrote it`,
    );
  }
  if (asked.baseline && flags.baseline === undefined) {
    process.stdout.write('NOT VERIFIED  the gate: the run had a baseline; give it again with --baseline\n');
    return EXIT.inconclusive;
  }
  const day = flags.today ?? times.startedAt.slice(0, 10);
  const untruths = untruthsIn(report, file, await readPolicy(policyAgain(asked, { ...flags, today: day })));
  const paint = paintFor(process.stdout);
  for (const untruth of untruths) process.stdout.write(`${paint('red', 'FALLS')}  ${untruth}\n`);
  if (untruths.length > 0) return EXIT.doesNotConform;
  process.stdout.write(`${paint('green', 'STANDS')}  ${visible(report.verdict.sentence)}\n`);
  return EXIT.conforms;
}

function total({ length }: readonly Recorded[], reading: Reading): string {
  return `${length} ${length === 1 ? 'trace' : 'traces'} under reading ${reading}`;
}

async function tracesOf(file: string): Promise<{
  readonly traces: readonly Recorded[];
  readonly claims: Claims;
  readonly reading: Reading;
  readonly isReport: boolean;
}> {
  const kind = await kindOf(file);
  if (kind === 'trace') {
    const { trace, claims, reading } = await readTrace(file);
    return { traces: [{ claimed: undefined, trace }], claims, reading, isReport: false };
  }
  const { result, claimedClauses } = await readRun(file);
  const traces = result.counterexamples.map(({ trace }, index) => ({ claimed: claimedClauses[index], trace }));
  return {
    traces,
    claims: claimsOf(result.target),
    reading: result.reading ?? DEFAULT_READING,
    isReport: kind === 'report',
  };
}
