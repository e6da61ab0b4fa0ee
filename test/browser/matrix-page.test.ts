/**
 * matrix.html as a person has it: twenty implementations in a real browser, with a mouse, with a keyboard alone, in the dark, on a
 * telephone, on paper, and read out.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { htmlReport } from '../../harness/report/files/html.ts';
import { matrixHtml } from '../../harness/report/matrix/matrix-html.ts';
import { matrixOf } from '../../harness/report/matrix/matrix.ts';
import type { Matrix } from '../../harness/report/matrix/matrix.ts';
import { rowTotal } from '../../harness/report/matrix/totals.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import { requireTool } from '../require-tool.ts';
import { CHROMIUM, launched, opened } from './browser.ts';
import type { Opened } from './browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SAMPLE = readFileSync(new URL('../report/sample-report.json', import.meta.url), 'utf8');

const EVIL = `\u202e</script><script>document.title='owned'</script><img src=x onerror="document.title='owned'">`;

/** One report, as another implementation would have it: every third a part, every fifth without offers, each with its own name. */
function implementation(index: number): Report {
  const report = JSON.parse(SAMPLE) as Report;
  report.target.name = index === 7 ? EVIL : index === 3 ? `a-${'very-'.repeat(30)}long-name` : `vmbus-${index}`;
  report.target.version = `1.${index}.0`;
  report.times.startedAt = `2026-01-${String(index + 1).padStart(2, '0')}T08:00:00.000Z`;
  if (index % 2 === 1) withoutFailures(report);
  if (index % 3 === 2) report.extent = { kind: 'shard', index: 0, count: 2 };
  for (const clause of report.clauses) {
    if (index % 5 === 4 && clause.id.startsWith('offer.')) clause.outcome = 'not-applicable';
  }
  return report;
}

function withoutFailures(report: Report): void {
  report.counterexamples = [];
  for (const clause of report.clauses) {
    Object.assign(clause, { outcome: clause.level === 'choice' ? 'choice' : 'pass', ways: [], waived: false });
  }
}

const REPORTS = Array.from({ length: 20 }, (_, index) => implementation(index));

