/** Debian's Chromium, or what stands in for it, on a report that lies on disk. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { htmlReport } from '../../harness/report/files/html.ts';
import type { Report } from '../../harness/report/report-schema.ts';

/** Nothing that Chromium does of its own accord: no look for updates, no ping. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long what is looked for on a page may take to appear, on a machine that is busy with other things. */
const PATIENCE_MS = 120_000;

export const CHROMIUM = process.env['KMCL_CHROMIUM'] ?? '/usr/bin/chromium';

export function launched(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** Writes a report as a run would, and gives the path of the file. */
export function written(report: Report): string {
  const file = join(mkdtempSync(join(tmpdir(), 'kmcl-page-')), 'report.html');
  writeFileSync(file, htmlReport(JSON.stringify(report)));
  return file;
}

export interface Opened {
  readonly page: Page;
  /** What the console was told and what was thrown. Filled as it happens. */
  readonly complaints: string[];
  /** What was asked for beside the file itself. */
  readonly requests: string[];
}

export async function opened(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 960 }, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const url = pathToFileURL(file).href;
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) requests.push(request.url());
  });
  await page.goto(url);
  await page.locator('h1').waitFor();
  return { page, complaints, requests };
}
