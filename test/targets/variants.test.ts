/** No false alarm: implementations that conform, each in another way, as options of the reference and in C. */
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import type { CampaignOptions } from '../../harness/campaign/campaign.ts';
import { DEFAULT_READING } from '../../spec/readings.ts';
import type { Tier } from '../../harness/generate/tier.ts';
import type { Target } from '../../harness/target.ts';
import { gate } from '../../harness/verdict/gate.ts';
import { openNative } from '../../targets/native/native.ts';
import { parseReference, reference } from '../../targets/reference/reference.ts';
import { buildLibrary } from '../build-library.ts';
import { watchChildren } from '../living-children.ts';
import { requireTool } from '../require-tool.ts';

const childrenLeft = watchChildren();
afterEach(() => {
  delete process.env['KMCL_VARIANT'];
  expect(childrenLeft()).toEqual([]);
});

const DEADLINE_MS = 10_000;

/** What an honest implementation may do otherwise, as the reference says it and as `variants.c` does; none where there it is not to be had. */
const VARIANTS: Readonly<Record<string, { readonly options?: string; readonly words?: string }>> = {
  'as it is': { options: '', words: '' },
  'the reading of the header': { options: 'reading=state-model', words: 'state-model' },
  'Disable resets': { options: 'after-disable=reset', words: 'reset' },
  'amounts looked at first': { options: 'precedence=amounts-first', words: 'amounts-first' },
  'both other choices': { options: 'precedence=amounts-first,after-disable=reset', words: 'amounts-first,reset' },
  'ranges from above': { options: 'placement=highest', words: 'from-above' },
  'ranges in the midst of the largest hole': { options: 'placement=midst' },
  'no optional space': { options: 'optional-space=kept-back', words: 'kept-back' },
  'a range as long as there is an offer': { options: 'reserved=while-offered', words: 'while-offered' },
  'an offer of 184 bytes': { options: 'offer-bytes=184', words: 'offer=184' },
  'an offer of 190 bytes': { options: 'offer-bytes=190', words: 'offer=190' },
  'an offer of 200 bytes': { options: 'offer-bytes=200', words: 'offer=200' },
  'room of 512 MB': { options: 'room=512', words: 'room=512' },
  'room of 512 MB, from above': { options: 'room=512,placement=highest', words: 'room=512,from-above' },
  'room of 512 MB, cut up': { options: 'room=512,placement=midst,reserved=while-offered' },
  'room of 109 MB as long as there is an offer': {
    options: 'room=109,reserved=while-offered,after-disable=reset',
    words: 'room=109,while-offered,reset',
  },
  'room of 1 MB': { options: 'room=1', words: 'room=1' },
  'eight channels': { options: 'channels=8', words: 'channels=8' },
  'eight channels in 512 MB': { options: 'channels=8,room=512', words: 'channels=8,room=512' },
  'one channel': { options: 'channels=1', words: 'channels=1' },
  'the first Enable of each channel refused': { options: 'enable=fails-first', words: 'fails-first' },
  'the first Enable of the instance refused': { options: 'enable=fails-once,room=512', words: 'fails-once,room=512' },
  'handles that are odd and high': { words: 'odd-handles' },
  'slow to answer': { words: 'slow' },
};

/** Two ways that are there one by one too, and those that have the most to be asked. */
const SLOW: ReadonlySet<string> = new Set([
  'both other choices',
  'ranges in the midst of the largest hole',
  'an offer of 190 bytes',
  'room of 512 MB, from above',
  'room of 512 MB, cut up',
  'room of 109 MB as long as there is an offer',
  'eight channels in 512 MB',
  'the first Enable of each channel refused',
  'the first Enable of the instance refused',
]);

/** One channel alone has no others to be apart from, and in tier smoke none that does not disturb it. */
const ONE_CHANNEL = expect.arrayContaining(['space.disjoint']);

async function verdictOf(target: Target, tier: Tier, name: string, shard?: CampaignOptions['shard']) {
  const reading = name === 'the reading of the header' ? 'state-model' : DEFAULT_READING;
  const facts = await runCampaign(target, {
    tier,
    reading,
    seed: 7,
    selects: () => true,
    deadlineMs: DEADLINE_MS,
    corpus: [],
    searchProgramsMax: 0,
    ...(shard === undefined ? {} : { shard }),
  });
  const { clauses, gate: gated } = gate(facts);
  const left = clauses.filter(({ outcome }) => !['pass', 'choice'].includes(outcome)).map(({ id }) => id);
  return { left, exitCode: gated.exitCode, found: facts.counterexamples.length };
}

const conforming = (name: string) =>
  name === 'one channel'
    ? { left: ONE_CHANNEL, exitCode: 2, found: 0 }
    : { left: name === 'room of 1 MB' ? expect.any(Array) : [], exitCode: expect.any(Number), found: 0 };

/** Several at once, for the tiers that take longer. */
const TOGETHER: Readonly<Record<string, { readonly options: string; readonly words?: string }>> = {
  'all that is small': {
    options: 'enable=fails-first,room=512,placement=midst,reserved=while-offered,offer-bytes=184,channels=8',
    words: 'fails-first,room=512,from-above,while-offered,offer=184,channels=8,odd-handles',
  },
  'all that is chosen': {
    options:
      'precedence=amounts-first,after-disable=reset,optional-space=kept-back,placement=highest,enable=fails-once',
    words: 'amounts-first,reset,kept-back,from-above,fails-once,offer=200',
  },
};

async function inC(words: string, tier: Tier, name: string) {
  process.env['KMCL_VARIANT'] = words;
  const library = buildLibrary('c', join(import.meta.dirname, 'native/variants.c'));
  const target = await openNative(library, { deadlineMs: DEADLINE_MS });
  try {
    return await verdictOf(target, tier, name);
  } finally {
    await target.close?.();
  }
}

const inProcess = (options: string, tier: Tier, name: string) =>
  verdictOf(reference(parseReference(options)), tier, name);

describe.each(Object.entries(VARIANTS))('%s', (name, { options, words }) => {
  const tags = SLOW.has(name) ? ['slow'] : [];
  test.runIf(options !== undefined)('conforms', { tags }, async () =>
    expect(await inProcess(options!, 'smoke', name)).toEqual(conforming(name)),
  );
  test.runIf(words !== undefined && requireTool('gcc'))('conforms in C', { tags: ['slow'] }, async () =>
    expect(await inC(words!, 'smoke', name)).toEqual(conforming(name)),
  );
});

const LAST = Object.keys(TOGETHER).at(-1);

describe.each(Object.entries(TOGETHER))('%s', { tags: ['slow'] }, (name, { options, words }) => {
  test('conforms at ci', async () => expect(await inProcess(options, 'ci', name)).toEqual(conforming(name)));
  // Most of what it takes is drawing the rest of the tier, so that one of them does.
  test.runIf(name === LAST)('gives no alarm in a hundredth of deep', async () => {
    const target = reference(parseReference(options));
    expect(await verdictOf(target, 'deep', name, { index: 1, count: 100 })).toMatchObject({ found: 0 });
  });
  test.runIf(words !== undefined && requireTool('gcc'))('conforms in C at ci', async () =>
    expect(await inC(words!, 'ci', name)).toEqual(conforming(name)),
  );
});
