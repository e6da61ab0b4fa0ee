/**
 * What the contenders in other languages need: their toolchains, by Debian's packages where one is missing, and what is
 * installed or compiled from the registry of each language, once, into a folder that `npm ci` clears.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Sources beside this file's own source: the build copies no Python, no Erlang, no Go and no Rust. */
const ROOT = fileURLToPath(new URL(import.meta.url.includes('/dist/') ? '../../../..' : '../../..', import.meta.url));
export const SOURCES = join(ROOT, 'test/score/peers');
export const MUTANT_SERVER = join(ROOT, 'dist/test/score/peers/mutant-server.js');
const CACHE = join(ROOT, 'node_modules/.cache/peers');

/** A toolchain by the command that says its version, and Debian's packages that bring it. */
export interface Toolchain {
  readonly command: string;
  readonly versionArgument: string;
  readonly packages: readonly string[];
}

export const PYTHON: Toolchain = {
  command: 'python3',
  versionArgument: '--version',
  packages: ['python3', 'python3-pip'],
};
export const ERLANG: Toolchain = {
  command: 'erl',
  versionArgument: '-version',
  packages: ['erlang-base', 'erlang-proper'],
};
export const GO: Toolchain = { command: 'go', versionArgument: 'version', packages: ['golang-go'] };
export const RUST: Toolchain = { command: 'cargo', versionArgument: '--version', packages: ['cargo'] };

/** For whoever measures, and may install packages on this machine. */
export function installToolchain({ packages }: Toolchain): void {
  said('apt-get', ['install', '-qy', '--no-install-recommends', ...packages]);
}

/** What a command prints. Throws with what it complained of where it fails. */
export function said(command: string, words: readonly string[], folder?: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    encoding: 'utf8',
    cwd: folder,
    maxBuffer: 1 << 30,
  });
  if (status === 0) return stdout.trim();
  throw new Error(`${[command, ...words].join(' ')}: ${error?.message ?? stderr.trim().slice(-2_000)}`);
}

/** The folder of Python's packages, to be put into PYTHONPATH. */
export function pythonPackages(): string {
  const list = join(SOURCES, 'python-packages.txt');
  const python = said('python3', ['-c', 'import sys; print(sys.implementation.cache_tag)']);
  return once(`${python}-${digestOf([list])}`, (folder) =>
    said('python3', ['-m', 'pip', 'install', '--quiet', '--no-compile', '--target', folder, '--requirement', list]),
  );
}

export function goProgram(name: string): string {
  const sources = join(SOURCES, name);
  const files = ['go.mod', 'go.sum', 'main.go'].map((file) => join(sources, file));
  return join(
    once(`${name}-${digestOf(files)}`, (folder) => said('go', ['build', '-o', join(folder, name), '.'], sources)),
    name,
  );
}

/** Compiled without an optimizer: what it takes to compile with one is more than it saves. */
export function rustProgram(name: string): string {
  const sources = join(SOURCES, name);
  said('cargo', ['build', '--quiet', '--locked', '--target-dir', join(CACHE, 'cargo')], sources);
  return join(CACHE, 'cargo/debug', name);
}

/** A folder that is filled wholly or not at all, and only where it is not there yet. */
function once(name: string, fill: (folder: string) => void): string {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  const begun = `${folder}.${process.pid}`;
  mkdirSync(begun, { recursive: true });
  try {
    fill(begun);
    renameSync(begun, folder);
  } finally {
    rmSync(begun, { recursive: true, force: true });
  }
  return folder;
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}
