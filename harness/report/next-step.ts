/**
 * The one thing to do about a verdict, as a command to copy in the folder where the run was started, and why: the same in the terminal
 * and on the page. Words in capitals stand for what a report does not know.
 */
import type { Reading } from '../../spec/readings.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import type { Scope } from '../verdict/scope.ts';
import { inDoubtWords } from '../verdict/unrepeated-words.ts';
import type { VerdictKind } from '../verdict/verdict.ts';
import type { Term } from './glossary.ts';
import { OWN_NAME, runCommandAgain, shellCommand } from './replay-command.ts';
import type { Report } from './report-schema.ts';

export interface NextStep {
  readonly label: Extract<Term, 'doctor' | 'rerun' | 'reading' | 'tier' | 'capability' | 'baseline' | 'shard'>;
  readonly command: string;
  readonly why: string;
}

/** A run as far as it decides about what to do next: one that is at hand, or its report. */
export interface Ended {
  readonly asked: Report['asked'];
  readonly shard?: Report['shard'] | undefined;
  readonly reading: Reading;
  readonly readings: readonly { readonly reading: Reading; readonly satisfied: boolean }[];
  readonly callsJudged: number;
  readonly verdict: { readonly kind: VerdictKind; readonly scope: ScopeLeft };
  readonly gate: { readonly exitCode: number };
  readonly drift: readonly { readonly kind: string }[];
}

/** What a verdict leaves open. */
interface ScopeLeft extends Pick<Scope, 'unrepeated' | 'isRefusedAlone' | 'selection'> {
  readonly part?: Scope['part'] | undefined;
  readonly cutShort?: string | undefined;
  readonly capabilitiesMissing: readonly string[];
  readonly notClaimed: readonly string[];
}

/** Nothing where all that this suite has was tried on all that can be claimed. */
export function nextStep(ended: Ended): NextStep | undefined {
  const { verdict, gate, asked } = ended;
  if (verdict.kind === 'target unusable') return toTheDoctor(ended);
  if (verdict.kind === 'part') return toBeMerged(ended);
  if (gate.exitCode === EXIT.baselineDrift) return baselineMended(ended);
  if (verdict.kind === 'does not conform') return underTheOtherReading(ended) ?? failuresAgain(asked);
  return (verdict.kind === 'inconclusive' ? openAgain(ended) : undefined) ?? moreTried(ended);
}

function toTheDoctor({ asked: { target, reach = [] } }: Ended): NextStep {
  const command = shellCommand([OWN_NAME, 'doctor', '--target', target, ...reach]);
  return { label: 'doctor', command, why: 'says for each thing what is wrong with the target, and what helps' };
}

function toBeMerged({ asked: { out = 'PART' }, verdict: { scope } }: Ended): NextStep {
  const others = (scope.part?.of ?? 2) - 1;
  const command = shellCommand([OWN_NAME, 'merge', reportIn(out), 'OTHER-PARTS', '--out', 'MERGED']);
  return {
    label: 'shard',
    command,
    why: `puts the parts of the run together: OTHER-PARTS is report.json of the ${others === 1 ? 'other one' : `other ${others}`}`,
  };
}

function baselineMended({ asked: { out, baselineFile }, drift }: Ended): NextStep {
  const isGone = out !== undefined && drift.some(({ kind }) => kind === 'stale');
  const named = baselineFile === undefined ? [] : ['--baseline', baselineFile];
  const report = out === undefined ? [] : [reportIn(out)];
  const command = shellCommand([OWN_NAME, 'baseline', isGone ? 'prune' : 'check', ...report, ...named]);
  return { label: 'baseline', command, why: isGone ? 'takes out what is mended' : 'tells what no longer holds' };
}

function underTheOtherReading({ asked, reading, readings, callsJudged, shard }: Ended): NextStep | undefined {
  const other = readings.find((row) => row.reading !== reading && row.satisfied);
  if (other === undefined || callsJudged === 0) return undefined;
  const command = runAgain({ ...asked, reading: other.reading }, shard);
  return { label: 'reading', command, why: `judges by reading ${other.reading}, which the target satisfies` };
}

function failuresAgain(asked: Report['asked']): NextStep {
  const { out, target, reach = [] } = asked;
  if (out === undefined) return { label: 'rerun', command: runAgain(asked), why: 'runs it again, once it is mended' };
  const command = shellCommand([OWN_NAME, 'rerun', reportIn(out), '--failed', '--target', target, ...reach]);
  return { label: 'rerun', command, why: 'runs only what failed, to see whether it is mended' };
}

/** Of a run that left something open by itself, and may not do so a second time. */
function openAgain(ended: Ended): NextStep | undefined {
  const { asked, shard, verdict } = ended;
  const { cutShort, unrepeated, isRefusedAlone } = verdict.scope;
  if (isRefusedAlone) return toTheDoctor(ended);
  const command = runAgain(asked, shard);
  if (cutShort !== undefined) return { label: 'rerun', command, why: 'runs to the end what ended early' };
  if (inDoubtWords(unrepeated).length > 0)
    return { label: 'rerun', command, why: 'tells whether it comes again what was seen once' };
  return undefined;
}

const NEXT_TIER: Readonly<Record<string, string>> = { smoke: 'ci', ci: 'deep' };

/** What was left out comes before what would go deeper. */
function moreTried({ asked, verdict: { scope }, shard }: Ended): NextStep | undefined {
  const { capabilitiesMissing, notClaimed, selection } = scope;
  if (selection.length > 0)
    return { label: 'rerun', command: runAgain({ ...asked, clauses: [] }, shard), why: 'lets every clause count' };
  if (capabilitiesMissing.length > 0) {
    const clauses = `${notClaimed.length} more ${notClaimed.length === 1 ? 'clause' : 'clauses'}`;
    const why = `says what the target has to do to claim ${capabilitiesMissing.join(', ')}: ${clauses} could be verified`;
    return { label: 'capability', command: shellCommand([OWN_NAME, 'list', 'capabilities']), why };
  }
  const tier = NEXT_TIER[asked.tier];
  if (tier === undefined) return swept(asked);
  return { label: 'tier', command: runAgain({ ...asked, tier }, shard), why: `tries more: tier ${tier}` };
}

/** Over a wire it would take months. */
function swept({ target, reach = [] }: Report['asked']): NextStep | undefined {
  if (!/^(?:native|module|reference)\b/.test(target)) return undefined;
  const command = shellCommand([OWN_NAME, 'sweep', '--target', target, ...reach]);
  return { label: 'tier', command, why: 'tries all 2^32 pairs of amounts, in each state of a channel' };
}

function reportIn(folder: string): string {
  return `${folder.replace(/\/+$/, '')}/report.json`;
}

function runAgain(asked: Report['asked'], shard?: Report['shard']): string {
  return runCommandAgain(shard === undefined ? { asked } : { asked, shard });
}
