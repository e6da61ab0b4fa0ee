/** Making small is idempotent: what came out small gives itself. */
import { describe, expect, it } from 'vitest';
import { execute } from '../../harness/execute/execute.ts';
import { randomPrograms } from '../../harness/generate/random.ts';
import { judge } from '../../harness/judge/judge.ts';
import { minimize } from '../../harness/minimize/minimize.ts';
import { printProgram } from '../../harness/program/program.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Program } from '../../harness/target.ts';
import { reference } from '../../targets/reference/reference.ts';
import { FAULT_PINS } from '../fault-pins.ts';

const capabilities = new Set(CAPABILITIES);
const PROGRAMS_MAX = 5_000;

describe.each([
  'both-zero-accepted',
  'sum-wraps',
  'enabled-refusal-offered',
  'stale-accepted',
  'cleanup-clears-neighbour',
  'space-when-never-set',
  'reservation-lost-at-second-enable',
])('%s', (fault) => {
  const target = reference({ fault });
  const { clause } = FAULT_PINS[fault]!;

  async function failsAt(program: Program): Promise<number | undefined> {
    const trace = await execute(target, program, { deadlineMs: 5_000 });
    const { findings } = judge(trace, { reading: 'documented', capabilities });
    return findings.find((finding) => finding.clause === clause)?.at;
  }

  async function failing(): Promise<Program> {
    const programs = randomPrograms(1, capabilities);
    for (let count = 0; count < PROGRAMS_MAX; count += 1) {
      const program = programs.next().value!;
      if ((await failsAt(program)) !== undefined) return program;
    }
    throw new Error(`none of ${PROGRAMS_MAX} programs breaks ${clause}`);
  }

  it('comes out of its own small program as it went in', async () => {
    const options = { capabilities, failsAt, callsMax: 5_000, programsMax: 5_000 };
    const once = await minimize(await failing(), options);
    const twice = await minimize(once.program, options);
    expect(once.certificate).toBe('1-minimal');
    expect(printProgram(twice.program)).toBe(printProgram(once.program));
  });
});
