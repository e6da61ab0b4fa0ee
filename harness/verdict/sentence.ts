/**
 * The one sentence for a verdict. The terminal, report.json, summary.md, junit.xml, ctrf.json, badge.json, report.html, explain.md,
 * the matrix and the Vitest face all show this one, so that no file says more than another.
 */
import { durationWords } from '../program/duration-words.ts';
import { EXIT } from './exit-codes.ts';
import type { Gate } from './exit-codes.ts';
import type { Scope } from './scope.ts';
import { inDoubtWords } from './unrepeated-words.ts';
import { ENDING_SENTENCES, named, ONLY_STATUS } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/** How the policy takes what the verdict calls broken, for the one sentence. */
export interface Known {
  /** Broken clauses and endings that the baseline knows. */
  readonly inBaseline: readonly string[];
  /** Broken clauses that do not count at this level or under this requirement set. */
  readonly notCounted: readonly string[];
}

export function sentenceOf(verdict: Verdict, gate: Gate, known: Known): string {
  return `${head(verdict)}${gateTail(verdict, gate, known)}`;
}

function head(verdict: Verdict): string {
  const { kind, scope, reasons } = verdict;
  switch (kind) {
    case 'part': {
      const { number, of } = scope.part!;
      const soFar = brokenNames(verdict);
      const seen = `${soFar === '' ? '' : `; broken so far: ${soFar}`}${endedEarly(scope)}`;
      return `PART ${number} of ${of}: no verdict before the parts are merged${seen}`;
    }
    case 'target unusable':
      return `TARGET UNUSABLE: ${reasons[0]}`;
    case 'does not conform':
      return `DOES NOT CONFORM${onSelection(scope)}: ${brokenNames(verdict)}`;
    case 'inconclusive':
      return `INCONCLUSIVE${onSelection(scope)}${where(scope)}: ${[...firstReason(scope), covered(scope)].join('; ')}`;
    case 'conforms':
      return `CONFORMS${onSelection(scope)}${where(scope)}: ${covered(scope)}`;
    default:
      return kind satisfies never;
  }
}

/** More names than this are counted. */
const NAMES_MAX = 3;

function brokenNames({ scope, endings }: Verdict): string {
  const musts = scope.broken.filter((id) => named(id).endsWith('(MUST)'));
  const others = scope.broken.filter((id) => !musts.includes(id));
  const ended = endings.filter((kind) => kind !== 'adapter-fault').map((kind) => ENDING_SENTENCES[kind]);
  const all = [...musts.map(named), ...ended, ...others.map(named)];
  const more = all.length > NAMES_MAX ? ` and ${all.length - NAMES_MAX} more` : '';
  return `${all.slice(0, NAMES_MAX).join(', ')}${more}`;
}

function onSelection({ selection }: Scope): string {
  return selection.length > 0 ? ' on a selection' : '';
}

function where({ points, selection }: Scope): string {
  return selection.length > 0 || points.length === 0 ? '' : ` in ${points.join(', ')}`;
}

/** More might be broken than was seen by then. */
function endedEarly({ cutShort }: Scope): string {
  return cutShort === undefined ? '' : `; the run ended early: ${cutShort}`;
}

function firstReason({ cutShort, notVerified, points, verified, unrepeated }: Scope): readonly string[] {
  if (cutShort !== undefined) return [`the run ended early: ${cutShort}`];
  if (points.length === 1 && points[0] === 'status') return [ONLY_STATUS, ...inDoubtWords(unrepeated)];
  const inDoubt = inDoubtWords(unrepeated);
  if (inDoubt.length > 0) return inDoubt;
  if (notVerified.length > 0) return [];
  return verified.length === 0 ? ['no clause applies to this target'] : [];
}

function covered(scope: Scope): string {
  const { clausesTotal, verified, notVerified, notClaimed, selection, capabilitiesMissing } = scope;
  const outside = scope.brokenOutside.map(named).join(', ');
  const elsewhere = outside === '' ? [] : [`broken outside of it: ${outside}`];
  const open = notVerified.length > 0 ? [`${notVerified.length} not verified (${short(notVerified)})`] : [];
  const unclaimed =
    notClaimed.length > 0 ? [`${notClaimed.length} not claimed (${capabilitiesMissing.join(', ')})`] : [];
  const verifiedWords =
    selection.length > 0
      ? `${verified.length} of ${clausesTotal} clauses (${selection.map((words) => `--clause ${words}`).join(' ')})`
      : `${verified.length} of ${clausesTotal} clauses verified`;
  const random = scope.programsAsked === undefined ? [] : [`${scope.programsAsked} random programs as asked`];
  return [[verifiedWords, ...open, ...unclaimed, ...random, ...leftOut(scope)].join(', '), ...elsewhere].join('; ');
}

function leftOut({ budget, tier }: Scope): readonly string[] {
  if (budget === undefined || budget.leftOut.length === 0) return [];
  const { ms, leftOut: names } = budget;
  return [`tier ${tier} without ${names.join(', ')} for its budget of ${durationWords(ms / 1_000)}`];
}

function short(ids: readonly string[]): string {
  const more = ids.length > NAMES_MAX ? ` and ${ids.length - NAMES_MAX} more` : '';
  return `${ids.slice(0, NAMES_MAX).join(', ')}${more}`;
}

function gateTail({ kind, scope, endings }: Verdict, { exitCode, reasons }: Gate, known: Known): string {
  const broken = scope.broken.length + endings.length;
  if (kind === 'does not conform') {
    const { inBaseline, notCounted } = known;
    const isAllKnown = inBaseline.length === broken;
    const parts = [
      ...(inBaseline.length > 0
        ? [isAllKnown ? 'known in the baseline' : `${inBaseline.join(', ')} known in the baseline`]
        : []),
      ...(notCounted.length > 0
        ? [`${notCounted.length === broken ? 'not' : `${notCounted.join(', ')} not`} counted by the policy`]
        : []),
    ];
    const told = parts.length > 0 ? `, ${parts.join(', ')}` : '';
    if (exitCode === EXIT.conforms) return `${told}; the gate passes`;
    return exitCode === EXIT.doesNotConform
      ? `${told}${endedEarly(scope)}`
      : `${told}; the gate does not pass: ${reasons.join('; ')}`;
  }
  if (kind === 'inconclusive' && exitCode === EXIT.conforms) return '; the gate passes';
  if (kind === 'conforms' && exitCode !== EXIT.conforms) return `; the gate does not pass: ${reasons.join('; ')}`;
  return '';
}
