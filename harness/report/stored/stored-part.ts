/** What a part of a run handed over, read back: every run that failed is judged again, and no failure is taken on trust. */
import type { Block } from '../../campaign/block.ts';
import type { PartFacts } from '../../campaign/facts.ts';
import type { Evidence } from '../../judge/evidence.ts';
import { CELLS } from '../../judge/cells.ts';
import { SITUATIONS } from '../../judge/situations-met.ts';
import { findingSignature } from '../../judge/finding-signature.ts';
import { judge } from '../../judge/judge.ts';
import type { JudgeOptions } from '../../judge/judge.ts';
import { UsageError } from '../../usage-error.ts';
import type { PlainBlock } from '../plain-block.ts';
import type { Report } from '../report-schema.ts';
import { CLAUSE_IDS } from '../../../spec/clauses.ts';
import { named } from './known-names.ts';
import { counterexampleOf } from './stored-failure.ts';
import { programOf, traceOf } from './stored-trace.ts';

type Claims = Omit<JudgeOptions, 'reading'>;

/** Throws `UsageError` where it tells of what this suite does not have, or of a failure that is none. */
export function storedPart(
  { blocks, investigations }: NonNullable<Report['part']>,
  reading: JudgeOptions['reading'],
  claims: Claims,
): PartFacts {
  return {
    blocks: blocks.map((block) => storedBlock(block, claims)),
    investigations: investigations.map(({ masked, found, ...one }) => ({
      ...one,
      masked: masked.map(([victim, culprit]) => [clauseOf(victim), clauseOf(culprit)] as const),
      found: found.map(({ name, ...row }) => [name, counterexampleOf(row, { reading, ...claims })] as const),
    })),
  };
}

function clauseOf(text: string) {
  const clause = named(CLAUSE_IDS, text);
  if (clause === undefined) throw new UsageError(`it tells of a clause that this suite does not have: ${text}`);
  return clause;
}

export function storedBlock(block: PlainBlock, claims: Claims): Block {
  return {
    ...block,
    durationMs: 0,
    evidence: block.evidence.map((evidence) => storedEvidence(evidence, claims)),
    ends: block.ends.map(({ end, program, source }) => ({
      end: { ...end, at: end.at },
      program: programOf(program),
      source,
    })),
    failingAmounts: block.failingAmounts.map(({ kind, ...pair }) => ({ kind, pair: pairOf(pair) })),
    answersSeen: block.answersSeen.map(({ life, statuses, ...pair }) => ({ life, pair: pairOf(pair), statuses })),
  };
}

/** Throws `UsageError` where something is counted that there is not. */
function countsOf(text: string, length: number): readonly number[] {
  const counts = text === '' ? [] : text.split(' ').map(Number);
  if (counts.some((count, at) => !Number.isSafeInteger(count) || (at % 2 === 0 && count >= length)))
    throw new UsageError('it counts what this suite does not have');
  return counts;
}

function pairOf({ required, optional }: { readonly required: number; readonly optional: number }) {
  return { mmioMegabytes: required, mmioMegabytesOptional: optional };
}

function storedEvidence(evidence: PlainBlock['evidence'][number], claims: Claims): Evidence {
  const options = { reading: evidence.reading, ...claims };
  return {
    ...evidence,
    honoured: countsOf(evidence.honoured, CLAUSE_IDS.length),
    decisive: countsOf(evidence.decisive, CLAUSE_IDS.length),
    cells: countsOf(evidence.cells, CELLS),
    situations: countsOf(evidence.situations, SITUATIONS),
    breaches: evidence.breaches.map(({ clause, signature, place, source, ...run }) => {
      const trace = traceOf({ ...run, end: { kind: 'complete' } });
      const finding = judge(trace, options).findings.find(
        (one) => one.clause === clause && findingSignature(one).id === signature,
      );
      if (finding === undefined) throw new UsageError(`it tells of ${clause} ${signature} where nothing is to object`);
      return { breach: { finding, trace, source, place }, signature };
    }),
    witnesses: evidence.witnesses.map(({ program, responses, ...witness }) => ({
      ...witness,
      trace: traceOf({ program, responses, end: { kind: 'complete' } }),
    })),
  };
}
