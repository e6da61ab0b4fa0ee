/**
 * Files from strangers: each is refused within a second, with a short message, and nothing hangs or is read to its end.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FILE_BOUNDS, parseJson, problemLines, readBounded } from '../../harness/program/bounded-file.ts';
import { UsageError } from '../../harness/usage-error.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'kmcl-bounded-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));
const at = (name: string) => join(FOLDER, name);

function prepare(): void {
  execFileSync('mkfifo', [at('fifo')]);
  mkdirSync(at('folder'));
  writeFileSync(at('large'), '');
  truncateSync(at('large'), 2 ** 30);
  writeFileSync(at('latin-1'), Buffer.from([0x61, 0xe9, 0x62]));
  symlinkSync(at('circle'), at('circle'));
  symlinkSync('/dev/zero', at('zero'));
  writeFileSync(at('good'), 'allocate 0 server\n');
}
prepare();

describe('a file', () => {
  it.each([
    ['fifo', /no regular file/],
    ['folder', /it is a folder/],
    ['large', /larger than 1 MiB/],
    ['latin-1', /not UTF-8/],
    ['circle', /links go in a circle/],
    ['zero', /no regular file/],
    ['missing', /no such file/],
    ['good/below', /no such file/],
  ])('%s is refused at once', async (name, words) => {
    const began = performance.now();
    await expect(readBounded(at(name), FILE_BOUNDS.program)).rejects.toThrow(words);
    await expect(readBounded(at(name), FILE_BOUNDS.program)).rejects.toBeInstanceOf(UsageError);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('under /proc is read within its bound', async () => {
    await expect(readBounded('/proc/self/maps', { noun: 'program', bytesMax: 16 })).rejects.toThrow(/larger/);
    await expect(readBounded('/proc/kcore', FILE_BOUNDS.program)).rejects.toThrow(UsageError);
  });

  it('that is as it should be is read', async () => {
    expect(await readBounded(at('good'), FILE_BOUNDS.program)).toBe('allocate 0 server\n');
  });
});

describe('JSON', () => {
  it('is refused where it is nested too deep, before it is parsed', () => {
    expect(() => parseJson('['.repeat(100_000), 'x.json')).toThrow(/^x\.json: its JSON is nested more than 64 deep/);
    expect(parseJson(`"${'['.repeat(100)}\\""`, 'x.json')).toBe(`${'['.repeat(100)}"`);
  });

  it('is refused where it names a prototype', () => {
    expect(() => parseJson('{"a":{"__proto__":{"x":1}}}', 'x.json')).toThrow(/__proto__/);
  });

  it('is refused where it is none, and the file is named', () => {
    expect(() => parseJson('{"a":}', 'x.json')).toThrow(/^x\.json: Unexpected token/);
  });
});

it('tells ten problems, and counts the others', () => {
  const issues = Array.from({ length: 13 }, (_, index) => ({ message: 'no number', path: ['rows', index, 'n'] }));
  const lines = problemLines(issues).split('\n');
  expect(lines).toHaveLength(11);
  expect(lines[0]).toBe('  rows.0.n: no number');
  expect(lines[10]).toBe('  and 3 more');
});
