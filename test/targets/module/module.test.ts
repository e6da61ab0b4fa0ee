/** Modules as targets: what they answer, how they end, and what cannot be loaded. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Call } from '../../../spec/call.ts';
import type { Program, Target } from '../../../harness/target.ts';
import { TargetFailure } from '../../../harness/target.ts';
import type { IsolationOptions } from '../../../targets/isolated/isolation-options.ts';
import { openModule } from '../../../targets/module/module.ts';
import { thrownWords } from '../../../targets/module/thrown-words.ts';
import { watchChildren } from '../../living-children.ts';
import { MISDEEDS } from './modules/misbehaving.ts';

const childrenLeft = watchChildren();

const ALLOCATE: Call = { kind: 'allocate', channel: 0, endpoint: 'server' };

function setting(amount: number): Program {
  return [
    ALLOCATE,
    { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: amount, mmioMegabytesOptional: 0 },
    { kind: 'readReservation', channel: 0 },
    { kind: 'cleanup', channel: 0 },
  ];
}

const HANG_MS = 1_500;

let opened: Target | undefined;

async function open(name: string, options: Partial<IsolationOptions> = {}): Promise<Target> {
  opened = await openModule(join(import.meta.dirname, 'modules', name), { deadlineMs: 30_000, ...options });
  return opened;
}

async function failureOf(running: Promise<unknown>): Promise<TargetFailure> {
  const outcome = await running.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(TargetFailure);
  return outcome as TargetFailure;
}

afterEach(async () => {
  await opened?.close?.();
  opened = undefined;
  expect(childrenLeft()).toEqual([]);
});

test('a module answers, the extremes of every range included', async () => {
  const target = await open('misbehaving.ts');
  expect(target.info).toEqual({ name: 'misbehaving', version: '1', capabilities: ['reservation', 'mmio-space'] });
  expect(await target.run([ALLOCATE, { kind: 'readReservation', channel: 0 }])).toEqual([
    { kind: 'status', status: 0 },
    { kind: 'reservation', mmioMegabytes: 65_535, mmioMegabytesOptional: 0 },
  ]);
  expect(await target.run([ALLOCATE, { kind: 'getMmioSpace', channel: 0 }])).toEqual([
    { kind: 'status', status: 0 },
    { kind: 'space', address: 2n ** 63n, size: 2n ** 64n - 1n },
  ]);
});

test('a default export in plain JavaScript is a target too', async () => {
  const target = await open('plain.mjs');
  expect(target.info.name).toBe('plain');
  expect(await target.run([{ kind: 'disable', channel: 0 }])).toEqual([{ kind: 'nothing' }]);
});

test('a module has this very package under its names, where nothing is installed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kmcl-module-'));
  writeFileSync(
    join(folder, 'target.ts'),
    `import { TargetFailure } from 'kmcl-conformance';
    import { catalog } from 'kmcl-conformance/targets';
    const opened = await catalog.open('reference', { deadlineMs: 1_000 });
    export default { info: opened.info, run: () => { throw new TargetFailure('adapter-fault', 'mine'); } };`,
  );
  const target = (opened = await openModule(join(folder, 'target.ts'), { deadlineMs: 30_000 }));
  expect(target.info).toMatchObject({ name: 'reference' });
  expect(await failureOf(target.run([ALLOCATE]))).toMatchObject({ kind: 'adapter-fault', message: 'mine' });
});

describe(
  'among 300 good programs, the one that ends its process is blamed, at its call, and the rest are answered',
  { tags: ['slow'] },
  () => {
    test.each([
      ['exit', 'crash', 1, 'exited with code 7'],
      ['exitWell', 'crash', 1, 'exited with code 0'],
      ['abort', 'crash', 1, 'SIGABRT'],
      ['hang', 'timeout', 1, `no answer from the module within ${HANG_MS} ms`],
      ['never', 'timeout', 1, `no answer from the module within ${HANG_MS} ms`],
      ['throw', 'crash', 1, 'out of address space'],
      ['stdout', 'adapter-fault', 1, 'eight megabytes'],
      ['memory', 'crash', 1, 'past the limit of 600 MiB'],
      ['fraction', 'adapter-fault', 1, 'status must be an integer from 0 to 4294967295, was 0.5'],
      ['tooLarge', 'adapter-fault', 1, 'mmioMegabytes must be an integer from 0 to 65535, was 70000'],
      ['notBigint', 'adapter-fault', 1, 'address must be a bigint'],
      ['wrongKind', 'adapter-fault', 1, 'setMmioMegabytes, cannot be answered with no-offer'],
      ['missing', 'adapter-fault', 1, 'is undefined and not an object'],
    ] as const)('%s', async (misdeed, kind, answered, words) => {
      // Only what hangs is waited for to the end; the others have time, however busy the machine is.
      const deadlineMs = kind === 'timeout' ? HANG_MS : 60_000;
      const target = await open('misbehaving.ts', { memoryBytesMax: 600 * 2 ** 20, deadlineMs });
      const programs = Array.from({ length: 300 }, (_, index) => setting(index === 200 ? MISDEEDS[misdeed] : index));
      const outcomes = await Promise.allSettled(programs.map((program) => target.run(program)));
      const failed = outcomes.flatMap((outcome, index) =>
        outcome.status === 'rejected' ? [[index, outcome.reason]] : [],
      );
      expect(failed.map(([index]) => index)).toEqual([200]);
      const failure = failed[0]?.[1] as TargetFailure;
      expect(failure.kind).toBe(kind);
      expect(failure.message).toContain(words);
      expect(failure.answered).toBe(answered);
    });
  },
);

test('an exception is told with the file and line of the module, and no frame of ours', async () => {
  const target = await open('misbehaving.ts');
  const failure = await failureOf(target.run(setting(MISDEEDS.throw)));
  const file = 'test/targets/module/modules/misbehaving.ts';
  const line = readFileSync(file, 'utf8').split("throw new Error('out of")[0]!.split('\n').length;
  const [title, first, second, ...more] = failure.message.split('\n');
  expect(title).toBe('Error: out of address space');
  expect(first).toMatch(new RegExp(`^    at misbehave \\(${file}:${line}:\\d+\\)$`));
  expect(second).toMatch(new RegExp(`^    at .*perform \\(${file}:\\d+:\\d+\\)$`));
  expect(more).toEqual([]);
  expect(failure).toMatchObject({ kind: 'crash', answered: 1 });
});

test.each([
  ['no error', 'a plain string', 'threw a plain string'],
  ['a stack that is no text', Object.assign(new Error('odd'), { stack: 5 }), 'Error: odd'],
  ['a message that looks like a frame', withStack(new Error('a\n    at b'), []), 'Error: a\n    at b'],
  [
    'frames of Node, of what loads it, and behind the caller',
    withStack(new TypeError('x'), [
      'at async f (file:///elsewhere/a%20b.ts:1:2)',
      'at new Promise (<anonymous>)',
      'at node:internal/x:1:1',
      `at ${process.cwd()}/g.ts:3:4`,
      'at run (/p/node_modules/kmcl-conformance/dist/harness/target.js:9:9)',
      'at behind (/elsewhere/c.ts:1:1)',
    ]),
    'TypeError: x\n    at async f (/elsewhere/a b.ts:1:2)\n    at g.ts:3:4',
  ],
])('%s in words', (_, thrown, words) => {
  expect(thrownWords(thrown)).toBe(words);
});

function withStack(error: Error, frames: readonly string[]): Error {
  error.stack = [`${error.name}: ${error.message}`, ...frames.map((frame) => `    ${frame}`)].join('\n');
  return error;
}

test('programs that are slow one by one are not taken for a hang', { tags: ['slow'] }, async () => {
  const target = await open('misbehaving.ts', { deadlineMs: 1_000 });
  // 60 runs of 20 ms each.
  const runs = Array.from({ length: 60 }, () => target.run(setting(MISDEEDS.later)));
  expect(await Promise.all(runs)).toHaveLength(60);
});

test('after the restart budget every run is refused with a reason', { tags: ['slow'] }, async () => {
  const target = await open('misbehaving.ts', { restartsMax: 3 });
  for (let death = 0; death < 3; death += 1) {
    expect((await failureOf(target.run(setting(MISDEEDS.exit)))).kind).toBe('crash');
  }
  const failure = await failureOf(target.run(setting(1)));
  expect(failure.kind).toBe('unusable');
  expect(failure.message).toBe('the module ended 3 processes; no more are started');
});

const UNUSABLE = '%s is unusable';
test.each([
  ['none.ts', 'there is no module'],
  ['.', 'is not a file'],
  ['throws-when-loaded.ts', 'no hypervisor here'],
  ['no-run.ts', 'it has no function `run`'],
  ['exits-when-loaded.ts', 'while it was being loaded, the process of the module exited with code 3'],
])(UNUSABLE, isUnusable);

test.each([
  ['throws-when-called.ts', 'no licence'],
  ['../../../../README.md', 'is no module in JavaScript or TypeScript by its ending'],
  ['exports-nothing.ts', 'exports neither `target` nor a default'],
  ['number-for-name.ts', 'info.name must be a string, was 8'],
  ['unknown-capability.ts', 'no capability is called "telepathy"'],
  ['talks-when-loaded.ts', 'while it was being loaded, the module wrote to stdout'],
])(UNUSABLE, { tags: ['slow'] }, isUnusable);

async function isUnusable(name: string, words: string): Promise<void> {
  const failure = await failureOf(open(name));
  expect(failure.kind).toBe('unusable');
  expect(failure.message).toContain(words);
}

test('a run that was still under way when the target was closed is told so', async () => {
  const target = await open('misbehaving.ts');
  const running = failureOf(target.run(setting(MISDEEDS.never)));
  await new Promise((resolve) => setTimeout(resolve, 50));
  await target.close?.();
  expect(await running).toMatchObject({ kind: 'unusable', message: 'the target was closed' });
});
