/**
 * The report as a person reads it in a terminal: what ran, then what failed with the programs that show it, then the verdict and what
 * to do next, so that the end of the output is what matters most.
 */
import type { Facts, StrategyResult } from '../../campaign/facts.ts';
import { counted } from '../../program/counted.ts';
import { withThousands } from '../../program/with-thousands.ts';
import { randomFaultsLine, unseenLine } from '../../verdict/random-faults.ts';
import { soakLine } from '../../verdict/soak-words.ts';
import { strengthLine } from '../../verdict/strength-line.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { Gated, GatedFailure } from '../../verdict/gate.ts';
import { unrepeatedLine } from '../../verdict/unrepeated-words.ts';
import { callsJudged, countsOf, satisfiedWord, tallyLine } from '../counts.ts';
import { provenTo, provenWords } from '../proven.ts';
import { gatedCauses } from './gated-causes.ts';
import { clauseRows } from './clause-rows.ts';
import { causeLines } from './failure-text.ts';
import { nextStep } from '../next-step.ts';
import { nextSteps } from './next-steps.ts';
import type { RunFiles } from './next-steps.ts';
import { folded } from '../folded.ts';
import { edgesLine, lookUpCommand } from '../edge-words.ts';
import type { Screen } from './screen.ts';
import { visible, visibleLines } from '../../program/visible.ts';

/** So many clauses have their rows without being asked for them. */
const SHORT_TABLE = 12;

/** What a reader has to do to see a failure again. */
export interface Reproduction {
  readonly file: string;
  readonly command: string;
}

export interface TerminalOptions {
  readonly screen: Screen;
  /** Every clause has its row, and every strategy what it guarantees. */
  readonly verbose: boolean;
  readonly files: RunFiles;
  /** What changed since the previous run. */
  readonly since?: string | undefined;
  /** Nothing of a failure that could not be saved. */
  readonly reproduce: (failure: Pick<GatedFailure, 'counterexample'>) => Reproduction | undefined;
}

export function terminalReport(
  result: Facts,
  gated: Gated,
  { screen, verbose, files, since, reproduce }: TerminalOptions,
): string {
  const causes = gatedCauses(gated);
  const hasRows = gated.clauses.length > 0 && (verbose || gated.clauses.length <= SHORT_TABLE);
  const rows = [...summary(result, gated, verbose), ...edgeRows(result, files.asked.target), ...sinceRow(since)];
  return [
    ...heading(result, gated, screen),
    ...(hasRows ? [...clauseRows(gated.clauses, screen), ''] : []),
    ...rows.flatMap(([label, text]) => folded(`${label.padEnd(10)}  `, text, screen.columns)),
    ...(rows.length > 0 ? [''] : []),
    ...causes.flatMap((cause) => causeLines(cause, (counterexample) => reproduce({ counterexample })?.file, screen)),
    sentenceLine(gated, screen),
    ...nextSteps(
      gated,
      causes,
      (failure) => reproduce(failure)?.command,
      files,
      stepAfter(result, gated, files),
      screen,
    ),
  ].join('\n');
}

function stepAfter(result: Facts, { verdict, gate, drift }: Gated, { asked, out, baseline }: RunFiles) {
  const named = {
    ...asked,
    ...(out === undefined ? {} : { out }),
    ...(baseline === undefined ? {} : { baselineFile: baseline }),
  };
  const { reading, readings, shard } = result;
  return nextStep({ asked: named, reading, readings, shard, verdict, gate, drift, callsJudged: callsJudged(result) });
}

function heading(result: Facts, { verdict }: Gated, { paint, columns }: Screen): readonly string[] {
  const { target, tier, reading, seed } = result;
  const name = `${visible(target.name)} ${visible(target.version)}`;
  const [first, ...rest] = folded('', `${name}  tier ${tier}, reading ${reading}, seed ${seed}`, columns);
  return [
    first!.replace(name, (words) => paint('bold', words)),
    ...rest,
    ...strengthLines(result, verdict).flatMap((line) => folded('', line, columns).map((part) => paint('dim', part))),
    ...otherReading(result).flatMap((line) => folded('', line, columns)),
    '',
  ];
}

/** How sure it is, in what can be said of this run. */
function strengthLines({ situations, soak }: Facts, { strength, randomFaults, scope }: Verdict): readonly string[] {
  const odds = randomFaultsLine(randomFaults);
  return [
    strengthLine(strength),
    ...(soak === undefined ? [] : [visible(soakLine(soak, soak.durationMs))]),
    ...(odds === undefined ? [] : [odds]),
    ...(situations === undefined || scope.part !== undefined ? [] : [unseenLine(situations)]),
  ];
}

/** A target that fails this reading and satisfies the other has most likely chosen the other, which is for the reader to know first. */
function otherReading({ reading, readings }: Facts): readonly string[] {
  const isSatisfied = readings.find((row) => row.reading === reading)?.satisfied !== false;
  const other = readings.find((row) => row.reading !== reading && row.satisfied);
  if (isSatisfied || other === undefined) return [];
  return [`it satisfies reading ${other.reading}: --reading ${other.reading} judges by that`];
}

