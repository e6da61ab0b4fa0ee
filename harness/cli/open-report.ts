/**
 * `--open`: report.html in whatever the system shows such files with. Where there is no screen, as in CI, only its path is said.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { visible } from '../program/visible.ts';

/** Says on stderr where the report is, and why it was not shown if it was not. Never fails a run. */
export async function openReport(folder: string): Promise<void> {
  const file = resolve(folder, 'report.html');
  const why = cannotShow() ?? (await shown(file));
  process.stderr.write(`${visible(why === undefined ? `opened ${file}` : `not opened, since ${why}: ${file}`)}\n`);
}

function cannotShow(): string | undefined {
  const { CI, DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (CI !== undefined && CI !== '' && CI !== 'false') return 'this is CI';
  const needsDisplay = process.platform !== 'win32' && process.platform !== 'darwin';
  return needsDisplay && !DISPLAY && !WAYLAND_DISPLAY ? 'there is no display' : undefined;
}

/** Nothing, or why not. What shows it lives on by itself. */
function shown(file: string): Promise<string | undefined> {
  const [command, ...words] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...words, file], { detached: true, stdio: 'ignore' });
  child.unref();
  return new Promise((done) => {
    child.once('spawn', () => done(undefined)).once('error', ({ message }) => done(message));
  });
}

/** `start` is a word of the Windows shell; its first argument in quotes is the title of a window. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', '""'],
};
