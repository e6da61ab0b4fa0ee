/** The template of report.html is built when it has to be, and the pictures of it that the README shows are there. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const TEMPLATE = new URL('dist/harness/report/report.html', ROOT);
const BUILD = fileURLToPath(new URL('harness/report/page/build-page.mjs', ROOT));

it('leaves a template alone whose sources are as they were', () => {
  const longAgo = new Date('2001-01-01');
  utimesSync(TEMPLATE, longAgo, longAgo);
  expect(spawnSync(process.execPath, [BUILD], { encoding: 'utf8' }).stderr).toBe('');
  expect(statSync(TEMPLATE).mtime).toEqual(longAgo);
});

it('is one file that asks for nothing, with room for a report', () => {
  const html = readFileSync(TEMPLATE, 'utf8');
  expect(html.length).toBeLessThan(400_000);
  expect(html).not.toMatch(/(?:src|href|url\()=?["']?(?:https?:)?\/\//);
  expect(html).toMatch(/id="report">\s*"REPORT"/);
});

it('has pictures where the README shows them', () => {
  const readme = readFileSync(new URL('README.md', ROOT), 'utf8');
  const shown = [...readme.matchAll(/docs\/pictures\/[\w-]+\.png/g)].map(([path]) => path);
  expect(shown.length).toBeGreaterThanOrEqual(2);
  expect(shown.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
});
