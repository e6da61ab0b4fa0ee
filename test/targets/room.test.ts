/** The room that a target states is known on this side, however the target is reached. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { judge } from '../../harness/judge/judge.ts';
import { claimsOf } from '../../harness/judge/claims.ts';
import { COMPLETE } from '../../harness/execute/trace.ts';
import { parseProgram } from '../../harness/program/program.ts';
import type { Target } from '../../harness/target.ts';
import { catalog } from '../../targets/catalog.ts';
import { buildLibrary } from '../build-library.ts';
import { emptyFolder } from '../cli/kmcl.ts';
import { watchChildren } from '../living-children.ts';
import { requireTool } from '../require-tool.ts';

const childrenLeft = watchChildren();
afterEach(() => {
  delete process.env['KMCL_VARIANT'];
  expect(childrenLeft()).toEqual([]);
});

const ROOT = join(import.meta.dirname, '../..');
const SERVED = `stdio:node ${join(ROOT, 'dist/targets/main.js')} serve --listen stdio: --target reference:room=512`;
const TOO_MUCH = parseProgram('allocate 0 server\nsetMmioMegabytes 0 513 0\nenable 0\nguestOpen 0\ngetMmioSpace 0');

function moduleWith(room: string): string {
  const file = join(emptyFolder(), 'mine.mjs');
  const info = `{ name: 'mine', version: '1', capabilities: [], roomMegabytes: ${room} }`;
  writeFileSync(file, `export default { info: ${info}, run: async () => [] };`);
  return `module:${file}`;
}

async function opened(name: string, look: (target: Target) => unknown): Promise<void> {
  const target = await catalog.open(name, { deadlineMs: 10_000 });
  try {
    await look(target);
  } finally {
    await target.close?.();
  }
}

async function findsNone(target: Target): Promise<void> {
  expect(target.info.roomMegabytes).toBe(512);
  const trace = { program: TOO_MUCH, responses: await target.run(TOO_MUCH), end: COMPLETE };
  expect(trace.responses.at(-1)).toEqual({ kind: 'space', address: 0n, size: 0n });
  expect(judge(trace, { reading: 'documented', ...claimsOf(target.info) }).findings).toEqual([]);
  const { capabilities } = claimsOf(target.info);
  expect(judge(trace, { reading: 'documented', capabilities }).findings).toMatchObject([{ clause: 'space.required' }]);
}

it('by name, and behind serve', async () => {
  await opened('reference:room=512', findsNone);
  await opened(SERVED, findsNone);
  await opened('reference', ({ info }) => expect(info.roomMegabytes).toBeUndefined());
});

it.runIf(requireTool('gcc'))('by a library, and not by one of an older header', { tags: ['slow'] }, async () => {
  process.env['KMCL_VARIANT'] = 'room=512';
  await opened(`native:${buildLibrary('c', join(import.meta.dirname, 'native/variants.c'))}`, findsNone);
  const older = buildLibrary('c', join(import.meta.dirname, 'native/misbehaving.c'), {
    flags: ['-DDESCRIPTION_SIZE=32'],
  });
  await opened(`native:${older}`, ({ info }) => expect(info.roomMegabytes).toBeUndefined());
});

it('by a module, which has to give a whole number', async () => {
  await opened(moduleWith('64'), ({ info }) => expect(info.roomMegabytes).toBe(64));
  await expect(catalog.open(moduleWith('0.5'), { deadlineMs: 10_000 })).rejects.toThrow(
    /roomMegabytes must be a whole number/,
  );
});
