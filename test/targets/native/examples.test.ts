/** The native examples conform, and the faults of the C example are told by their clauses. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { brokenClause } from '../../../harness/campaign/counterexample.ts';
import { runCampaign } from '../../../harness/campaign/campaign.ts';
import type { CampaignOptions } from '../../../harness/campaign/campaign.ts';
import { gate } from '../../../harness/verdict/gate.ts';
import { openNative } from '../../../targets/native/native.ts';
import { buildLibrary } from '../../build-library.ts';
import { watchChildren } from '../../living-children.ts';
import { NODE_HEADERS, requireNodeHeaders } from '../../node-headers.ts';
import { requireTool } from '../../require-tool.ts';
import { exampleCopies } from '../remote/example-copies.ts';

const childrenLeft = watchChildren();

const EXAMPLES = join(import.meta.dirname, '../../../targets/examples');
const C_EXAMPLE = join(EXAMPLES, 'c/channel.c');

async function campaign(path: string, options: Partial<CampaignOptions> = {}) {
  const target = await openNative(path, { deadlineMs: 2_000 });
  try {
    const facts = await runCampaign(target, {
      tier: 'ci',
      reading: 'documented',
      seed: 4,
      selects: () => true,
      deadlineMs: 2_000,
      corpus: [],
      ...options,
    });
    return { facts, ...gate(facts) };
  } finally {
    await target.close?.();
  }
}

afterEach(() => expect(childrenLeft()).toEqual([]));

const EXAMPLE_TABLE = [
  { name: 'example-c', isHere: () => requireTool('gcc'), build: () => buildLibrary('c', C_EXAMPLE) },
  {
    name: 'example-cpp',
    isHere: () => requireTool('g++'),
    build: () => buildLibrary('cpp', join(EXAMPLES, 'cpp/channel.cpp')),
  },
  {
    name: 'example-rust',
    isHere: () => requireTool('cargo'),
    build() {
      const cwd = join(exampleCopies(), 'rust');
      execFileSync('cargo', ['build', '--release', '--offline', '--quiet'], { cwd, stdio: 'pipe' });
      return join(cwd, 'target/release/libchannel.so');
    },
  },
  {
    name: 'example-addon',
    isHere: () => requireTool('gcc') && requireNodeHeaders(),
    build: () =>
      buildLibrary('c', join(EXAMPLES, 'addon/channel.c'), { flags: ['-I', NODE_HEADERS ?? ''], suffix: '.node' }),
  },
];

describe('an example conforms at tier ci', () => {
  for (const { name, isHere, build } of EXAMPLE_TABLE) {
    test.runIf(isHere())(name, { tags: ['slow'] }, async () => {
      const { facts, verdict, gate: gated } = await campaign(build());
      expect(facts.target.name).toBe(name);
      expect(facts.counterexamples).toEqual([]);
      expect([verdict.kind, gated.exitCode]).toEqual(['conforms', 0]);
    });
  }
});

/** Each planted fault of the C example: the clause that objects, and the length of the shortest program. */
const FAULTS = [
  ['RESERVATION_OUTLIVES_CHANNEL', 'held.reused', 6],
  ['CLIENT_ACCEPTED', 'refuse.client', 2],
  ['DISABLED_ACCEPTED', 'refuse.disabled', 4],
  ['ENABLED_ACCEPTED', 'refuse.enabled', 3],
  ['OPEN_ACCEPTED', 'refuse.open', 4],
  ['CLOSED_ACCEPTED', 'refuse.closed', 5],
  ['BOTH_ZERO_ACCEPTED', 'refuse.both-zero', 2],
  ['REQUIRED_MUST_BE_SET', 'accept.optional', 2],
  ['OPTIONAL_MUST_BE_SET', 'accept.required', 2],
  ['SUM_IN_16_BITS', 'accept.unbounded', 2],
  ['PRODUCT_IN_16_BITS', 'accept.both', 2],
  ['SIGNED_AMOUNTS', 'accept.unbounded', 2],
  ['EQUAL_REFUSED', 'accept.both', 2],
  ['ONLY_ONE_MAY_BE_SET', 'accept.both', 2],
  ['NULL_ACCEPTED', 'refuse.null', 1],
  ['SAVED_BEFORE_CHECKED', 'held.refused', 3],
  ['WRONG_CODE_FOR_CHANNEL', 'refuse.disabled', 4],
  ['WRONG_CODE_FOR_AMOUNTS', 'refuse.both-zero', 2],
  ['UPPER_BOUND', 'accept.unbounded', 2],
  ['FIRST_CALL_WINS', 'held.last-wins', 4],
  ['CALLS_ADD_UP', 'held.last-wins', 4],
  ['ZERO_KEEPS_OPTIONAL', 'held.last-wins', 4],
  ['FIELDS_SWAPPED', 'held.set', 3],
  ['OPTIONAL_IN_8_BITS', 'held.set', 3],
  ['SHARED_BY_ALL_CHANNELS', 'held.independent', 4],
  ['PENDING', 'accept.exact-success', 2],
  ['OFFER_LACKS_OPTIONAL', 'offer.at-enable', 4],
  ['OPTIONAL_BESIDE_REQUIRED', 'offer.bytes', 4],
  ['OFFER_OUTLIVES_DISABLE', 'offer.withdrawn', 4],
  ['START_FORGETS', 'held.start-pause', 5],
  ['SPACES_OVERLAP', 'space.disjoint', 10],
  ['SPACE_IN_32_BITS', 'space.required', 5],
  ['SPACE_IN_MEGABYTES', 'space.required', 5],
] as const;

/** All programs of five calls on two channels are more than a target that cannot be forked is asked for. */
const ON_TWO_CHANNELS: ReadonlySet<string> = new Set(['RESERVATION_OUTLIVES_CHANNEL', 'SPACES_OVERLAP']);

/** On every change. */
const QUICK: ReadonlySet<string> = new Set(['BOTH_ZERO_ACCEPTED']);
/** The search for shorter ones takes most of the time, and is the same for all: one of three is searched for. */
const isSearched = (fault: string) =>
  QUICK.has(fault) || ON_TWO_CHANNELS.has(fault) || FAULTS.findIndex(([name]) => name === fault) % 3 === 0;
const TITLE = '%s breaks %s, shown by %i calls';

describe.runIf(requireTool('gcc'))('a fault of the C example is told by its clause', () => {
  test.each(FAULTS.filter(([fault]) => QUICK.has(fault)))(TITLE, isTold);
  test.each(FAULTS.filter(([fault]) => !QUICK.has(fault)))(TITLE, { tags: ['slow'] }, isTold);

  async function isTold(fault: string, clause: string, calls: number): Promise<void> {
    const library = buildLibrary('c', C_EXAMPLE, { flags: [`-DFAULT_${fault}`] });
    // The search is given as many programs as the campaign had: the longest of them needs those of tier ci.
    const { facts, gate: gated } = await campaign(library, {
      tier: calls < 10 ? 'smoke' : 'ci',
      programs: 500,
      selects: (id) => id === clause,
      ...(isSearched(fault) ? {} : { searchProgramsMax: 0 }),
    });
    expect(gated.exitCode).toBe(1);
    const told = facts.counterexamples.find((counterexample) => brokenClause(counterexample) === clause);
    const certificate = ON_TWO_CHANNELS.has(fault) ? 'shortest over its own calls' : 'globally shortest';
    expect(told?.minimized.program.length).toBe(calls);
    if (isSearched(fault)) expect(told?.minimized.certificate).toBe(certificate);
  }
});
