/**
 * The section of the README followed to the letter; on every change examples.test.ts tries the same library.
 *
 * @module-tag slow
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { requireTool } from '../../require-tool.ts';

const ROOT = join(import.meta.dirname, '../../..');
const [, SECTION = ''] = readFileSync(join(ROOT, 'README.md'), 'utf8').split(/^## Try your C implementation.*$/m);
const [PAGE = ''] = SECTION.split(/^## /m);
const COMMAND = join(ROOT, 'dist/targets/main.js');

const folder = mkdtempSync(join(tmpdir(), 'kmcl-five-minutes-'));
afterAll(() => rmSync(folder, { recursive: true }));

function block(language: string): string {
  const [, text] = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(PAGE) ?? [];
  if (text === undefined) throw new Error(`the README's section has no block of ${language}`);
  return text;
}

/** The package as it lies in a project that has installed it. */
function install(): void {
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(ROOT, join(folder, 'node_modules/kmcl-conformance'));
  const command = `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`;
  writeFileSync(join(folder, 'node_modules/.bin/kmcl-conformance'), command, { mode: 0o755 });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
}

function follow(source: string): Promise<{ exitCode: number; output: string }> {
  writeFileSync(join(folder, 'channel.c'), source);
  return new Promise((resolve) => {
    execFile('sh', ['-ec', block('sh')], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

describe.runIf(requireTool('cc') && requireTool('npx'))(
  'five minutes with a C implementation, followed to the letter',
  () => {
    test('conforms, and no longer does with the fault that the page plants', async () => {
      if (!existsSync(COMMAND)) throw new Error('not built yet: npm run build');
      install();
      const honest = await follow(block('c'));
      expect(honest.output).toContain('20 checks: 17 ok, 0 problems, 3 not tried');
      expect(honest.output).toContain('CONFORMS');
      expect(honest.exitCode).toBe(0);

      const planted = block('c').replace(' || channel->was_enabled', '');
      expect(planted).not.toBe(block('c'));
      const faulty = await follow(planted);
      expect(faulty.output).toContain('refuse.enabled');
      expect(faulty.exitCode).toBe(1);
    });
  },
);
