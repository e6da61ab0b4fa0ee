/**
 * Contenders in processes of their own: each gets the table as a file, starts the server of the mutants itself and speaks to
 * it over a pipe.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Machine } from '../mutants/machine.ts';
import type { Job, PeerRun, PeerTable } from './mutant-host.ts';
import type { ServerWork } from './mutant-server.ts';

/** Sources beside this file's own source: the build copies no Python and no Erlang. */
const ROOT = fileURLToPath(new URL(import.meta.url.includes('/dist/') ? '../../../..' : '../../..', import.meta.url));
const SOURCES = join(ROOT, 'test/score/peers');
const SERVER = join(ROOT, 'dist/test/score/peers/mutant-server.js');

export interface SpawnedPeer {
  readonly name: string;
  /** What it needs, in words for when it is missing. */
  readonly tool: string;
  /** Its version, or nothing where it is not on this machine. */
  version(): string | undefined;
  /** The command for a folder that holds the table; the server's command is appended. */
  command(folder: string): readonly string[];
}

/** Debian's Python, which has Debian's packages, before whichever comes first in the path. */
const PYTHONS = ['/usr/bin/python3', 'python3'];

export function hypothesisPeer(steps: number): SpawnedPeer {
  const versionWith = (python: string) =>
    said(python, ['-c', 'import hypothesis; print("Hypothesis", hypothesis.__version__)']);
  const python = PYTHONS.find((command) => versionWith(command) !== undefined);
  return {
    name: 'Hypothesis',
    tool: 'python3 with hypothesis',
    version: () => (python === undefined ? undefined : versionWith(python)),
    command: (folder) => [python!, join(SOURCES, 'hypothesis-peer.py'), join(folder, 'table.json'), String(steps)],
  };
}

/** `size` is that of PropEr's generators: sequences are about half as long. */
export function properPeer(size: number, tests: number): SpawnedPeer {
  const find =
    'case code:lib_dir(proper) of {error, _} -> halt(1); P -> io:put_chars(filename:basename(P)), halt() end.';
  return {
    name: 'PropEr',
    tool: 'erl with proper',
    version: () => said('erl', ['-noshell', '-eval', find])?.replace('proper-', 'PropEr '),
    command: (folder) => {
      const compiled = said('erlc', ['-o', folder, join(SOURCES, 'proper_peer.erl')]);
      if (compiled === undefined) throw new Error('erlc does not compile proper_peer.erl');
      const sizes = [size, tests].map(String);
      return [
        'erl',
        '-noshell',
        '-pa',
        folder,
        '-s',
        'proper_peer',
        'main',
        '-extra',
        join(folder, 'table.term'),
        ...sizes,
      ];
    },
  };
}

/** What a command prints, or nothing where it cannot be run or fails. */
function said(command: string, words: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(command, words, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

export async function runSpawned(
  peer: SpawnedPeer,
  table: PeerTable,
  machines: readonly Machine[],
  jobs: readonly Job[],
  budget: number,
): Promise<readonly PeerRun[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kmcl-peers-'));
  try {
    const work: ServerWork = {
      width: table.next[0]!.length,
      budget,
      machines: machines.map(({ next, output }) => ({ next: [...next], output: [...output] })),
      jobs,
    };
    writeFileSync(join(folder, 'work.json'), JSON.stringify(work));
    writeFileSync(join(folder, 'table.json'), JSON.stringify(table));
    const term = [table.next, table.output, table.accepts].map((rows) => JSON.stringify(rows)).join(', ');
    writeFileSync(join(folder, 'table.term'), `{${term}}.\n`);
    await finished([...peer.command(folder), process.execPath, SERVER, folder]);
    const lines = readFileSync(join(folder, 'runs.ndjson'), 'utf8').trimEnd().split('\n');
    const runs = lines.map((line) => JSON.parse(line) as PeerRun);
    if (runs.length !== jobs.length) throw new Error(`${peer.name} ended ${runs.length} of ${jobs.length} campaigns`);
    return runs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resolves when the command is through. What it prints belongs to nobody but is shown when it fails. */
function finished([command, ...words]: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // The same hash seed each time, so that the same seed draws the same calls.
    const env = { ...process.env, PYTHONHASHSEED: '0' };
    const child = spawn(command!, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text) => (errors = (errors + String(text)).slice(-2_000)));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${code}: ${errors}`));
    });
  });
}
