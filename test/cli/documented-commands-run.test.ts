/**
 * The commands of the documents as they stand there, one after the other in an empty folder: those that documented-commands.yaml leaves
 * to this test.
 *
 * @module-tag slow
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireTool } from '../require-tool.ts';
import { ROOT, TABLE, wordsOf } from './documented-commands.ts';
import type { Row } from './documented-commands.ts';
import { emptyFolder, kmcl } from './kmcl.ts';
import { filled, FILLINGS } from './stub-fillings.ts';

const folder = emptyFolder();

/** What somebody with an implementation puts there. */
function fill(language: string, cwd: string): void {
  if (language === 'readme') {
    const [, module] = /```ts\n(import \{ fromSession[^]*?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))!;
    return writeFileSync(join(cwd, 'my-target.ts'), module!);
  }
  const filling = FILLINGS[language]!;
  const file = join(cwd, filling.file);
  writeFileSync(file, filled(readFileSync(file, 'utf8'), filling));
}

async function ended({ command, as = command }: Row, cwd: string): Promise<readonly [exitCode: number, said: string]> {
  if (!as.startsWith('kmcl-conformance ')) return [0, execFileSync('sh', ['-c', as], { cwd, encoding: 'utf8' })];
  const env = { HOME: join(folder, 'home'), KMCL_TIER: 'smoke' };
  const { exitCode, stdout, stderr } = await kmcl(wordsOf(as).slice(1), { cwd, env });
  return [exitCode, stdout + stderr];
}

describe.runIf(requireTool('cc') && requireTool('python3'))('in an empty folder, with a clean home', () => {
  it.each(TABLE.filter(({ exit }) => exit !== undefined))('$command', async (row) => {
    const cwd = join(folder, row.in ?? '.');
    mkdirSync(cwd, { recursive: true });
    for (const [name, content] of Object.entries(row.write ?? {})) writeFileSync(join(cwd, name), content);
    if (row.fill !== undefined) fill(row.fill, cwd);
    const [exitCode, said] = await ended(row, cwd);
    expect(said).toContain(row.says ?? '');
    expect(exitCode, said).toBe(row.exit);
  });
});
