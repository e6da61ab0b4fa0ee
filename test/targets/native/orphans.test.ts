/** No child outlives the suite, however the suite is killed. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildLibrary } from '../../build-library.ts';
import { isAlive, livingChildren } from '../../living-children.ts';
import { requireTool } from '../../require-tool.ts';
import { nextLine, runScript } from '../../run-script.ts';

const TITLE = 'a parent that gets %s in the middle of a hanging call leaves no process behind';
test.runIf(requireTool('gcc')).each(['SIGKILL'] as const)(TITLE, leavesNone);
test.runIf(requireTool('gcc')).each(['SIGTERM', 'SIGINT'] as const)(TITLE, { tags: ['slow'] }, leavesNone);

async function leavesNone(signal: NodeJS.Signals): Promise<void> {
  const library = buildLibrary('c', join(import.meta.dirname, 'misbehaving.c'));
  const parent = runScript('test/targets/native/hanging-parent.ts', [library]);
  expect(await nextLine(parent)).toBe('hanging');
  const children = livingChildren(parent.pid);
  expect(children).toHaveLength(1);

  parent.kill(signal);
  await expect.poll(() => children.filter(isAlive), { timeout: 30_000 }).toEqual([]);
}
