/** The judge against the naive one: both say the same of every program to a depth and of traces drawn at random. */
import { describe, expect, it } from 'vitest';
import { READINGS } from '../../spec/readings.ts';
import { executeInProcess } from '../../harness/execute/execute.ts';
import { wordsFrom } from '../../harness/generate/complete.ts';
import { randomPrograms } from '../../harness/generate/random.ts';
import { judge } from '../../harness/judge/judge.ts';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { abstractMachine, programOf } from '../../harness/machine/machine.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Program, Target } from '../../harness/target.ts';
import { printProgram } from '../../harness/program/program.ts';
import { FAULTS } from '../../targets/reference/faults/shelf.ts';
import { reference } from '../../targets/reference/reference.ts';
import { naiveJudge } from './naive-judge.ts';

const DEPTH = 4;
/** Each takes some ten seconds of one core, which a busy machine gives late. */
const TIMEOUT_MS = 300_000;
const capabilities = new Set(CAPABILITIES.filter((capability) => capability !== 'misuse'));
const honest = [
  reference(),
  reference({ reading: 'state-model' }),
  reference({ afterDisable: 'reset', precedence: 'amounts-first' }),
];
const faulty = FAULTS.map(({ name }) => reference({ fault: name }));

/** Where the two differ on a program, under each reading. */
function differences(target: Target, program: Program): readonly unknown[] {
  const trace = executeInProcess(target.open!, program);
  return READINGS.flatMap((reading) => {
    const [finding] = judge(trace, { reading, capabilities }).findings;
    const judged = { at: finding?.at ?? -1, outcome: finding?.outcome ?? 'pass' };
    const naive = naiveJudge(trace.program, trace.responses, reading);
    if (naive.at === judged.at && naive.outcome === judged.outcome) return [];
    return [{ target: target.info.name, program: printProgram(program), reading, judged, naive }];
  });
}

describe('the naive judge agrees with the judge on what is broken first, and where', () => {
  it(
    `on every program of up to ${DEPTH} calls over the abstract alphabet`,
    () => {
      const automaton = abstractMachine(capabilities, 'documented', DEFAULT_PROFILE);
      const words = [...wordsFrom(automaton, 0, DEPTH)].filter(({ word }) => word.length === DEPTH);
      const programs = words.map(({ word }) => programOf(word, automaton));
      expect(programs.length).toBeGreaterThan(1_000);
      const targets = [...honest, ...faulty.filter((_, index) => index % 40 === 0)];
      for (const target of targets) expect(programs.flatMap((program) => differences(target, program))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it('on 2,000 random traces of the reference and of every fault', () => agreesOn(2_000));

  it('on 50,000 of them', { tags: ['slow'], timeout: TIMEOUT_MS }, () => agreesOn(50_000));

  function agreesOn(traces: number): void {
    const targets = [...honest, ...faulty];
    const programs = randomPrograms(1, capabilities);
    for (let index = 0; index < traces; index += 1) {
      const found = differences(targets[index % targets.length]!, programs.next().value!);
      if (found.length > 0) expect(found).toEqual([]);
    }
  }
});
