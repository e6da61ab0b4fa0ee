/**
 * What a target says is text. A target of this file says scripts, ends of elements and patterns of replacement wherever it
 * can say anything, and a big one says very much.
 */
import { statSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { htmlReport } from '../../harness/report/files/html.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import { visible } from '../../harness/program/visible.ts';
import { requireTool } from '../require-tool.ts';
import { acmeBus } from './acme-bus.ts';
import { CHROMIUM, launched, opened, written } from './browser.ts';
import { reportOn } from './reports.ts';

const NAME = `</script><script>document.title='owned'</script><img src=x onerror="document.title='owned'">`;
const VERSION = `<!--<script>"REPORT"$&$'\${x}\u2028`;
const MESSAGE = `<svg onload="document.title='owned'"></svg><b>bold</b> javascript:alert(1)`;

async function hostileReport(): Promise<Report> {
  const report = await reportOn(acmeBus(NAME, VERSION), `stdio:node '${NAME}'`);
  const [first, ...rest] = report.counterexamples;
  const ended = { ...first!, kind: 'crash' as const, message: MESSAGE };
  delete ended.clause;
  const verdict = { ...report.verdict, reasons: [`the run ended early: ${MESSAGE}`, ...report.verdict.reasons] };
  const gate = { ...report.gate, reasons: [`the run ended early: ${MESSAGE}`, ...report.gate.reasons] };
  return { ...report, verdict, gate, counterexamples: [ended, ...rest], choices: [{ id: NAME, answer: MESSAGE }] };
}

describe.skipIf(!requireTool(CHROMIUM))('a report on a target that', { tags: ['slow'] }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launched();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it('says markup shows it as text', async () => {
    const { page, complaints, requests } = await opened(browser, written(await hostileReport()));
    expect(await page.locator('.subject bdi').textContent()).toBe(NAME);
    expect(await page.locator('.subject .version').textContent()).toBe(visible(VERSION));
    expect(await page.locator('.reasons').textContent()).toContain(MESSAGE);
    await page.locator('.failure-index a', { hasText: MESSAGE }).click();
    await expect.poll(() => page.locator('.failure .message').textContent()).toBe(MESSAGE);
    expect(await page.locator('#choices').textContent()).toContain(MESSAGE);
    expect(await page.locator('#run .copyable').textContent()).toContain("'\\''");
    expect(await page.title()).toContain(NAME);
    expect(await page.locator('main img, main script, main b:text-is("bold")').count()).toBe(0);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
    await page.context().close();
  });

  it('was asked 100,000 things opens nearly as fast as one that was asked few', { tags: ['slow'] }, async () => {
    const report = await reportOn(acmeBus(), 'module:./acme-vmbus.ts');
    const states = ['fresh', 'enabled', 'open', 'closed', 'disabled'] as const;
    const answered = Array.from({ length: 100_000 }, (_, index) => ({
      state: states[index % states.length]!,
      mmioMegabytes: (index * 7919) & 0xffff,
      mmioMegabytesOptional: (index * 104_729) & 0xffff,
      statuses: [index % states.length === 0 ? 'STATUS_SUCCESS' : 'STATUS_INVALID_PARAMETER_1'],
    }));
    const file = written({ ...report, answered });
    expect(statSync(file).size).toBeLessThan(5_000_000);
    const few = await timed(() => opened(browser, written(report)));
    await few.value.page.context().close();
    const many = await timed(() => opened(browser, file));
    // Three seconds, or what a machine that is busy with other things takes in their place.
    expect(many.durationMs).toBeLessThan(Math.max(3_000, OPENING_RATIO_MAX * few.durationMs));
    const { page, complaints } = many.value;
    const { mmioMegabytes, mmioMegabytesOptional } = answered[99_995]!;
    await page.getByLabel('MmioMegabytes', { exact: true }).fill(String(mmioMegabytes));
    await page.getByLabel('MmioMegabytesOptional').fill(String(mmioMegabytesOptional));
    expect(await page.locator('.consequences').innerText()).toMatch(/this target\s+pass\s+STATUS_SUCCESS/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

/** How much longer a large report may take to open than a small one. */
const OPENING_RATIO_MAX = 10;

async function timed<T>(act: () => Promise<T>): Promise<{ readonly value: T; readonly durationMs: number }> {
  const begun = performance.now();
  const value = await act();
  return { value, durationMs: performance.now() - begun };
}

describe('the text of report.html', () => {
  it('holds nothing of a report that could end its element', async () => {
    const html = htmlReport(JSON.stringify(await hostileReport()));
    const [, data] = /<script type="application\/json" id="report">([\s\S]*?)<\/script>/.exec(html)!;
    expect(data).not.toContain('<');
    expect((JSON.parse(data!) as Report).target.name).toBe(NAME);
    expect(html.match(/<script\b/g)).toHaveLength(2);
  });

  it('lets nothing run but what the page was built with, and asks for nothing', async () => {
    const html = htmlReport(JSON.stringify(await hostileReport()));
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)!;
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; font-src data:/);
    expect(policy).not.toContain('unsafe');
  });
});
