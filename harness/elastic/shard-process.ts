/**
 * A shard in a process of its own, which is the command `run` on one part. A fresh one for each, so that what a shard comes to does not
 * depend on those that this worker ran before; and none of this machine's settings reaches it, but how its target is reached.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILE_BOUNDS } from '../program/bounded-file.ts';
import { NOTHING_SELECTED } from '../usage-error.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { BASELINE, CORPUS } from './campaign-schema.ts';
import type { Campaign } from './campaign-schema.ts';
import type { ShardEnd } from './elastic.ts';
import { environmentFor } from './step.ts';

/** What a worker knows of itself. */
export interface ShardHost {
  /** This command without its words: the options of Node, and the script. */
  readonly command: readonly string[];
  /** The words that name the target and how it is reached. */
  readonly targetWords: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  /** What it said last. */
  readonly stderr: string;
}

/** The worker reads one report of a shard, and no more than the file of one may hold. */
const STDOUT_MAX = FILE_BOUNDS.report.bytesMax;
/** In the place of one that lies somewhere on this machine. */
const NO_CONFIG = 'config.json';
const STDERR_MAX = 2_000;
/** How long a process may take to close its target when it is told to end. */
const CLOSING_MS_MAX = 10_000;

/** What is run: a shard, as `3/40`, or the whole of what they came to. */
export type Task =
  | { readonly kind: 'shard'; readonly part: string }
  | { readonly kind: 'whole'; readonly reports: readonly string[] };

/** `giveUp` ends the process. */
export async function runTask(
  task: Task,
  { words, seed, files }: Campaign,
  host: ShardHost,
  giveUp: AbortSignal,
): Promise<ShardEnd> {
  const folder = await mkdtemp(join(tmpdir(), 'kmcl-shard-'));
  try {
    await mkdir(join(folder, CORPUS));
    for (const [name, text] of Object.entries({ ...files, [NO_CONFIG]: '{}' }))
      await writeFile(join(folder, name), text);
    const baseline = BASELINE in files ? [`--baseline=${join(folder, BASELINE)}`] : [];
    const own = [`--config=${join(folder, NO_CONFIG)}`, `--corpus=${join(folder, CORPUS)}`, ...baseline];
    const part = task.kind === 'shard' ? [`--shard=${task.part}`] : [];
    const all = ['run', `--seed=${seed}`, ...part, '--json', ...words, ...own, ...host.targetWords];
    const step = task.kind === 'shard' ? task : { kind: task.kind, folder: await folderOf(task.reports, folder) };
    const ended = await inProcess(all, { ...host.environment, ...environmentFor(step) }, host, giveUp);
    return giveUp.aborted ? { kind: 'given back', why: 'it was told to give up' } : endOf(ended);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function folderOf(reports: readonly string[], above: string): Promise<string> {
  const folder = join(above, 'reports');
  await mkdir(folder);
  for (const [index, report] of reports.entries()) await writeFile(join(folder, `${index + 1}.json`), report);
  return folder;
}

function inProcess(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  host: ShardHost,
  giveUp: AbortSignal,
): Promise<Ended> {
  const withParent = ['--import', new URL('end-with-parent.js', import.meta.url).href];
  const child = spawn(process.execPath, [...withParent, ...host.command, ...words], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: environment,
    // A Ctrl-C is for the worker, which ends it in its own way.
    detached: process.platform !== 'win32',
  });
  let [stdout, stderr] = [[] as Buffer[], ''];
  let size = 0;
  child.stdout!.on('data', (piece: Buffer) => {
    size += piece.length;
    if (size > STDOUT_MAX) child.kill('SIGKILL');
    else stdout.push(piece);
  });
  child.stderr!.on('data', (piece: Buffer) => (stderr = (stderr + piece.toString('utf8')).slice(-STDERR_MAX)));
  const end = () => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), CLOSING_MS_MAX).unref();
  };
  giveUp.addEventListener('abort', end, { once: true });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      giveUp.removeEventListener('abort', end);
      resolve({ code, signal, stdout: Buffer.concat(stdout).toString('utf8'), stderr: stderr.trim() });
    });
  });
}

/** A report is a verdict, whichever. One of no program at all says that this worker cannot reach the target. */
function endOf({ code, signal, stdout, stderr }: Ended): ShardEnd {
  if (signal !== null) return { kind: 'lost', why: `its process was ended by ${signal}` };
  if (code === EXIT.suiteFault) return { kind: 'fault', why: stderr };
  if (code === EXIT.badUsage) return { kind: stderr.includes(NOTHING_SELECTED) ? 'empty' : 'given back', why: stderr };
  const report = reportIn(stdout);
  if (report === undefined)
    return { kind: 'lost', why: `its process ended with code ${code} and no report: ${stderr}` };
  if (code === EXIT.targetUnusable && report.programs === 0) return { kind: 'given back', why: stderr };
  return { kind: 'part', report: stdout };
}

function reportIn(text: string): { readonly programs?: unknown } | undefined {
  try {
    const report: unknown = JSON.parse(text);
    return typeof report === 'object' && report !== null ? report : undefined;
  } catch {
    return undefined;
  }
}
