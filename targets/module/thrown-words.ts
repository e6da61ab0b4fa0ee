/** What a module threw, in words: the error, and where in the module's own code that was. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** More frames of one stack are left out. */
const FRAMES_MAX = 8;
/** What calls a module: the frames from there on are ours, or those of what loads it. */
const CALLER = /[\\/](?:harness[\\/]target|targets[\\/]module[\\/]module-guest)\.[jt]s:|[\\/]jiti[\\/]dist[\\/]/;
/** The place within a frame: in brackets behind the function's name, or alone. */
const PLACE = /^(.*? \(|\s*at (?:async )?)((?:file:\/\/)?(?:[A-Za-z]:)?[\\/][^()]*?)(:\d+:\d+\)?)$/;

/** `TypeError: ...`, and a line for each frame of the module's own, with the file as it is named from the working directory. */
export function thrownWords(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `threw ${String(thrown)}`;
  const title = `${thrown.name}: ${thrown.message}`;
  return [title, ...ownFrames(thrown, title)].join('\n');
}

function ownFrames({ stack }: Error, title: string): readonly string[] {
  // A module may have put anything in its place.
  if (typeof stack !== 'string') return [];
  const lines = (stack.startsWith(title) ? stack.slice(title.length) : stack).split('\n');
  const frames = lines.filter((line) => /^\s+at /.test(line));
  const callerAt = frames.findIndex((line) => CALLER.test(line));
  return frames
    .slice(0, callerAt < 0 ? frames.length : callerAt)
    .filter((line) => !/\bnode:|<anonymous>\)?$/.test(line))
    .slice(0, FRAMES_MAX)
    .map((line) => line.replace(PLACE, (_, before, file, after) => `${before}${shortened(file)}${after}`));
}

function shortened(file: string): string {
  const path = file.startsWith('file:') ? fileURLToPath(file) : file;
  const near = relative('.', path);
  return near.startsWith('..') ? path : near;
}
