/**
 * Contenders in processes of their own: each gets the table as a file, starts the server of the mutants itself and speaks to
 * it over a pipe.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from '../mutants/machine.ts';
import type { Job, PeerRun, PeerTable } from './mutant-host.ts';
import type { ServerWork } from './mutant-server.ts';
import { ERLANG, GO, goProgram, MUTANT_SERVER, PYTHON, pythonPackages, RUST, rustProgram } from './toolchain.ts';
import { said, SOURCES } from './toolchain.ts';
import type { Toolchain } from './toolchain.ts';

export interface SpawnedPeer {
  readonly toolchain: Toolchain;
  /** Installs or compiles what is not there yet. Throws where that fails. */
  prepare(): PreparedPeer;
}

export interface PreparedPeer {
  /** Its name and version, and what it runs on. */
  readonly version: string;
  /** The command for a folder that holds the table; the server's command is appended. */
  command(folder: string): readonly string[];
}

export const hypothesisPeer = (steps: number) => pythonPeer('Hypothesis', 'hypothesis-peer.py', [steps]);

/** What aalpy-peer.py is asked for, with its arguments. */
export const aalpyPeer = (...words: readonly (string | number)[]) => pythonPeer('AALpy', 'aalpy-peer.py', words);

/** `name` is the package's as well; `script` is a file beside this one, called with the table and `words`. */
function pythonPeer(name: string, script: string, words: readonly (string | number)[]): SpawnedPeer {
  return {
    toolchain: PYTHON,
    prepare: () => {
      const python = ['env', `PYTHONPATH=${pythonPackages()}`, 'python3'];
      const ask = `import importlib.metadata, platform; print(importlib.metadata.version('${name}'), platform.python_version())`;
      const [version, pythonVersion] = said('env', [...python.slice(1), '-c', ask]).split(' ');
      return {
        version: `${name} ${version} (Python ${pythonVersion})`,
        command: (folder) => [...python, join(SOURCES, script), join(folder, 'table.json'), ...words.map(String)],
      };
    },
  };
}

/** `size` is that of PropEr's generators: sequences are about half as long. */
export function properPeer(size: number, tests: number): SpawnedPeer {
  const ask =
    'io:format("~s (Erlang/OTP ~s)", [filename:basename(code:lib_dir(proper)), erlang:system_info(otp_release)]), halt().';
  return {
    toolchain: ERLANG,
    prepare: () => ({
      version: said('erl', ['-noshell', '-eval', ask]).replace('proper-', 'PropEr '),
      command: (folder) => {
        said('erlc', ['-o', folder, join(SOURCES, 'proper_peer.erl')]);
        const sizes = [size, tests].map(String);
        const main = ['-noshell', '-pa', folder, '-s', 'proper_peer', 'main'];
        return ['erl', ...main, '-extra', join(folder, 'table.term'), ...sizes];
      },
    }),
  };
}

/** `steps` is how many actions a sequence has on average. */
export function rapidPeer(steps: number): SpawnedPeer {
  return {
    toolchain: GO,
    prepare: () => {
      const program = goProgram('rapid-peer');
      const rapid = said('go', ['list', '-m', 'pgregory.net/rapid'], join(SOURCES, 'rapid-peer')).replace(
        /^.* v/,
        'rapid ',
      );
      return {
        version: `${rapid} (Go ${said('go', ['env', 'GOVERSION']).replace('go', '')})`,
        command: (folder) => [program, join(folder, 'table.json'), String(steps)],
      };
    },
  };
}

export function proptestPeer(length: number): SpawnedPeer {
  return {
    toolchain: RUST,
    prepare: () => {
      const program = rustProgram('proptest-peer');
      const locked = readFileSync(join(SOURCES, 'proptest-peer/Cargo.lock'), 'utf8');
      const version = /^name = "proptest-state-machine"\nversion = "(.*)"$/m.exec(locked)![1];
      return {
        version: `proptest-state-machine ${version} (Rust ${said('rustc', ['--version']).split(' ')[1]})`,
        command: (folder) => [program, join(folder, 'table.txt'), String(length)],
      };
    },
  };
}

export async function runSpawned(
  peer: PreparedPeer,
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
    writeTable(folder, table);
    await finished([...peer.command(folder), process.execPath, MUTANT_SERVER, folder]);
    const lines = readFileSync(join(folder, 'runs.ndjson'), 'utf8').trimEnd().split('\n');
    const runs = lines.map((line) => JSON.parse(line) as PeerRun);
    if (runs.length !== jobs.length)
      throw new Error(`${peer.version} ended ${runs.length} of ${jobs.length} campaigns`);
    return runs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As JSON, as a term of Erlang, and as plain rows for whoever can parse neither. */
export function writeTable(folder: string, table: PeerTable): void {
  const blocks = [table.next, table.output, table.accepts];
  writeFileSync(join(folder, 'table.json'), JSON.stringify(table));
  writeFileSync(join(folder, 'table.term'), `{${blocks.map((rows) => JSON.stringify(rows)).join(', ')}}.\n`);
  const plain = blocks.map((rows) => rows.map((row) => row.join(' ')).join('\n'));
  writeFileSync(join(folder, 'table.txt'), `${plain.join('\n\n')}\n`);
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
