/**
 * Long by its nature: memory has to be given time to grow.
 *
 * @module-tag slow
 */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildLibrary } from '../../build-library.ts';
import { requireTool } from '../../require-tool.ts';
import { nextLine, runScript } from '../../run-script.ts';

/** After the first half, in which V8 makes its heap as large as it wants it. Growth of six bytes a call would be more than this. */
const GROWTH_MIB_MAX = 24;

test.runIf(requireTool('gcc'))('1,000,000 programs leave both processes as large as 500,000 did', async () => {
  const library = buildLibrary('c', join(import.meta.dirname, '../../../targets/examples/c/channel.c'));
  const script = runScript('test/targets/native/flat-memory.ts', [library], ['--expose-gc']);
  const samples: { harness: number; child: number }[] = JSON.parse(await nextLine(script));
  const [start, middle, end] = [samples[10], samples[15], samples.at(-1)];
  process.stdout.write(`resident MiB, start, middle and end: ${JSON.stringify([start, middle, end])}\n`);
  if (start === undefined || middle === undefined || end === undefined) throw new Error('too few samples');
  for (const who of ['harness', 'child'] as const) {
    expect(middle[who] - start[who]).toBeLessThan(GROWTH_MIB_MAX);
    expect(end[who] - start[who]).toBeLessThan(GROWTH_MIB_MAX);
  }
});
