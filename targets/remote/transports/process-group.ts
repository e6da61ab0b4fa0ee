/** Starts a command as the leader of its own process group, and ends the group as a whole, also when this process ends. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';

const living = new Set<ChildProcessWithoutNullStreams>();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function startGroup(command: string): ChildProcessWithoutNullStreams {
  if (living.size === 0) watch();
  const child = spawn(command, { shell: true, detached: process.platform !== 'win32', windowsHide: true });
  living.add(child);
  child.once('error', () => forget(child));
  // What the leader left behind is ended with it.
  child.once('exit', () => {
    signalGroup(child, 'SIGKILL');
    forget(child);
  });
  return child;
}

export function killGroup(child: ChildProcessWithoutNullStreams): void {
  signalGroup(child, 'SIGKILL');
  forget(child);
}

export function signalGroup(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    if (living.has(child)) spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is empty.
  }
}

function forget(child: ChildProcessWithoutNullStreams): void {
  if (living.delete(child) && living.size === 0) unwatch();
}

function killAll(): void {
  for (const child of living) signalGroup(child, 'SIGKILL');
}

/** The terminal sends Ctrl-C to the foreground group only, so it is passed on to the group; then the signal takes its usual effect here. */
function onSignal(signal: NodeJS.Signals): void {
  killAll();
  unwatch();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

function watch(): void {
  process.on('exit', killAll);
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function unwatch(): void {
  process.off('exit', killAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}
