/**
 * `report.html`: the page that was built with the package, with one report put into it as text. What a target says is in
 * there as data only, and cannot end the element that holds it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** Where the templates lie beside this file once compiled, and where they lie when the sources are run as they are. */
const TEMPLATES = ['../', '../../../dist/harness/report/'];
const SLOT = /<script type="application\/json" id="report">\s*"REPORT"\s*<\/script>/;
const FONTS = /@font-face\s*\{[^}]*\}/g;
/** Reports longer than this are compressed in the page; shorter ones can be read in its source. */
const PLAIN_MAX = 1 << 20;

/** `reportJson`: the text of report.json as it is written, whose hash the page prints. */
export function htmlReport(reportJson: string): string {
  const sha256 = createHash('sha256').update(reportJson).digest('hex');
  const hash = `<data id="sha256" value="${sha256}"></data>`;
  return pageWith('report', JSON.stringify(JSON.parse(reportJson)), hash);
}

/** The page of a matrix. Its fonts are those of the report, which the package holds once. */
export function htmlMatrix(json: string): string {
  const fonts = template('report.html').match(FONTS)?.join('') ?? '';
  const hash = createHash('sha256').update(fonts).digest('base64');
  // The page runs and draws nothing but what it names by its hash.
  return pageWith('matrix', json, `<style>${fonts}</style>`).replace("style-src '", `style-src 'sha256-${hash}' '`);
}

/** A page that was built with the package, and what it is to show; `more` stands before it. */
function pageWith(name: 'report' | 'matrix', json: string, more: string): string {
  const [head, tail] = template(`${name}.html`).split(SLOT);
  if (head === undefined || tail === undefined) throw new Error(`the template of ${name}.html has no place for data`);
  return head + more + data(json) + tail;
}

function data(json: string): string {
  if (json.length <= PLAIN_MAX)
    return `<script type="application/json" id="report">${json.replaceAll('<', '\\u003c')}</script>`;
  const encoded = gzipSync(json).toString('base64');
  return `<script type="application/json" id="report" data-encoding="gzip">${encoded}</script>`;
}

function template(file: string): string {
  for (const folder of TEMPLATES) {
    try {
      return readFileSync(fileURLToPath(new URL(folder + file, import.meta.url)), 'utf8');
    } catch {
      // The next place; below is said what is missing.
    }
  }
  throw new Error(`the template of ${file} is missing: "npm run build:page" makes it`);
}
