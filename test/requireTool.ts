/** Tells whether a command of this machine can be used; where it is missing says so once, and fails where nothing may be missing. */
import { spawnSync } from 'node:child_process';

export function requireTool(command: string): boolean {
  const found =
    spawnSync(process.platform === 'win32' ? 'where' : 'which', [command], { stdio: 'ignore' }).status === 0;
  if (!found && process.env['CI'] === 'true') throw new Error(`${command} is missing, and CI may skip nothing`);
  if (!found) console.warn(`${command} is missing: the tests that need it are skipped`);
  return found;
}