function summary(result: Facts, gated: Gated, verbose: boolean): readonly (readonly [label: string, text: string])[] {
  const isLong = !verbose && gated.clauses.length > SHORT_TABLE;
  const tally = [
    tallyLine(countsOf(gated.clauses, result.counterexamples)),
    ...(isLong ? ['--verbose has a row for each'] : []),
  ].join('; ');
  const choices = result.choices.map(({ id, answer }) => `${id} ${answer}`).join(', ');
  const readings = result.readings.map((row) => `${row.reading} ${satisfiedWord(row, callsJudged(result))}`).join(', ');
  // Of a target on which nothing ran the sentence says all that there is to say.
  const notTried = result.programs > 0 ? gated.verdict.scope.capabilitiesNotTried : [];
  const cutShort = result.programs > 0 ? result.cutShort : undefined;
  return [
    ...(tally ? [['clauses', tally] as const] : []),
    ...(choices ? [['choices', choices] as const] : []),
    ...(readings ? [['readings', `satisfied: ${readings}`] as const] : []),
    ...(result.calls > 0 ? [['calls', callsLine(result)] as const] : []),
    ...result.strategies.map((strategy, index) => {
      const isCut = result.cutShort !== undefined && index === result.strategies.length - 1;
      return [strategy.name, strategyWords(strategy, result, gated, { isCut, verbose })] as const;
    }),
    ...recordedRows(gated.verdict),
    ...(cutShort === undefined ? [] : [['ended early', visible(cutShort)] as const]),
    ...(result.corpusSkipped > 0
      ? [['corpus', `${counted(result.corpusSkipped, 'program')} skipped: the target claims too little`] as const]
      : []),
    // What the target claims and no call has shown.
    ...(notTried.length > 0 ? [['not tried', `claimed, and judged in no call: ${notTried.join(', ')}`] as const] : []),
    ...result.unrepeated.map((one) => ['unrepeated', visible(unrepeatedLine(one))] as const),
    // What the sentence says need not stand here as well.
    ...gated.drift
      .filter(({ message }) => !gated.sentence.includes(message))
      .map(({ message }) => ['baseline', visible(message)] as const),
  ];
}

function sinceRow(since: string | undefined): readonly (readonly [label: string, text: string])[] {
  return since === undefined ? [] : [['since', visible(since)]];
}

/** Nothing was run for this verdict, and what was is another number than the programs that were judged. */
function recordedRows({ scope: { recorded } }: Verdict): readonly (readonly [label: string, text: string])[] {
  if (recorded === undefined) return [];
  const { programs, calls } = recorded;
  const ran = `${counted(programs, 'program')}, ${counted(calls, 'call')} on the target itself`;
  return [['recorded', `${ran}; a failure was run again only where a later vector file asked for it`]];
}

function callsLine(result: Facts): string {
  const judged = callsJudged(result);
  return `${withThousands(result.calls)} made, ${judged === 0 ? 'none' : withThousands(judged)} judged`;
}

/** How much of a strategy ran, and what that guarantees. */
function strategyWords(
  strategy: StrategyResult,
  result: Facts,
  gated: Gated,
  { isCut, verbose }: { readonly isCut: boolean; readonly verbose: boolean },
): string {
  const { name, guarantee, programs, calls, endedEarly } = strategy;
  const proven = provenWords(name, provenTo(result, strategy));
  const early = proven === undefined ? endedEarlyWords(isCut) : `, ${proven}`;
  const much = programs === 0 ? 'no program' : `${counted(programs, 'program')}, ${counted(calls, 'call')}`;
  return `${much}${endedEarly ? early : guaranteeWords(gated, guarantee, verbose)}`;
}

/** No part of the verdict: where to look for what was not tried. */
function edgeRows({ edges }: Facts, target: string): readonly (readonly [label: string, text: string])[] {
  if (edges === undefined) return [];
  const command = lookUpCommand(target, edges);
  return [
    ['edges', visible(edgesLine(edges))],
    ...(command === undefined ? [] : [['look up', visible(command)] as const]),
  ];
}

/** What cut the whole run short, in its last strategy, has a row of its own. */
function endedEarlyWords(isCut: boolean): string {
  return isCut ? ', ended early' : ', ended early (it failed so often that more would tell nothing new)';
}

/** The guarantee of a strategy that ran as it should, its assumptions only at length; a part of it guarantees nothing. */
function guaranteeWords({ verdict }: Gated, guarantee: string, verbose: boolean): string {
  if (verdict.scope.part !== undefined) return ' of this part';
  return `: ${verbose ? guarantee : guarantee.replace(/ \(.*\)$/, ', under assumptions that --verbose names')}`;
}

/** The one sentence, in the colour of the gate and the verdict: only a target that conforms is green. */
export function sentenceLine({ sentence, verdict, gate }: Gated, { paint, columns }: Screen): string {
  const isGreen = verdict.kind === 'conforms' && gate.exitCode === 0 && verdict.scope.selection.length === 0;
  const colour = isGreen ? 'green' : isFailure(verdict.kind) && gate.exitCode !== 0 ? 'red' : 'yellow';
  const [first, ...rest] = folded('', visibleLines(sentence), columns);
  const [head, ...tail] = first!.split(':');
  return [[paint(colour, head!), ...tail].join(':'), ...rest].join('\n');
}

function isFailure(kind: Verdict['kind']): boolean {
  return kind === 'does not conform' || kind === 'target unusable';
}
