/**
 * Which planted faults a strategy shows on a target that claims some of its capabilities. A fault shows where a program is answered
 * otherwise than by the reference, so all programs are recorded on the reference once and judged only for faults that differ.
 */
import { isDeepStrictEqual } from 'node:util';
import { executeInProcess } from '../../harness/execute/execute.ts';
import type { Trace } from '../../harness/execute/trace.ts';
import type { Strategy } from '../../harness/generate/generate.ts';
import { Ledger } from '../../harness/judge/ledger.ts';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import type { Capability, Program, Session } from '../../harness/target.ts';
import type { Response } from '../../spec/call.ts';
import { reference } from '../../targets/reference/reference.ts';
import { pairsTriedOn } from './pairs-tried-on.ts';

/** A digit for each fault: 1 where the strategy shows it with every seed. */
export function faultsShown(
  faults: readonly string[],
  strategy: Strategy,
  claimed: readonly Capability[],
  seeds: readonly number[],
): string {
  const capabilities = new Set(claimed);
  const candidates = new Set(faults);
  const { pairs } = strategy;
  if (pairs !== undefined) {
    const context = { capabilities, reading: 'documented', profile: () => DEFAULT_PROFILE, seed: 0 } as const;
    return faults
      .map((fault) => (pairsTriedOn(reference({ fault }).open!, pairs, context).isWrong ? '1' : '0'))
      .join('');
  }
  for (const seed of seeds) {
    const recorded = recordedOn(reference().open!, strategy, capabilities, seed);
    for (const fault of candidates) {
      if (!isShown(recorded, reference({ fault }).open!, capabilities, strategy)) candidates.delete(fault);
    }
  }
  return faults.map((fault) => (candidates.has(fault) ? '1' : '0')).join('');
}

export function recordedOn(
  open: () => Session,
  strategy: Strategy,
  capabilities: ReadonlySet<Capability>,
  seed: number,
): readonly Trace[] {
  const context = { capabilities, reading: 'documented', profile: () => DEFAULT_PROFILE, seed } as const;
  return Array.from(strategy.programs(context), (program) => executeInProcess(open, program));
}

function isShown(
  recorded: readonly Trace[],
  open: () => Session,
  capabilities: ReadonlySet<Capability>,
  { name }: Strategy,
): boolean {
  if (recorded.every((trace) => isAnsweredAlike(executeInProcess(open, trace.program), trace))) return false;
  const ledger = new Ledger('documented', { capabilities });
  return recorded.some(({ program }, index) => {
    ledger.enter(executeInProcess(open, program), { strategy: name, index });
    return !ledger.isSatisfied;
  });
}

/** The programs that are answered otherwise than they were recorded. */
export function differing(recorded: readonly Trace[], open: () => Session): readonly Program[] {
  return recorded.flatMap((trace) => {
    const { program } = trace;
    return isAnsweredAlike(executeInProcess(open, program), trace) ? [] : [program];
  });
}

function isAnsweredAlike(a: Trace, b: Trace): boolean {
  return (
    a.responses.length === b.responses.length &&
    a.responses.every((response, at) => isSame(response, b.responses[at]!)) &&
    a.end.kind === b.end.kind
  );
}

function isSame(a: Response, b: Response): boolean {
  if (a === b) return true;
  if (a.kind === 'status') return b.kind === 'status' && a.status === b.status;
  return isDeepStrictEqual(a, b);
}
