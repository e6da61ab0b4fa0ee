import { ProgramArbitrary } from '../../harness/fast-check/program-arbitrary.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import { READINGS } from '../../spec/readings.ts';
import { executeInProcess } from '../../harness/execute/execute.ts';
import { judge } from '../../harness/judge/judge.ts';
import { OracleTable } from '../../harness/judge/oracle-table.ts';
import { TabulatedJudge } from '../../harness/judge/tabulated-judge.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import { FAULTS } from '../../targets/reference/faults/shelf.ts';
import { reference } from '../../targets/reference/reference.ts';

const all = new Set(CAPABILITIES);
const withoutMisuse = new Set(CAPABILITIES.filter((capability) => capability !== 'misuse'));
const targets = [
  reference(),
  reference({ reading: 'state-model' }),
  reference({ afterDisable: 'reset', precedence: 'amounts-first' }),
  ...FAULTS.map(({ name }) => reference({ fault: name })),
];

describe.each(READINGS)('under %s', (reading) => {
  it('waves through what the judge passes, and nothing else, and counts the same', () => {
    const table = new OracleTable(reading, withoutMisuse);
    fc.assert(
      fc.property(new ProgramArbitrary(withoutMisuse), fc.constantFrom(...targets), (program, target) => {
        const trace = executeInProcess(target.open!, program);
        const judgement = judge(trace, { reading, capabilities: withoutMisuse });
        const tabulated = new TabulatedJudge(table);
        const isClean = tabulated.check(trace.program, trace.responses);
        expect(isClean).toBe(judgement.outcome === 'pass' && judgement.judgedCalls === program.length);
        if (!isClean) return;
        for (const [index, id] of CLAUSE_IDS.entries()) {
          const honours = judgement.honoured.filter(({ clause }) => clause === id);
          const decisive = honours.filter((honour) => honour.decisive).length;
          expect([id, tabulated.tally.honoured[index]]).toEqual([id, honours.length]);
          expect([id, tabulated.tally.decisive[index]]).toEqual([id, decisive]);
        }
      }),
      { numRuns: 4_000 },
    );
  });

  it('never waves through what the judge objects to, misuse or not', () => {
    const table = new OracleTable(reading, all);
    fc.assert(
      fc.property(new ProgramArbitrary(all), fc.constantFrom(...targets), (program, target) => {
        const trace = executeInProcess(target.open!, program);
        const isClean = new TabulatedJudge(table).check(trace.program, trace.responses);
        expect(isClean && judge(trace, { reading, capabilities: all }).outcome !== 'pass').toBe(false);
      }),
      { numRuns: 4_000 },
    );
  });
});
