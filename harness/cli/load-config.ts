/**
 * Reads a config file and checks it: what is wrong is told with its line and column. TypeScript goes through jiti, so that no build
 * is needed; JSON needs neither that nor, where nothing is wrong with it, what finds the place.
 */
import { FILE_BOUNDS, named, parseJson, problemLines, readBounded } from '../program/bounded-file.ts';
import { excerpt } from '../program/visible.ts';
import { configSchema } from './config.ts';
import { FLAGS } from './flags.ts';
import type { Config } from './flags.ts';
import { didYouMean, nearest } from './suggestion.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Throws `UsageError`, which calls the file `name`. What is no JSON is code of whoever names it: it is held to being a file of a
 * reasonable size, and no further.
 */
export async function loadConfig(path: string, name: string): Promise<Config> {
  const text = await readBounded(path, FILE_BOUNDS.config);
  const value = path.endsWith('.json') ? await jsonConfig(text, name) : await importConfig(path, name);
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) {
    const issues = parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => unknownKey(key)) : [issue],
    );
    const placed = issues.map(({ path: [key], message }) => ({ path: [], message: `${place(text, key)}${message}` }));
    throw new UsageError(`${named(name)} is no config:\n${problemLines(placed)}`);
  }
  const { $schema: _, ...config } = parsed.data;
  return config as Config;
}

function unknownKey(key: string): { readonly path: readonly PropertyKey[]; readonly message: string } {
  const isFlag = Object.hasOwn(FLAGS.run, key);
  const why = isFlag
    ? ', which stands on the command line only'
    : didYouMean(nearest(key, Object.keys(configSchema.shape)));
  return { path: [key], message: `Unrecognized key "${key}"${why}` };
}

/** Where a key stands in the text, in front of what is wrong with it: without line and column where it stands there more than once. */
function place(text: string, key: PropertyKey | undefined): string {
  if (key === undefined) return '';
  const found = [...text.matchAll(/(?<![\w$])([\w$]+)["']?\s*:/g)].filter(([, word]) => word === key);
  const prefix = found.length === 1 ? `${lineAndColumn(text, found[0]!.index)}: ` : '';
  return `${prefix}${String(key)}: `;
}

function lineAndColumn(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n');
  return `line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
}

/** JSON's own parser does not always say where it stopped; the one for YAML, of which JSON is a part, does. */
async function jsonConfig(text: string, name: string): Promise<unknown> {
  try {
    return parseJson(text, name);
  } catch (error) {
    const [, at] = / at position (\d+)/.exec((error as Error).message) ?? [];
    // It takes seconds over what would fill the bound of a config.
    const isPlaceless = /is not valid JSON|Unexpected end/.test((error as Error).message) && text.length < 2 ** 16;
    const { parseDocument } = await import('yaml');
    const stopped = at ?? (isPlaceless ? (parseDocument(text, { schema: 'json' }).errors[0]?.pos[0] ?? 0) : undefined);
    if (stopped === undefined) throw error;
    const where = lineAndColumn(text, Number(stopped));
    throw new UsageError(`${(error as Error).message} (${where})`, { cause: error });
  }
}

async function importConfig(path: string, name: string): Promise<unknown> {
  try {
    const { importModule } = await import('../import-module.ts');
    return await (
      await importModule(path)
    )['default'];
  } catch (error) {
    // A module may throw anything. The first line that its stack has in this file is where it went wrong.
    const { message, stack = '' } = error instanceof Error ? error : new Error(typeof error);
    const after = stack.includes(path) ? stack.slice(stack.indexOf(path) + path.length) : '';
    const [, line, column] = /^:(\d+):(\d+)/.exec(after) ?? [];
    // Of what cannot be parsed, jiti counts the columns from 0, and says the place in a second line.
    const isUnparsed = message.startsWith('ParseError');
    const where = line === undefined ? '' : ` (line ${line}, column ${Number(column) + (isUnparsed ? 1 : 0)})`;
    const why = isUnparsed ? message.split('\n')[0]!.trim() : excerpt(message, 400);
    throw new UsageError(`cannot read ${named(name)}: ${why}${where}`, { cause: error });
  }
}
