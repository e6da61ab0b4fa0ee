/**
 * One run at a time in a folder: a file that says which process has it. A lock whose process is gone is taken over; so is one of a
 * process that merely has the same number, as far as the system tells when a process began.
 */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { FILE_BOUNDS, named } from '../../program/bounded-file.ts';
import { UsageError } from '../../usage-error.ts';

export const LOCK_NAME = 'kmcl.lock';

/** A lock is made and then written; one without words that is older than this was never finished. */
const UNWRITTEN_MS_MAX = 5_000;

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly began: string;
}

/** The locks of this process, whose own number proves nothing. */
const own = new Set<string>();

/** Gives what unlocks. Throws `UsageError` where another run has the folder. */
export function lockFolder(folder: string): () => void {
  const path = resolve(folder, LOCK_NAME);
  const mine: Holder = { pid: process.pid, host: hostname(), began: beganAt(process.pid) };
  // The second time after a lock of a run that is gone was moved away.
  if (!made(path, mine)) {
    const holder = holderOf(path);
    if (holder === 'unwritten') throw taken(folder, 'another run');
    if (holder !== 'none' && isAlive(path, holder)) throw taken(folder, `process ${holder.pid} on ${holder.host}`);
    // Moved under a name of one's own, so that of two runs that find it only one gets it.
    const moved = `${path}.${randomBytes(8).toString('hex')}.unfinished`;
    try {
      renameSync(path, moved);
      rmSync(moved, { recursive: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    if (!made(path, mine)) throw taken(folder, 'another run');
  }
  own.add(path);
  const unlock = () => {
    process.off('exit', unlock);
    if (own.delete(path)) rmSync(path, { force: true });
  };
  process.on('exit', unlock);
  return unlock;
}

function taken(folder: string, by: string): UsageError {
  const file = named(join(folder, LOCK_NAME));
  return new UsageError(`${named(folder)} is in use by ${by}; where that run is over, remove ${file}`);
}

function made(path: string, holder: Holder): boolean {
  try {
    writeFileSync(path, `${JSON.stringify(holder)}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** `none`: it is no lock, or gone again. */
function holderOf(path: string): Holder | 'unwritten' | 'none' {
  const stats = statSync(path, { throwIfNoEntry: false });
  // A folder or a pipe of that name is none of ours, and is not removed.
  if (stats !== undefined && !stats.isFile()) throw new UsageError(`${named(path)} is no regular file: remove it`);
  if (stats === undefined || stats.size > FILE_BOUNDS.lock.bytesMax) return 'none';
  try {
    const { pid, host, began } = JSON.parse(readFileSync(path, 'utf8')) as Holder;
    if (Number.isSafeInteger(pid) && pid > 0) return { pid, host: String(host).slice(0, 64), began: String(began) };
  } catch {
    // Told apart below by its age.
  }
  return Date.now() - stats.mtimeMs < UNWRITTEN_MS_MAX ? 'unwritten' : 'none';
}

/** A process of another machine cannot be asked. */
function isAlive(path: string, { pid, host, began }: Holder): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid) return own.has(path);
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return beganAt(pid) === began;
}

/** When a process began, in the ticks of the system; empty where the system does not tell. */
function beganAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is a name in brackets, which may hold anything; the time is the 22nd.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
