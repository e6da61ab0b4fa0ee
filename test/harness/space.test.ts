/** What the strategy `space` finds, and that it leaves a target alone that has no space to show. */
import { describe, expect, it } from 'vitest';
import { executeInProcess } from '../../harness/execute/execute.ts';
import { spaceStrategy } from '../../harness/generate/space.ts';
import { judge } from '../../harness/judge/judge.ts';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { isRunnable, withoutMisuse } from '../../harness/program/lifecycle.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Capability } from '../../harness/target.ts';
import { reference } from '../../targets/reference/reference.ts';

const capabilities = new Set(CAPABILITIES);
const reading = 'documented';
const contextOf = (claims: ReadonlySet<Capability>, roomMegabytes?: number) =>
  ({ capabilities: claims, reading, profile: () => DEFAULT_PROFILE, seed: 1, roomMegabytes }) as const;

function clausesBroken(fault: string, programs: Iterable<Parameters<typeof executeInProcess>[1]>): ReadonlySet<string> {
  const { open } = reference({ fault });
  const clauses = new Set<string>();
  for (const program of programs) {
    const { findings } = judge(executeInProcess(open!, program), { reading, capabilities });
    for (const { clause } of findings) clauses.add(clause);
  }
  return clauses;
}

const SHOWN_HERE = {
  'disable-loses-hole': 'space.required',
  'disable-frees-again': 'space.disjoint',
  'sixth-hole-lost': 'space.required',
  'hole-too-small-by-one': 'space.disjoint',
};

describe.each(Object.entries(SHOWN_HERE))('%s', (fault, clause) => {
  it('breaks its clause here', () => {
    expect([...clausesBroken(fault, spaceStrategy.programs(contextOf(capabilities)))]).toContain(clause);
  });
});

describe('the programs', () => {
  const programsFor = (claims: readonly Capability[], room?: number) => [
    ...spaceStrategy.programs(contextOf(new Set(claims), room)),
  ];

  it('may be made, whatever is claimed beside the space', () => {
    const claims: readonly Capability[] = ['mmio-space', 'guest'];
    for (const program of programsFor(claims)) expect(isRunnable(program, new Set(claims))).toBe(true);
    for (const program of programsFor(CAPABILITIES))
      expect(isRunnable(program, withoutMisuse(capabilities))).toBe(true);
  });

  it('are none where there is nothing to be seen', () => {
    expect(programsFor(CAPABILITIES.filter((claim) => claim !== 'guest'))).toEqual([]);
    expect(programsFor(CAPABILITIES.filter((claim) => claim !== 'mmio-space'))).toEqual([]);
  });

  it.each([1, 2, 3, 30, 31, 109, 512, 2 ** 21])('ask for at least a megabyte in a room of %d', (room) => {
    const sets = programsFor(CAPABILITIES, room).flatMap((program) =>
      program.flatMap((call) => (call.kind === 'setMmioMegabytes' ? [call.mmioMegabytes] : [])),
    );
    expect(Math.min(...sets)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...sets)).toBeLessThanOrEqual(Math.min(room, 65_535));
  });
});
