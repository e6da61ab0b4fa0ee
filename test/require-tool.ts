import { spawnSync } from 'node:child_process';

const answers = new Map<string, boolean>();

/**
 * Whether a compiler or another tool is on this machine. Where it is missing the tests that need it say so in one line
 * and are left out; under `CI=true`, where a test left out would read as a test passed, they fail instead.
 */
export function requireTool(command: string, versionArgument = '--version'): boolean {
  const known = answers.get(command);
  if (known !== undefined) return known;
  const found = spawnSync(command, [versionArgument], { stdio: 'ignore' }).error === undefined;
  answers.set(command, found);
  if (!found && process.env['CI'] === 'true')
    throw new Error(`${command} is not on this machine, and CI tests what it compiles`);
  if (!found) process.stderr.write(`${command} is not on this machine: the tests that need it are left out\n`);
  return found;
}
