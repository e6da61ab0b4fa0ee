/**
 * The command on the compiled package: in this process, where it is as quick as its work, or in one of its own, as users start it.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiled } from '../run-script.ts';

export const MAIN = compiled('targets/main.ts');

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  /** An empty folder of its own, unless given. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** With these the command starts itself again, by what this process was started with. */
const STARTING_ITSELF = ['--unsafe-in-process', '--workers'];

/** A process has one working folder, one environment and one stdout. */
let before: Promise<unknown> = Promise.resolve();

/**
 * Runs `kmcl-conformance` with these words in this process, one after the other. What is about the process itself, its start, its
 * end and its streams, is for `kmclProcess`.
 */
export function kmcl(words: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  if (STARTING_ITSELF.some((flag) => words.includes(flag))) return kmclProcess(words, surroundings);
  const ended = before.then(() => inThisProcess(words, surroundings));
  before = ended.catch(() => undefined);
  return ended;
}

async function inThisProcess(words: readonly string[], { cwd = emptyFolder(), env }: Surroundings): Promise<Ended> {
  const [{ main }, { catalog }] = await Promise.all([
    import(compiled('harness/cli/main.ts')),
    import(compiled('targets/catalog.ts')),
  ]);
  const said = { stdout: '', stderr: '' };
  const [folder, variables] = [process.cwd(), process.env];
  const streams = [process.stdout, process.stderr];
  const writes = streams.map(({ write }) => write);
  try {
    process.chdir(cwd);
    process.env = environment(env);
    for (const name of ['stdout', 'stderr'] as const) {
      process[name].write = (text: string | Uint8Array) => {
        said[name] += text;
        return true;
      };
    }
    return { exitCode: await main(words, catalog), ...said };
  } finally {
    process.chdir(folder);
    process.env = variables;
    for (const [index, stream] of streams.entries()) stream.write = writes[index]!;
  }
}

/** Runs `kmcl-conformance` with these words in a process of its own. */
export function kmclProcess(words: readonly string[], { cwd = emptyFolder(), env }: Surroundings = {}): Promise<Ended> {
  return new Promise((done) => {
    const options = { cwd, env: environment(env), maxBuffer: 1 << 28 };
    execFile(process.execPath, [MAIN, ...words], options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      done({ exitCode, stdout, stderr });
    });
  });
}

function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, ...inherited } = process.env;
  return { ...inherited, ...more };
}

export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'kmcl-'));
}
