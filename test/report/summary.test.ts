/**
 * `summary.md` as GitHub shows it: the sentence and the failures are seen without a click, nothing that a target says opens or closes
 * anything, and it is never so long that GitHub drops it.
 */
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { visible } from '../../harness/program/visible.ts';
import { appendStepSummary } from '../../harness/report/files/files.ts';
import { SUMMARY_BYTES_MAX, summaryMarkdown } from '../../harness/report/files/summary.ts';
import type { Report, ReportCounterexample } from '../../harness/report/report-schema.ts';
import { endedRuns } from './ended-runs.ts';

const runs = await endedRuns();
const reportOf = (name: string): Report => runs.find((run) => run.name === name)!.report;

/** The text without what is in fences, where everything is text. */
const outsideFences = (markdown: string) => markdown.replace(/^(`{3,})text\n.*?\n\1$/gms, '');

/** What is seen before anything is opened: heads of folds, and what is in none. */
function unopened(markdown: string): readonly string[] {
  let depth = 0;
  return outsideFences(markdown)
    .split('\n')
    .flatMap((line) => {
      const shown = depth === 0 && line !== '' ? [line] : [];
      depth += (line.match(/<details>/g) ?? []).length - (line.match(/<\/details>/g) ?? []).length;
      expect(depth).toBeGreaterThanOrEqual(0);
      return shown;
    });
}

const fromMarkdown = (words: string) => words.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

describe.each(runs.map(({ name, report }) => [name, report] as const))('of a run that %s', (_, report) => {
  const markdown = summaryMarkdown(report);
  const seen = unopened(markdown);

  it('the sentence comes first, then the failures, and then the rest', () => {
    expect(seen[0]).toMatch(/^## \S+ /);
    expect(fromMarkdown(seen[1]!)).toBe(`**${visible(report.verdict.sentence)}**`);
    const heads = seen.filter((line) => line.startsWith('<details><summary>'));
    const failures = heads.filter((line) => line.startsWith('<details><summary><b>'));
    expect(failures).toHaveLength(Math.min(10, report.counterexamples.length));
    expect(heads.slice(0, failures.length)).toEqual(failures);
    expect(seen.length).toBeLessThanOrEqual(3 + heads.length);
  });

  it('each failure is there once, with its program folded', () => {
    for (const one of report.counterexamples) {
      expect(
        markdown.match(new RegExp(`^<details><summary><b>.*${one.signature.id}</code></summary>$`, 'gm')),
      ).toHaveLength(1);
      expect(markdown).toContain(`\n  replay    ${one.replay}\n`);
    }
  });

  it('nothing of the target is markup, and all that is opened is closed', () => {
    const own = /<\/?(details|summary|b|code)>/g;
    expect(outsideFences(markdown).replace(own, '')).not.toMatch(/[<>]/);
    const count = (pattern: RegExp) => (outsideFences(markdown).match(pattern) ?? []).length;
    for (const name of ['details', 'summary', 'b', 'code'])
      expect(count(new RegExp(`<${name}>`, 'g'))).toBe(count(new RegExp(`</${name}>`, 'g')));
    expect(markdown.match(/^`{3,}/gm)?.length ?? 0).toBeGreaterThanOrEqual(2 * report.counterexamples.length);
  });
});

const [known] = reportOf('breaks what the baseline knows').counterexamples;
const [counting] = reportOf('breaks a MUST').counterexamples;
const manyOf = (one: ReportCounterexample, count: number, message?: string): ReportCounterexample[] =>
  Array.from({ length: count }, (_, index) => ({
    ...one,
    ...(message === undefined ? {} : { message }),
    signature: { ...one.signature, id: `KM-${String(index).padStart(8, '0')}` },
  }));

it('what counts is seen before what is known, and the eleventh is in a fold', () => {
  const report = { ...reportOf('breaks a MUST'), counterexamples: [...manyOf(known!, 12), counting!] };
  const seen = unopened(summaryMarkdown(report)).filter((line) => line.startsWith('<details><summary>'));
  expect(seen[0]).toContain(counting!.signature.id);
  expect(seen[10]).toBe('<details><summary>3 more failures</summary>');
});

describe('what is too long for GitHub', () => {
  it.each([
    [
      'a thousand failures',
      (report: Report) => ({ ...report, counterexamples: manyOf(counting!, 1_000, 'x '.repeat(2_000)) }),
    ],
    [
      'a failure of a megabyte',
      (report: Report) => ({ ...report, counterexamples: manyOf(counting!, 2, '`'.repeat(1 << 20)) }),
    ],
  ])('%s is counted, and the rest is shown', (_, change) => {
    const report = change(reportOf('breaks a MUST'));
    const markdown = summaryMarkdown(report);
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(SUMMARY_BYTES_MAX);
    const shown = report.counterexamples.filter(({ signature }) => markdown.includes(signature.id)).length;
    const [, left] = /^(\d+) parts? of this would be too long for GitHub/m.exec(markdown)!;
    const folds = ['How it was tried', 'Clauses:'].filter((head) => !markdown.includes(`<summary>${head}`)).length;
    expect(shown + Number(left) - folds).toBe(report.counterexamples.length);
    expect(unopened(markdown)[1]).toBe('**DOES NOT CONFORM: refuse.both-zero &#40;MUST&#41;**');
  });

  it('a name and a sentence of a megabyte are cut', () => {
    const report = reportOf('breaks a MUST');
    const huge = '<\u001b'.repeat(1 << 19);
    const markdown = summaryMarkdown({
      ...report,
      target: { ...report.target, name: huge },
      verdict: { ...report.verdict, sentence: `TARGET UNUSABLE: ${huge}` },
    });
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(SUMMARY_BYTES_MAX);
    expect(unopened(markdown)[1]).toMatch(/^\*\*TARGET UNUSABLE: .*\.\.\.\*\*$/);
  });
});

describe('the page of a GitHub job', () => {
  const before = process.env['GITHUB_STEP_SUMMARY'];
  afterEach(() => {
    if (before === undefined) delete process.env['GITHUB_STEP_SUMMARY'];
    else process.env['GITHUB_STEP_SUMMARY'] = before;
  });
  const page = (bytes: number) => {
    const file = join(mkdtempSync(join(tmpdir(), 'kmcl-step-')), 'summary.md');
    writeFileSync(file, 'x'.repeat(bytes));
    process.env['GITHUB_STEP_SUMMARY'] = file;
    return file;
  };

  it('holds what several runs of one step say, and no more than GitHub takes', async () => {
    const file = page(SUMMARY_BYTES_MAX - 1_500);
    await appendStepSummary(reportOf('breaks a MUST'));
    expect(readFileSync(file, 'utf8')).toContain('DOES NOT CONFORM: refuse.both-zero');
    expect(readFileSync(file, 'utf8')).toMatch(/\d parts? of this would be too long/);
    expect(statSync(file).size).toBeLessThanOrEqual(SUMMARY_BYTES_MAX);
  });

  it('says so where it is full, and stays as it is', async () => {
    const file = page(SUMMARY_BYTES_MAX - 100);
    await expect(appendStepSummary(reportOf('conforms'))).rejects.toThrow('has no room left for it');
    expect(statSync(file).size).toBe(SUMMARY_BYTES_MAX - 100);
  });
});
