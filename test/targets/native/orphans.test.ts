import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { buildLibrary } from '../../buildLibrary.ts';
import { isAlive, livingChildren } from '../../livingChildren.ts';
import { requireTool } from '../../requireTool.ts';
import { nextLine, runScript } from '../../runScript.ts';

test.runIf(requireTool('gcc')).each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'a parent that gets %s in the middle of a hanging call leaves no process behind after two seconds',
  { timeout: 20_000 },
  async (signal) => {
    const library = buildLibrary('c', join(import.meta.dirname, 'misbehaving.c'));
    const parent = runScript(join(import.meta.dirname, 'hangingParent.ts'), [library]);
    expect(await nextLine(parent)).toBe('hanging');
    const children = livingChildren(parent.pid);
    expect(children).toHaveLength(1);

    parent.kill(signal);
    const deadline = performance.now() + 2_000;
    while (children.some(isAlive) && performance.now() < deadline) await delay(20);
    expect(children.filter(isAlive)).toEqual([]);
  },
);
