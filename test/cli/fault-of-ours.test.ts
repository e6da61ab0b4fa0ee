/** What is thrown where nobody can catch it: exit code 70, with the report of what was seen by then. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compiled } from '../run-script.ts';
import { emptyFolder } from './kmcl.ts';

const TITLE = 'thrown in a callback, and the run under way %s: 70, with the report';
it.each(['goes on'])(TITLE, isTold);
it.each(['stays'])(TITLE, { tags: ['slow'] }, isTold);

async function isTold(how: string): Promise<void> {
  const cwd = emptyFolder();
  const words = [
    'run',
    '--target',
    'reference',
    '--tier',
    'smoke',
    '--seed',
    '1',
    '--deadline-ms',
    '500',
    '--out',
    'out',
  ];
  const ended = await new Promise<{ code: unknown; said: string }>((done) => {
    execFile(
      process.execPath,
      [compiled('test/cli/throws-in-callback.ts'), how, ...words],
      { cwd },
      (error, out, err) => done({ code: error?.code ?? 0, said: out + err }),
    );
  });
  expect(ended.said).toMatch(/this is a bug of kmcl-conformance[^]*SyntaxError/);
  const report = JSON.parse(readFileSync(join(cwd, 'out', 'report.json'), 'utf8'));
  expect(report.verdict.sentence).toMatch(
    /^INCONCLUSIVE.*the run ended early: interrupted by a bug of kmcl-conformance: SyntaxError/,
  );
  expect(report.gate.exitCode).toBe(2);
  expect(ended.code, ended.said).toBe(70);
}