/** The page, with that of the first report beside it. */
function written(matrix: Matrix): string {
  const folder = mkdtempSync(join(tmpdir(), 'kmcl-matrix-'));
  writeFileSync(join(folder, 'first.html'), htmlReport(JSON.stringify(REPORTS[0])));
  writeFileSync(join(folder, 'matrix.html'), matrixHtml(matrix));
  return join(folder, 'matrix.html');
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.length}, such as ${nodes[0]?.html}`);
}

describe.skipIf(!requireTool(CHROMIUM))('matrix.html', { tags: ['slow'] }, () => {
  const matrix = matrixOf(
    REPORTS,
    'implementations',
    REPORTS.map(() => 'first.html'),
  );
  const file = written(matrix);
  // Axe takes its time for each cell, and there are no other kinds of cells in more of them.
  const nine = written(matrixOf(REPORTS.slice(0, 9), 'implementations', ['first.html']));
  const series = written(matrixOf(REPORTS.slice(0, 4).map(named), 'series', ['first.html']));
  let browser: Browser;
  let shared: Opened;

  beforeAll(async () => {
    browser = await launched();
    shared = await opened(browser, file);
  });
  afterAll(async () => {
    await browser?.close();
  });

  const rowOf = (page: Page, id: string) =>
    page.locator('.grid tbody tr').filter({ hasText: new RegExp(`^${id.replace('.', '[.]')}`) });
  const rows = (page: Page) => page.locator('.grid tbody .opener').allInnerTexts();

  it('has the numbers of its reports', async () => {
    const { page } = shared;
    expect(await page.locator('.grid thead .column-head').count()).toBe(20);
    expect(await rows(page)).toHaveLength(matrix.clauses.length);
    for (const { id, cells } of matrix.clauses.slice(0, 5)) {
      const { verified, of } = rowTotal(cells, matrix.implementations);
      expect(await rowOf(page, id).locator('.total').innerText()).toBe(`${verified} of ${of}`);
      const words = await rowOf(page, id).locator('.word').allTextContents();
      expect(words.filter((word) => word === 'pass')).toHaveLength(verified);
    }
    const told = await page.locator('.implementation .sentence').allInnerTexts();
    expect(told).toEqual(REPORTS.map(({ verdict }) => verdict.sentence));
    expect(shared.complaints).toEqual([]);
    expect(shared.requests).toEqual([]);
  });

  it('keeps its heads in sight wherever it is scrolled to', async () => {
    const { page } = await opened(browser, file, { viewport: { width: 900, height: 700 } });
    const places = () =>
      page.evaluate(`(() => {
        const box = (found) => found.getBoundingClientRect();
        const grid = document.querySelector('.grid-scroll');
        const [outer, head, side] = [grid, grid.querySelector('thead th'), grid.querySelector('tbody th[scope="row"]')].map(box);
        return [Math.round(head.top - outer.top), Math.round(side.left - outer.left)];
      })()`);
    const before = await places();
    await page.evaluate(`document.querySelector('.grid-scroll').scrollTo(400, 500)`);
    expect(await page.evaluate(`document.querySelector('.grid-scroll').scrollTop`)).toBe(500);
    expect(await places()).toEqual(before);
    await page.context().close();
  });

  it('is narrowed by words and to differences, and the address keeps that', async () => {
    const { page } = await opened(browser, file);
    await page.locator('[name="find"]').fill('offer.a');
    expect(await rows(page)).toEqual(['offer.absent', 'offer.at-enable', 'offer.after-disable']);
    await page.locator('[name="find"]').fill('');
    await page.locator('[name="show"]').selectOption('differences');
    const differing = await rows(page);
    expect(differing).toContain('accept.unbounded');
    expect(differing).toContain('offer.absent');
    // A part that has it so far and a whole run that has it do not differ.
    expect(differing).not.toContain('refuse.null');
    await page.reload();
    expect(await rows(page)).toEqual(differing);
    await page.locator('[name="show"]').selectOption('broken');
    expect(await rows(page)).toEqual(['accept.unbounded', 'space.required']);
    await page.goBack();
    expect(await rows(page)).toEqual(differing);
    expect(page.url()).toContain('#only=differences');
    await page.context().close();
  });

  it('leads from a cell to the failure in its report', async () => {
    const { page } = await opened(browser, file);
    await rowOf(page, 'accept.unbounded').locator('a.cell-inner').first().click();
    await page.locator('#verdict h1').waitFor();
    expect(page.url()).toMatch(/first\.html#f=KM-63526FE6$/);
    await page.goBack();
    const cell = rowOf(page, 'held.set').locator('a.cell-inner').first();
    expect(await cell.getAttribute('href')).toBe('first.html#clause=held.set');
    expect(await cell.getAttribute('title')).toBe(`${matrix.implementations[0]!.label}: pass`);
    await page.context().close();
  });

  it('opens a clause to what each has to say of it', async () => {
    const { page } = shared;
    await page.locator('.causes .opener', { hasText: 'accept.unbounded' }).first().click();
    const more = await page.locator('.more-of-clause').innerText();
    expect(more).toContain('The page gives no upper bound');
    expect(more).toContain('vmbus-0 1.0.0');
    expect(page.url()).toContain('#clause=accept.unbounded');
    await rowOf(page, 'accept.unbounded').locator('.opener').click();
    expect(await page.locator('.more-of-clause').count()).toBe(0);
  });

  it('is used with the keyboard alone', { tags: ['slow'] }, async () => {
    const { page } = await opened(browser, file, { reducedMotion: 'reduce' });
    const focused = () => page.evaluate('document.activeElement.dataset.place');
    expect(await page.locator('[data-place][tabindex="0"]').count()).toBe(1);
    await page.locator('[data-place][tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    expect(await focused()).toBe('1 19');
    await page.keyboard.press('ArrowLeft');
    expect(await focused()).toBe('1 18');
    expect(await page.locator('[data-place][tabindex="0"]').getAttribute('data-place')).toBe('1 18');
    // What has the focus is not behind a head.
    await page.keyboard.press('Home');
    const isSeen = await page.evaluate(`(() => {
      const { left, right, top, bottom } = document.activeElement.getBoundingClientRect();
      return document.activeElement.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
    })()`);
    expect(isSeen).toBe(true);
    await page.keyboard.press('Enter');
    await page.waitForURL(/first\.html/);
    await page.context().close();
  });

  it('shows what a target says as text, and turns no text', async () => {
    const { page } = shared;
    const title = await page.locator('.implementation h3').nth(7).innerText();
    expect(title).toContain(`\\x202e</script><script>document.title='owned'`);
    expect(await page.title()).toBe('20 implementations · kmcl-conformance');
    expect(await page.locator('main img, main script').count()).toBe(0);
  });

  it.each([360, 768, 1440])('does not run over the side at %i pixels', async (width) => {
    for (const one of [file, series]) {
      const { page } = await opened(browser, one, { viewport: { width, height: 800 } });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await page.context().close();
    }
  });

  it.each(['light', 'dark'] as const)(
    'has no fault of accessibility in the %s',
    { tags: ['slow'] },
    async (colorScheme) => {
      for (const one of [nine, series]) {
        const { page } = await opened(browser, one, { colorScheme });
        await page.locator('.grid .opener').first().click();
        expect(await violations(page)).toEqual([]);
        await page.context().close();
      }
    },
  );

  it('shows its marks where colours are forced', { tags: ['slow'] }, async () => {
    const { page } = await opened(browser, file, { forcedColors: 'active' });
    const strokes = await page.evaluate(
      `[...new Set([...document.querySelectorAll('.grid tbody .mark')].map((mark) => getComputedStyle(mark).stroke))]`,
    );
    expect(strokes).toEqual(['rgb(0, 0, 0)']);
    await page.context().close();
  });

  it('prints all of the grid, without its controls', { tags: ['slow'] }, async () => {
    const { page } = await opened(browser, file, { viewport: { width: 1031, height: 700 } });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.grid-filter').isVisible()).toBe(false);
    const [inner, outer] = (await page.evaluate(
      `[document.querySelector('.grid').getBoundingClientRect().width, document.querySelector('main').clientWidth]`,
    )) as [number, number];
    expect(inner).toBeLessThanOrEqual(outer);
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.context().close();
  });

  it('draws a series, and says in words what it draws', async () => {
    const { page } = await opened(browser, series);
    const label = await page.getByRole('img', { name: /over 4 runs/ }).getAttribute('aria-label');
    expect(label).toContain('2026-01-01 08:00 UTC 1.0.0: 2 broken, 4 not verified');
    const changes = await page.locator('.steps-in-time li li').allInnerTexts();
    expect(changes.join('\n')).toMatch(/fixed\s+accept\.unbounded KM-63526FE6|not tried again\s+accept\.unbounded/);
    expect(await page.locator('.subject').innerText()).toBe('acme');
    await page.context().close();
  });
});

function named(report: Report): Report {
  return { ...report, target: { ...report.target, name: 'acme' } };
}
