/**
 * How this command is started again in the folder at hand, as a first word for lines to copy: by its name only where that is ours,
 * since elsewhere npx would fetch whatever a registry has under it.
 */
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, relative, resolve } from 'node:path';
import { OWN_NAME, shellCommand } from '../report/replay-command.ts';

/** Throws nothing. The bare name where this process is no command of ours, as in a test. */
export function ownCommand(started = process.argv[1] ?? '', path = process.env['PATH'] ?? ''): string {
  const name = basename(started);
  // What npx starts has the folder of the project's commands on its path, and the user's shell has not.
  const isOnPath = !/node_modules.\.bin$/.test(dirname(started)) && path.split(delimiter).includes(dirname(started));
  if (name !== 'main.js' && (name !== OWN_NAME || isOnPath)) return OWN_NAME;
  try {
    createRequire(resolve('package.json')).resolve(OWN_NAME);
    return `npx ${OWN_NAME}`;
  } catch {
    const below = relative('', started);
    return shellCommand(['node', below.startsWith('..') ? started : below]);
  }
}
