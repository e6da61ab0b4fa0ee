/** Each Node that the package says it runs on, from npm's registry in pinned versions, kept in node_modules/.cache. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const CACHE = join(import.meta.dirname, '../node_modules/.cache/installed');
const PLATFORM = process.platform === 'win32' ? 'win' : process.platform;

export const NODES = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0', 26: '26.12.1' } as const;
/** An npm for each, from the one that comes with Node 20 to the newest: what one of them installs, another may not. */
const NPMS = { 20: '10.8.2', 22: '10.9.4', 24: '11.19.1', 26: '12.2.2' } as const;
export const QUIET = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];

export async function npm(words: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', [...words], { cwd, maxBuffer: 1 << 26 });
  return stdout;
}

/** Installed where the cache lacks it. What was interrupted is not taken for whole. */
export async function installInCache(name: string, specs: readonly string[]): Promise<string> {
  const made = join(CACHE, name);
  if (existsSync(join(made, 'whole'))) return made;
  mkdirSync(made, { recursive: true });
  writeFileSync(join(made, 'package.json'), '{ "private": true }');
  await npm(['install', '--ignore-scripts', '--no-package-lock', ...QUIET, ...specs], made);
  writeFileSync(join(made, 'whole'), '');
  return made;
}

/** The script of the npm that this major version of Node is tried with. */
export async function npmScript(major: keyof typeof NODES, name: 'npm' | 'npx'): Promise<string> {
  const made = await installInCache(`npm-${NPMS[major]}`, [`npm@${NPMS[major]}`]);
  return join(made, `node_modules/npm/bin/${name}-cli.js`);
}

/** The executable of this major version. */
export async function node(major: keyof typeof NODES): Promise<string> {
  if (process.versions.node === NODES[major]) return process.execPath;
  const name = `node-${PLATFORM}-${process.arch}`;
  const made = await installInCache(`node-${NODES[major]}`, [`${name}@${NODES[major]}`]);
  return join(made, 'node_modules', name, process.platform === 'win32' ? 'node.exe' : 'bin/node');
}
