import { readdirSync, readFileSync } from 'node:fs';

/** The processes that a process has started and that are still there, zombies left out. Linux only: read from /proc. */
export function livingChildren(parent: number = process.pid): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const [state, ppid] = stateAndParent(pid);
      return ppid === parent && state !== 'Z';
    });
}

/**
 * From here on, the children that this process has and did not have before: test files share a process, and what one leaves behind is
 * not held against the next.
 */
export function watchChildren(): () => number[] {
  const before = new Set(livingChildren());
  return () => livingChildren().filter((pid) => !before.has(pid));
}

/** Whether a process is there and has not ended. */
export function isAlive(pid: number): boolean {
  const [state] = stateAndParent(pid);
  return state !== undefined && state !== 'Z';
}

function stateAndParent(pid: number): [state: string | undefined, parent: number] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [state, Number(parent)];
  } catch {
    return [undefined, 0];
  }
}
