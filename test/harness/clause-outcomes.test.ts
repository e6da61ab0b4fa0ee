/** What becomes of a clause, and whether it is waived, where there is more than one thing to say of it. */
import { describe, expect, it } from 'vitest';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Counterexample } from '../../harness/campaign/counterexample.ts';
import type { Facts } from '../../harness/campaign/facts.ts';
import { signatureOf } from '../../harness/campaign/signature.ts';
import { clauseResults } from '../../harness/verdict/clause-results.ts';
import { gate } from '../../harness/verdict/gate.ts';
import type { Policy } from '../../harness/verdict/gate.ts';
import { requirementsOf, revisionsAmong } from '../../harness/verdict/requirements.ts';
import { ended, OTHER_CODE, strategy, WHOLE, ZERO_ACCEPTED, knowing, waiver } from './facts-rows.ts';

const outcomes = (more: Partial<Facts>, ...ids: readonly ClauseId[]) => {
  const results = clauseResults({ ...WHOLE, ...more });
  return ids.map((id) => results.find((clause) => clause.id === id)!.outcome);
};

describe('the outcome', () => {
  const deviates = { ...ZERO_ACCEPTED, kind: 'deviation' } as Counterexample;

  it('is a failure where one of its counterexamples is', () => {
    expect(outcomes({ counterexamples: [deviates, ZERO_ACCEPTED] }, 'refuse.both-zero')).toEqual(['fail']);
    expect(outcomes({ counterexamples: [deviates] }, 'refuse.both-zero')).toEqual(['deviation']);
    expect(outcomes({ counterexamples: [OTHER_CODE] }, 'refuse.enabled', 'held.set')).toEqual(['deviation', 'pass']);
  });

  it('of an open question is a choice, unless it was answered in two ways', () => {
    const asked = ['refuse.either-code', 'held.after-disable'] as const;
    const answered = (...answers: Facts['choices']) => outcomes({ choices: answers }, ...asked);
    const codes = ['channel-first', 'amounts-first'] as const;
    expect(answered()).toEqual(['choice', 'choice']);
    const [first, second] = codes.map((answer) => ({ id: 'either-code:null', answer }) as const);
    expect(answered(first!, second!)).toEqual(['deviation', 'choice']);
    expect(answered(first!, { id: 'either-code:stale', answer: 'amounts-first' })).toEqual(['choice', 'choice']);
    expect(answered({ id: 'after-disable', answer: 'kept' }, { id: 'after-disable', answer: 'reset' })).toEqual([
      'choice',
      'deviation',
    ]);
  });
});

const waivedOf = (facts: Partial<Facts>, policy: Policy) =>
  gate({ ...WHOLE, ...facts }, policy)
    .clauses.filter(({ waived }) => waived)
    .map(({ id }) => id);
const clausesWith = (more: Partial<Record<ClauseId, object>>): Partial<Facts> => ({
  clauses: WHOLE.clauses.map((clause) => ({ ...clause, ...more[clause.id] })),
});
const known = knowing(waiver(ZERO_ACCEPTED));

describe('a broken clause is waived', () => {
  if (!('finding' in ZERO_ACCEPTED)) throw new Error('it was judged');
  const finding = { ...ZERO_ACCEPTED.finding, saw: { kind: 'status', status: 1 } } as const;
  const other: Counterexample = { ...ZERO_ACCEPTED, finding };

  it('where all that is shown of it is known', () => {
    expect(waivedOf({ counterexamples: [ZERO_ACCEPTED] }, known)).toEqual(['refuse.both-zero']);
    expect(waivedOf({ counterexamples: [ZERO_ACCEPTED, other] }, known)).toEqual([]);
    expect(
      waivedOf({ counterexamples: [ZERO_ACCEPTED, other] }, knowing(waiver(ZERO_ACCEPTED), waiver(other))),
    ).toEqual(['refuse.both-zero']);
  });

  it('where every way in which it was broken is known', () => {
    const ways = (...ids: readonly string[]) => ({
      counterexamples: [ZERO_ACCEPTED],
      ...clausesWith({ 'refuse.both-zero': { ways: ids } }),
    });
    const { id } = signatureOf(ZERO_ACCEPTED);
    expect(waivedOf(ways(id), known)).toEqual(['refuse.both-zero']);
    expect(waivedOf(ways(id, 'KM-00000001'), known)).toEqual([]);
    expect(waivedOf(ways(id), {})).toEqual([]);
  });

  it('with those that it hides, and with no others', () => {
    const behind = {
      counterexamples: [ZERO_ACCEPTED],
      ...clausesWith({ 'held.refused': { maskedBy: 'refuse.both-zero' } }),
    };
    expect(waivedOf(behind, known)).toEqual(['refuse.both-zero', 'held.refused']);
    expect(waivedOf({ ...behind, target: { ...WHOLE.target, capabilities: [] } }, known)).toEqual(['refuse.both-zero']);
  });
});

describe('the gate', () => {
  const told = (facts: Partial<Facts>, policy: Policy = {}) => {
    const { gate: decided, sentence, drift } = gate({ ...WHOLE, ...facts }, policy);
    return [decided.exitCode, ...decided.reasons, sentence.replace(/^.*?: /, ''), ...drift.map(({ kind }) => kind)];
  };

  it('names every strategy that ended early', () => {
    const strategies = ['walks', 'random'].map((name) => strategy(name, { endedEarly: true }));
    expect(told({ strategies })).toContain('ended early: walks, random');
  });

  it('takes a single point for enough where it is another than status', () => {
    const only = (call: string) => ({ cells: WHOLE.cells.filter((cell) => cell.call.startsWith(call)) });
    expect(told(only('readReservation'))[0]).toBe(0);
    expect(told(only('setMmio'))[0]).toBe(2);
  });

  it('takes an entry for one that holds where it is not told the day', () => {
    const { baseline } = knowing(waiver(ZERO_ACCEPTED, { expires: '2026-05-31' }));
    expect(told({ counterexamples: [ZERO_ACCEPTED] }, { baseline })[0]).toBe(0);
    expect(told({ counterexamples: [ZERO_ACCEPTED] }, { baseline, today: '2026-06-01' })).toContain('expired');
  });

  it('says that an ending is known where every one of its kind is', () => {
    const crash = ended('crash');
    const elsewhere = {
      ...ended('crash'),
      end: { kind: 'crash', message: 'killed by SIGABRT', at: 0 },
    } as Counterexample;
    const { baseline } = knowing(waiver(crash));
    expect(told({ counterexamples: [crash] }, { baseline })).toMatchInlineSnapshot(`
      [
        0,
        "the target crashed, known in the baseline; the gate passes",
      ]
    `);
    expect(told({ counterexamples: [crash, elsewhere] }, { baseline })).toMatchInlineSnapshot(`
      [
        1,
        "the target crashed",
        "the target crashed",
      ]
    `);
  });
});

it('a requirement set is a file that is named by its revision, the older ones first', () => {
  const names = ['2026.10.yaml', '2026.9.yaml', 'old-2026.1.yaml', '2026.1.yaml.orig', '2025.12.yaml', 'README.md'];
  expect(revisionsAmong(names)).toEqual(['2025.12', '2026.9', '2026.10']);
  const { revision, points, weightOf } = requirementsOf("revision: '9'\nclauses: { held.set: required }");
  expect([revision, points, weightOf('held.set'), weightOf('held.initial')]).toEqual([
    '9',
    [],
    'required',
    'not scored',
  ]);
  expect(() => requirementsOf("revision: '9'\nclauses: {}\nowner: me")).toThrow(/owner/);
});
