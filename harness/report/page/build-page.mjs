/**
 * Builds the page of a report, and that of a matrix, into one file each, a template without data in it. Their sources are remembered with their hashes, so
 * that a build in which none of them changed costs nothing.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '../../..');
const PAGES = [
  { name: 'report', root: HERE },
  { name: 'matrix', root: join(HERE, 'matrix') },
];
const templateOf = (name) => join(ROOT, `dist/harness/report/${name}.html`);
const stampOf = (name) => join(ROOT, `node_modules/.cache/${name}-page.json`);

const sha256 = (text) => createHash('sha256').update(text).digest('base64');
const hashOf = (path) => sha256(readFileSync(join(ROOT, path)));

/** Whether the template is the one that was built last, from sources that are still the same. */
function isFresh({ name }) {
  try {
    const { template, sources } = JSON.parse(readFileSync(stampOf(name), 'utf8'));
    return (
      template === sha256(readFileSync(templateOf(name))) &&
      Object.entries(sources).every(([path, hash]) => hash === hashOf(path))
    );
  } catch {
    return false;
  }
}

/** Only the script and the style that the page was built with may run: a policy that no target's text gets around. */
function withPolicy(html) {
  const hashes = (tag) =>
    [...html.matchAll(new RegExp(`<${tag}\\b(?![^>]*application/json)[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map(
      ([, text]) => `'sha256-${sha256(text)}'`,
    );
  const policy = [
    "default-src 'none'",
    `script-src ${hashes('script').join(' ')}`,
    `style-src ${hashes('style').join(' ')}`,
    'font-src data:',
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html.replace('POLICY', () => policy);
}

async function buildPage({ name, root }) {
  const { build } = await import('vite');
  const { viteSingleFile } = await import('vite-plugin-singlefile');
  const modules = new Set();
  const noteModules = {
    name: 'note-modules',
    buildEnd() {
      for (const id of this.getModuleIds()) modules.add(id.split('?')[0]);
    },
  };
  const { output } = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [viteSingleFile({ removeViteModuleLoader: true }), noteModules],
    build: { write: false, target: 'es2022', assetsInlineLimit: 1 << 20, cssCodeSplit: false, modulePreload: false },
  });
  const page = output.find(({ fileName }) => fileName === 'index.html');
  const html = withPolicy(String(page.source));
  mkdirSync(dirname(templateOf(name)), { recursive: true });
  writeFileSync(templateOf(name), html);
  const own = [...modules].filter((id) => id.startsWith(ROOT) && !id.includes('node_modules'));
  const paths = [fileURLToPath(import.meta.url), join(root, 'index.html'), join(ROOT, 'package-lock.json'), ...own];
  const sources = Object.fromEntries(paths.map((path) => relative(ROOT, path)).map((path) => [path, hashOf(path)]));
  mkdirSync(dirname(stampOf(name)), { recursive: true });
  writeFileSync(stampOf(name), JSON.stringify({ template: sha256(html), sources }));
}

for (const page of PAGES) if (!isFresh(page)) await buildPage(page);
