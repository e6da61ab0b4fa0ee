/**
 * The report on paper: a certificate that is one page whatever the run came to, and behind it the failures without gaps. A page's text
 * is looked at in the browser, the number of pages in the PDF.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateRows } from '../../harness/report/page/certificate-rows.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import { emptyFolder, kmcl } from '../cli/kmcl.ts';
import { endedRuns } from '../report/ended-runs.ts';
import { requireTool } from '../require-tool.ts';
import { CHROMIUM, launched, opened, written } from './browser.ts';

const runs = await endedRuns();
const reportOf = (name: string) => runs.find((run) => run.name === name)!.report;

it('a certificate names every clause, each strategy and choice, and what the gate was by, however the run ended', () => {
  for (const { name, report } of runs) {
    const rows = certificateRows(report);
    const said = (row: string) => rows.find((one) => one.name === row)?.lines.join('\n') ?? '';
    const { scope } = report.verdict;
    expect(said('Scope'), name).toContain(`${scope.verified.length} of ${scope.clausesTotal} clauses verified`);
    for (const id of [...scope.broken, ...scope.notVerified, ...scope.notClaimed, ...scope.deselected])
      expect(said('Scope'), name).toContain(id);
    for (const { id, waived } of report.clauses) if (waived) expect(said('Scope'), name).toContain(id);
    for (const { id, answer } of report.choices) expect(said('Choices'), name).toContain(`${id} ${answer}`);
    for (const { name: strategy } of report.strategies) expect(said('Strategies'), name).toContain(`${strategy}, `);
    for (const { message } of scope.unrepeated) expect(said('Limits'), name).toContain(message);
    if (scope.cutShort !== undefined) expect(said('Limits'), name).toContain(scope.cutShort);
    expect(said('Gate'), name).toContain(`exit code ${report.gate.exitCode}, level should`);
    expect(rows.filter(({ lines }) => lines.length === 0)).toEqual([]);
  }
});

it('a part of a run has no guarantee on a certificate, and no strength', () => {
  const lines = certificateRows(reportOf('is one part of three')).flatMap((row) => row.lines);
  expect(lines).toContain('part 1 of 3: no verdict before the parts are merged');
  expect(lines.filter((line) => line.startsWith('strength not stated'))).toHaveLength(1);
  expect(lines.filter((line) => line.endsWith('a part of it, which guarantees nothing')).length).toBeGreaterThan(1);
});

/** A page between its margins, in CSS pixels. */
const inPixels = (mm: number) => Math.floor((mm / 25.4) * 96);
const PAPER = {
  A4: { width: inPixels(210 - 30), height: inPixels(297 - 30) },
  Letter: { width: inPixels(215.9 - 30), height: inPixels(279.4 - 30) },
} as const;

async function pagesOf(page: Page, format: keyof typeof PAPER): Promise<number> {
  const pdf = await page.pdf({ format });
  return (pdf.toString('latin1').match(/\/Type ?\/Page\b(?!s)/g) ?? []).length;
}

describe.skipIf(!requireTool(CHROMIUM))('on paper', { tags: ['slow'] }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launched();
  });
  afterAll(async () => {
    await browser?.close();
  });

  /** As it would be laid out on paper of one width, without an end. */
  async function onPaper(file: string, format: keyof typeof PAPER = 'A4') {
    const viewport = { width: PAPER[format].width, height: 900 };
    const { page, complaints } = await opened(browser, file, { viewport });
    await page.emulateMedia({ media: 'print' });
    await page.locator('.certificate').waitFor();
    return { page, complaints };
  }

  it.each([
    ['conforms', 'A4'],
    ['breaks what the baseline knows', 'A4'],
    ['leaves much open', 'Letter'],
    ['crashes', 'Letter'],
  ] as const)(
    'a run that %s is one page of certificate on %s, and the screen is not printed',
    { tags: ['slow'] },
    async (name, format) => {
      const report: Report = { ...reportOf(name), counterexamples: [] };
      const { page, complaints } = await onPaper(written(report), format);
      expect(await page.locator('#page').isVisible()).toBe(false);
      const certificate = page.locator('.certificate');
      expect((await certificate.boundingBox())!.height).toBeLessThanOrEqual(PAPER[format].height);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PAPER[format].width);
      expect(await certificate.locator('h1').innerText()).toBe(report.verdict.sentence);
      expect(await pagesOf(page, format)).toBe(1);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it('its hash is that of the file that lies beside it', async () => {
    const cwd = emptyFolder();
    await kmcl(['--target', 'reference', '--tier', 'smoke', '--seed', '1', '--out', 'out'], { cwd });
    const { page } = await onPaper(join(cwd, 'out', 'report.html'));
    const file = readFileSync(join(cwd, 'out', 'report.json'));
    expect(await page.locator('.certificate dd code').innerText()).toBe(
      createHash('sha256').update(file).digest('hex'),
    );
    await page.context().close();
  });

  it(
    '36 failures stand behind it, each with its program, and leave no page half empty',
    { tags: ['slow'] },
    async () => {
      const report = reportOf('breaks what the baseline knows');
      const [one] = report.counterexamples;
      const long = Array.from({ length: 40 }, (_, index) => ({
        ...one!.steps[1]!,
        call: `setMmioMegabytes 0 ${index} 1`,
      }));
      const counterexamples = Array.from({ length: 36 }, (_, index) => ({
        ...one!,
        steps: index % 3 === 0 ? long : one!.steps,
        signature: { ...one!.signature, id: `KM-${String(index).padStart(8, '0')}` },
      }));
      const { page } = await onPaper(written({ ...report, counterexamples }));
      const appendix = page.locator('.appendix');
      const text = await appendix.innerText();
      for (const { signature } of counterexamples) expect(text).toContain(`signature ${signature.id}`);
      expect(text.match(/Waived as known-failure: /g)).toHaveLength(36);
      const { height } = (await appendix.boundingBox())!;
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PAPER.A4.width);
      // As many pages as the lines fill: only a heading may go to the next one with its first lines.
      const pages = (await pagesOf(page, 'A4')) - 1;
      expect(pages).toBeGreaterThan(5);
      expect(pages).toBeLessThanOrEqual(Math.ceil((height / PAPER.A4.height) * 1.08));
      await page.context().close();
    },
  );
});
