/**
 * Who tries the oracle? Each clause is dropped from it, and altered in it, in turn; the suite on the reference has to notice.
 */
import { gate } from '../harness/verdict/gate.ts';
import { clauseResults } from '../harness/verdict/clause-results.ts';
import { brokenClause } from '../harness/campaign/counterexample.ts';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../spec/answer.ts';
import { CLAUSE_IDS, CLAUSES } from '../spec/clauses.ts';
import type { ClauseId } from '../spec/clauses.ts';
import { permitted } from '../spec/oracle.ts';
import type { Oracle } from '../spec/oracle.ts';
import type { Permitted } from '../spec/permitted.ts';
import { runCampaign } from '../harness/campaign/campaign.ts';
import { reference } from '../targets/reference/reference.ts';

/** The oracle that no longer knows a clause: whatever was answered there, nothing speaks for or against it. */
function without(clause: ClauseId): Oracle {
  return (...question) =>
    permitted(...question).map((permit) => ({
      ...permit,
      clauses: permit.clauses.filter((id) => id !== clause),
      decisive: permit.decisive.filter((id) => id !== clause),
    }));
}

/** The oracle that wants something else wherever a clause speaks. */
function altering(clause: ClauseId): Oracle {
  return (channel, call, reading, around) => {
    const answers = permitted(channel, call, reading, around);
    if (!answers.some(({ clauses }) => clauses.includes(clause))) return answers;
    return answers
      .filter(({ conformance }) => conformance.kind === 'conforms')
      .map((permit) => (permit.clauses.includes(clause) ? withOtherAnswer(permit, clause) : permit));
  };
}

function withOtherAnswer(permit: Permitted, clause: ClauseId): Permitted {
  return { ...permit, clauses: [clause], answer: otherAnswer(permit.answer, clause) };
}

function otherAnswer(answer: Answer, clause: ClauseId): Answer {
  switch (answer.kind) {
    case 'status':
      return { kind: 'status', status: answer.status + 1 };
    case 'failure':
      return { kind: 'success' };
    case 'reservation':
      return { kind: 'reservation', pair: { ...answer.pair, mmioMegabytes: answer.pair.mmioMegabytes ^ 1 } };
    case 'offer':
      return { ...answer, pair: { ...answer.pair, mmioMegabytesOptional: answer.pair.mmioMegabytesOptional ^ 1 } };
    case 'no-offer':
      return { kind: 'offer', pair: { mmioMegabytes: 1, mmioMegabytesOptional: 1 }, bytes: 'optional' };
    case 'space':
      if (clause === 'space.ceiling') return { ...answer, sizeMax: answer.sizeMax - 1n };
      if (clause === 'space.required') return { ...answer, sizeMin: answer.sizeMin + (1n << 40n) };
      if (clause === 'space.stable') return { ...answer, sameAs: answer.sameAs && { ...answer.sameAs, size: 1n } };
      return { ...answer, apartFrom: [{ address: 0n, size: 1n << 63n }] };
    default:
      return answer;
  }
}

function tryOn(oracle: Oracle, clause: ClauseId) {
  const reading = CLAUSES[clause].reading ?? 'documented';
  return runCampaign(reference({ reading }), {
    tier: 'smoke',
    reading,
    seed: 1,
    selects: () => true,
    deadlineMs: 5_000,
    corpus: [],
    oracle,
  });
}

/** One clause of each family is tried on every change. */
const isFirst = (clause: ClauseId) =>
  clause === CLAUSE_IDS.find((other) => other.split('.', 1)[0] === clause.split('.', 1)[0]);

describe.each(CLAUSE_IDS.filter(isFirst))('%s', noticed);
describe.each(CLAUSE_IDS.filter((clause) => !isFirst(clause)))('%s', { tags: ['slow'] }, noticed);

function noticed(clause: ClauseId): void {
  it('is missed where it is dropped', async () => {
    const result = await tryOn(without(clause), clause);
    expect(gate(result).gate.exitCode).toBe(2);
    expect(
      clauseResults(result)
        .filter(({ outcome }) => outcome === 'not-verified')
        .map(({ id }) => id),
    ).toEqual([clause]);
  });

  it('is objected to where it is altered', async () => {
    const result = await tryOn(altering(clause), clause);
    expect(gate(result).gate.exitCode).toBe(1);
    expect(result.counterexamples.map(brokenClause)).toContain(clause);
  });
}
