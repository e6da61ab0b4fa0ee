/** What is wrong in a record of answers: of each clause the simplest program that broke it. */
import { CLAUSES } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Reading } from '../../spec/readings.ts';
import { claimsOf } from '../judge/claims.ts';
import type { Finding } from '../judge/judge.ts';
import { ledgersOf } from '../judge/ledger.ts';
import type { Ledger } from '../judge/ledger.ts';
import { isWithoutMisuse } from '../program/lifecycle.ts';
import { compareSimplicity } from '../program/simplicity.ts';
import type { Program } from '../target.ts';
import type { RecordedRun } from './answers-file.ts';
import type { Recording } from './recording.ts';

/** So many programs may be written to be sure of one failure. */
export const SEARCH_PROGRAMS_MAX = 20_000;

/** A clause that was seen broken, and the simplest program that broke it, up to the call that did. */
export interface SimplestFailure {
  readonly clause: ClauseId;
  readonly program: Program;
  readonly finding: Finding;
}

/** All that was answered, judged under each reading; and under one the simplest failures, and the runs that were wrong. */
export function simplestFailures(recording: Recording, reading: Reading) {
  const claims = claimsOf(recording.info);
  const ledgers = ledgersOf(claims);
  const failures = new Map<ClauseId, SimplestFailure>();
  const isBetter = (program: Program, known: Program) => {
    const [plain, other] = [program, known].map((one) => isWithoutMisuse(one, claims.capabilities));
    return plain === other ? compareSimplicity(program, known) < 0 : plain === true;
  };
  const wrong = new Set<RecordedRun>();
  for (const { trace, run } of recording.traces()) {
    if (trace.end.kind !== 'complete') continue;
    for (const ledger of ledgers) {
      const findings = ledger.enter(trace, { strategy: 'vectors', index: 0 });
      if (ledger.reading !== reading) continue;
      if (findings.length > 0) wrong.add(run);
      for (const finding of findings) {
        const program = trace.program.slice(0, finding.at + 1);
        const known = failures.get(finding.clause);
        if (known === undefined || isBetter(program, known.program))
          failures.set(finding.clause, { clause: finding.clause, program, finding });
      }
    }
  }
  const answers = ledgers.filter((ledger) => ledger.reading === reading).flatMap((own) => twoAnswers(recording, own));
  return { ledgers, failures: [...failures.values()].toSorted(byWeight), answers, wrong };
}

/** Of each open question that was answered in two ways the simplest program for either answer, up to the call that showed it. */
function twoAnswers(recording: Recording, ledger: Ledger): readonly Program[] {
  return ledger.conflicts.flatMap(({ id, witnesses }) => {
    const simplest = new Map<string, Program>(witnesses.map(({ answer, trace }) => [answer, trace.program]));
    for (const { trace } of recording.traces())
      for (const { answer, at } of ledger.judge(trace).choices.filter((choice) => choice.id === id)) {
        const program = trace.program.slice(0, at + 1);
        if (compareSimplicity(program, simplest.get(answer)!) < 0) simplest.set(answer, program);
      }
    return [...simplest.values()];
  });
}

/** A MUST first. */
function byWeight(a: SimplestFailure, b: SimplestFailure): number {
  const isMust = ({ clause }: SimplestFailure) => Number(CLAUSES[clause].level === 'MUST');
  return isMust(b) - isMust(a);
}
