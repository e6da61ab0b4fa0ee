/**
 * Blame follows one clause to the next that masks it, and has to come to an end.
 */
import { expect, it } from 'vitest';
import { blame } from '../../harness/campaign/blame.ts';
import { brokenClause } from '../../harness/campaign/counterexample.ts';
import { executeInProcess } from '../../harness/execute/execute.ts';
import type { Trace } from '../../harness/execute/trace.ts';
import { judge } from '../../harness/judge/judge.ts';
import type { Finding, Judgement } from '../../harness/judge/judge.ts';
import { Ledger } from '../../harness/judge/ledger.ts';
import type { Breach } from '../../harness/judge/breach.ts';
import { parseProgram } from '../../harness/program/program.ts';
import { NO_CHANNEL } from '../../spec/model.ts';
import { NO_OFFER } from '../../spec/call.ts';
import { reference } from '../../targets/reference/reference.ts';

const capabilities = new Set(['reservation', 'offer'] as const);

/**
 * Objects to `held.lifecycle` where one read follows a Disable, or several follow none, and to `held.refused` where several
 * follow one: without its Disable the one seems to be the other, and so it does the other way round with a closer look at it.
 */
class MutuallyMasking extends Ledger {
  override get breaches(): readonly Breach[] {
    const program = parseProgram('allocate 0 server\nenable 0\ndisable 0\nreadReservation 0\n');
    const trace = executeInProcess(reference({}).open!, program);
    const [finding] = this.judge(trace).findings;
    return [{ finding: finding!, trace, source: { strategy: 'corpus', index: 0 }, place: 0 }];
  }

  override judge(trace: Trace): Judgement {
    const { program } = trace;
    const reads = program.filter(({ kind }) => kind === 'readReservation').length;
    const isDisabled = program.some(({ kind }) => kind === 'disable');
    const isEnabled = program.some(({ kind }) => kind === 'enable');
    const clause =
      reads > 1 && isDisabled
        ? 'held.refused'
        : (reads === 1 && isDisabled) || (reads > 1 && isEnabled)
          ? 'held.lifecycle'
          : undefined;
    const at = program.findLastIndex(({ kind }) => kind === 'readReservation');
    const judgement = judge(trace, { reading: 'documented', capabilities });
    if (clause === undefined) return { ...judgement, findings: [] };
    const finding: Finding = {
      at,
      call: program[at]!,
      saw: NO_OFFER,
      clause,
      outcome: 'deviation',
      before: NO_CHANNEL.absent,
      permitted: [],
    };
    return { ...judgement, findings: [finding] };
  }
}

it('does not go round where two clauses mask each other', async () => {
  const target = reference({});
  const ledger = new MutuallyMasking('documented', { capabilities });
  const { counterexamples, masked } = await blame(target, ledger, [], {
    deadlineMs: 1_000,
    capabilities,
    selects: () => true,
    searchProgramsMax: 0,
    searchProgramsTotal: 0,
  });
  expect([...masked]).toEqual([['held.lifecycle', 'held.refused']]);
  expect(counterexamples.map(brokenClause)).toEqual(['held.refused']);
});
