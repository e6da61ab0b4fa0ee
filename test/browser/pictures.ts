/**
 * Takes the pictures of `docs/pictures/`: the report in the light and in the dark, and a failure as a terminal shows it.
 * `npm run pictures` makes them again; they are of real runs.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { acmeBus } from './acme-bus.ts';
import { launched, opened, written } from './browser.ts';
import { reportOn } from './reports.ts';

/** Both from `dist/test/browser`, where this runs. */
const MAIN = fileURLToPath(new URL('../../targets/main.js', import.meta.url));
const PICTURES = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));
const COMMAND = [
  'run',
  '--target',
  'reference:fault=sum-wraps',
  '--tier',
  'smoke',
  '--seed',
  '1',
  '--clause',
  'accept.*',
];
const SHARP = { deviceScaleFactor: 1.5 };

async function reportPictures(browser: Browser): Promise<void> {
  const file = written(await reportOn(acmeBus(), 'module:./acme-vmbus.ts', 'ci'));
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await opened(browser, file, { ...SHARP, colorScheme, viewport: { width: 1280, height: 1100 } });
    await page.evaluate('document.fonts.ready');
    await page.screenshot({ path: `${PICTURES}report-${colorScheme}.png` });
    await page.evaluate("document.documentElement.style.scrollBehavior = 'auto'");
    await page.evaluate("document.getElementById('map').scrollIntoView()");
    await page.screenshot({ path: `${PICTURES}map-${colorScheme}.png` });
    await page.context().close();
  }
}

async function terminalPicture(browser: Browser): Promise<void> {
  const { stdout } = spawnSync(process.execPath, [MAIN, ...COMMAND], {
    cwd: mkdtempSync(join(tmpdir(), 'kmcl-')),
    env: { ...process.env, FORCE_COLOR: '1' },
    encoding: 'utf8',
  });
  const page = await browser.newPage({ ...SHARP, viewport: { width: 1120, height: 400 } });
  await page.setContent(
    terminalHtml(`$ kmcl-conformance ${COMMAND.join(' ').replace(/\S+\*/, "'$&'")}\n\n${stdout.trimEnd()}`),
  );
  await page.evaluate('document.fonts.ready');
  await page.locator('pre').screenshot({ path: `${PICTURES}terminal.png` });
  await page.close();
}

/** The colours that the command uses, as a terminal has them. */
const CODES: Readonly<Record<string, string>> = {
  '1': 'font-weight:600;color:#fff',
  '2': 'color:#8b9099',
  '31': 'color:#ff8f84',
  '32': 'color:#83c99a',
  '33': 'color:#e8bb62',
};

function terminalHtml(text: string): string {
  const font = createRequire(import.meta.url).resolve(
    '@fontsource-variable/source-code-pro/files/source-code-pro-latin-wght-normal.woff2',
  );
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  // eslint-disable-next-line no-control-regex -- the escapes are what is looked for
  const coloured = escaped.replace(/\u001b\[(\d+)m/g, (_, code: string) =>
    CODES[code] === undefined ? '</span>' : `<span style="${CODES[code]}">`,
  );
  return `<!doctype html><style>
    @font-face { font-family: code; font-weight: 200 900; src: url(data:font/woff2;base64,${readFileSync(font, 'base64')}) }
    body { margin: 0 }
    pre { margin: 0; padding: 28px 32px 30px; background: #15171a; color: #d9d6cf; font: 400 14px/1.5 code; white-space: pre-wrap; overflow-wrap: anywhere }
  </style><pre>${coloured}</pre>`;
}

mkdirSync(PICTURES, { recursive: true });
const browser = await launched();
await reportPictures(browser);
await terminalPicture(browser);
await browser.close();
