/** The template of report.html is built when it has to be, and the pictures of it that the README shows are there. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const TEMPLATES = ['report', 'matrix'].map((name) => new URL(`dist/harness/report/${name}.html`, ROOT));
const BUILD = fileURLToPath(new URL('harness/report/page/build-page.mjs', ROOT));

it('leaves templates alone whose sources are as they were', () => {
  const longAgo = new Date('2001-01-01');
  for (const template of TEMPLATES) utimesSync(template, longAgo, longAgo);
  expect(spawnSync(process.execPath, [BUILD], { encoding: 'utf8' }).stderr).toBe('');
  for (const template of TEMPLATES) expect(statSync(template).mtime).toEqual(longAgo);
});

it.each(TEMPLATES)('is one file that asks for nothing, with room for data: %s', (template) => {
  const html = readFileSync(template, 'utf8');
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
