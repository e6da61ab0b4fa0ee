/**
 * The section of docs/native.md followed to the letter in a folder of the clone (installed.test.ts does so where the package is installed), and
 * the build lines at the top of the examples; on every change examples.test.ts tries the same library.
 *
 * @module-tag slow
 */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { NODE_HEADERS, requireNodeHeaders } from '../../node-headers.ts';
import { requireTool } from '../../require-tool.ts';

const ROOT = join(import.meta.dirname, '../../..');
const [, SECTION = ''] = readFileSync(join(ROOT, 'docs/native.md'), 'utf8').split(/^## Try your C implementation.*$/m);
const [PAGE = ''] = SECTION.split(/^## /m);
const COMMAND = join(ROOT, 'dist/targets/main.js');
const CACHE = join(ROOT, '.cache');

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function folderIn(parent: string): string {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'kmcl-five-minutes-'));
  folders.push(folder);
  return folder;
}

const blocks = (language: string) =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(([, text]) => text!);

/** With an empty home, and no registry to fetch anything from. */
function shell(script: string, cwd: string): Promise<{ exitCode: number; output: string }> {
  const clean = {
    HOME: folderIn(tmpdir()),
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_fetch_retries: '0',
    // A tool chain may lie in somebody's home.
    RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup'),
  };
  return new Promise((resolve) => {
    execFile('sh', ['-ec', script], { cwd, env: { ...process.env, ...clean } }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

describe.runIf(requireTool('cc') && requireTool('npx'))(
  'five minutes with a C implementation, followed to the letter',
  () => {
    test('in a folder of the clone it conforms, and no longer does with the fault that the page plants', async () => {
      if (!existsSync(COMMAND)) throw new Error('not built yet: npm run build');
      const cwd = folderIn(CACHE);
      const [start, build] = blocks('sh');
      const [source] = blocks('c');
      expect(await shell(start!, cwd)).toMatchObject({ exitCode: 0 });
      writeFileSync(join(cwd, 'channel.c'), source!);
      const honest = await shell(build!, cwd);
      expect(honest.output).toContain('23 checks: 19 ok, 0 problems, 0 warnings, 4 not tried');
      expect(honest.output).toContain('CONFORMS');
      expect(honest.exitCode).toBe(0);

      const planted = source!.replace(' || channel->was_enabled', '');
      expect(planted).not.toBe(source);
      writeFileSync(join(cwd, 'channel.c'), planted);
      const faulty = await shell(build!, cwd);
      expect(faulty.output).toContain('refuse.enabled');
      expect(faulty.exitCode).toBe(1);
    });
  },
);

describe('the line at the top of an example builds it', () => {
  test.each(
    [
      ['c/channel.c', 'cc'],
      ['cpp/channel.cpp', 'c++'],
      ['rust/channel.rs', 'cargo'],
      ['addon/channel.c', 'cc'],
    ].filter(([file, tool]) => requireTool(tool!) && (file !== 'addon/channel.c' || requireNodeHeaders())),
  )('%s', async (file, tool) => {
    const copy = folderIn(tmpdir());
    for (const part of ['native', 'examples', 'kits'])
      cpSync(join(ROOT, 'targets', part), join(copy, part), { recursive: true });
    const line = readFileSync(join(copy, 'examples', file!), 'utf8').match(
      new RegExp(`^\\W+(${tool!.replaceAll('+', '\\+')} .*)$`, 'm'),
    )![1]!;
    const built = await shell(
      line.replace('NODE/include/node', NODE_HEADERS ?? ''),
      join(copy, 'examples', file!, '..'),
    );
    expect(built).toEqual({ exitCode: 0, output: '' });
  });
});
