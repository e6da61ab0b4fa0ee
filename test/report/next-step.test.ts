/** What to do next is one command for each verdict, and one that the command line takes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../harness/cli/commands.ts';
import { nextStep } from '../../harness/report/next-step.ts';
import type { Report } from '../../harness/report/report-schema.ts';

const sample = JSON.parse(readFileSync(new URL('./sample-report.json', import.meta.url), 'utf8')) as Report;

interface Change {
  readonly kind?: Report['verdict']['kind'];
  readonly exitCode?: number;
  readonly scope?: Partial<Report['verdict']['scope']>;
  readonly asked?: Partial<Report['asked']>;
  readonly readings?: Report['readings'];
  readonly drift?: Report['drift'];
}

const NOTHING_OPEN = { notVerified: [], unfinished: [], capabilitiesMissing: [], notClaimed: [], selection: [] };

function stepOf({ kind = 'conforms', exitCode = 0, scope, asked, readings, drift = [] }: Change) {
  return nextStep({
    ...sample,
    asked: {
      target: 'reference',
      tier: 'ci',
      reading: 'documented',
      level: 'should',
      seed: 1,
      clauses: [],
      baseline: false,
      ...asked,
    },
    verdict: { kind, scope: { ...sample.verdict.scope, ...NOTHING_OPEN, ...scope } },
    gate: { exitCode },
    readings: readings ?? [
      { reading: 'documented', satisfied: kind !== 'does not conform' },
      { reading: 'state-model', satisfied: false },
    ],
    drift,
  });
}

const BROKEN = { kind: 'does not conform', exitCode: 1 } as const;
const STALE = [{ kind: 'stale', clause: 'held.set', signature: 'KM-00000000', message: 'gone' }] as const;

const ROWS: readonly (readonly [what: string, change: Change, command: string])[] = [
  [
    'an unusable target',
    { kind: 'target unusable', exitCode: 5, asked: { reach: ['--ca', 'a b.pem'] } },
    "doctor --target reference --ca 'a b.pem'",
  ],
  [
    'a part',
    { kind: 'part', exitCode: 2, scope: { part: { number: 1, of: 3 } }, asked: { out: 'out/1' } },
    'merge out/1/report.json OTHER-PARTS --out MERGED',
  ],
  [
    'a failure with a report',
    { ...BROKEN, asked: { out: 'out/' } },
    'rerun out/report.json --failed --target reference',
  ],
  ['a failure without one', BROKEN, 'run --target reference --tier ci --seed 1'],
  [
    'a failure under one reading alone',
    {
      ...BROKEN,
      readings: [
        { reading: 'documented', satisfied: false },
        { reading: 'state-model', satisfied: true },
      ],
    },
    'run --target reference --tier ci --reading state-model --seed 1',
  ],
  [
    'a baseline with what is mended',
    { exitCode: 3, drift: [...STALE], asked: { out: 'out', baselineFile: 'b.yaml' } },
    'baseline prune out/report.json --baseline b.yaml',
  ],
  [
    'a baseline that drifts otherwise',
    { exitCode: 3, drift: [{ ...STALE[0], kind: 'expired' }], asked: { out: 'out' } },
    'baseline check out/report.json',
  ],
  [
    'a run cut short',
    { kind: 'inconclusive', exitCode: 2, scope: { cutShort: 'interrupted' } },
    'run --target reference --tier ci --seed 1',
  ],
  [
    'a hang that was seen once',
    { kind: 'inconclusive', exitCode: 2, scope: { unrepeated: [{ kind: 'timeout', message: 'x', count: 1 }] } },
    'run --target reference --tier ci --seed 1',
  ],
  [
    'channels that are refused',
    { kind: 'inconclusive', exitCode: 2, scope: { isRefusedAlone: true } },
    'doctor --target reference',
  ],
  [
    'status codes alone',
    { kind: 'inconclusive', exitCode: 2, scope: { capabilitiesMissing: ['reservation'] } },
    'list capabilities',
  ],
  [
    'what was not verified',
    { kind: 'inconclusive', exitCode: 2, scope: { notVerified: ['refuse.open'] } },
    'run --target reference --tier deep --seed 1',
  ],
  [
    'a selection that conforms',
    { scope: { selection: ['held.*'] }, asked: { clauses: ['held.*'] } },
    'run --target reference --tier ci --seed 1',
  ],
  [
    'a target that claims little',
    { scope: { capabilitiesMissing: ['offer'], notClaimed: ['offer.bytes'] } },
    'list capabilities',
  ],
  ['a target that conforms', {}, 'run --target reference --tier deep --seed 1'],
  ['one that conforms in depth', { asked: { tier: 'deep' } }, 'sweep --target reference'],
];

describe('what to do next', () => {
  it.each(ROWS)('after %s is one command', (_, change, command) => {
    const step = stepOf(change)!;
    expect(step.command).toBe(`kmcl-conformance ${command}`);
    const [name = '', second = ''] = command.split(' ');
    expect(Object.keys(COMMANDS).some((known) => known === name || known === `${name} ${second}`)).toBe(true);
    expect(step.why).not.toBe('');
  });

  it('is nothing where all was tried, and a sweep over the wire would take months', () => {
    expect(stepOf({ asked: { tier: 'deep', target: 'tcp://host:7007' } })).toBeUndefined();
  });
});
