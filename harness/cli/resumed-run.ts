/** `run --resume`: a run that was killed goes on where it was, if it is the same run in every respect that can be told. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { named } from '../program/bounded-file.ts';
import { excerpt } from '../program/visible.ts';
import { readJournal } from '../report/stored/journal.ts';
import type { Journal } from '../report/stored/journal.ts';
import { RESULTS_VERSION } from '../report/stored/results-schema.ts';
import type { ResultsLineOf } from '../report/stored/results-schema.ts';
import type { Target } from '../target.ts';
import { UsageError } from '../usage-error.ts';
import { runIdentity } from './run-identity.ts';
import type { Begun } from './run-identity.ts';

type Begin = ResultsLineOf<'begin'>;

/** What is there to go on from. Throws `UsageError`. */
export async function journalIn(folder: string): Promise<Journal> {
  const file = join(folder, 'results.ndjson');
  if (!existsSync(file)) throw new UsageError(`--resume: there is no run in ${named(folder)} to go on with`);
  return readJournal(file);
}

/** Throws `UsageError` where the run at hand is another one than that which was begun, or has more to it than was written. */
export function checkGoesOn({ begin }: Journal, { info, edgeCounting }: Target, run: Begun): void {
  const folder = run.flags.out!;
  if (edgeCounting !== undefined)
    throw new UsageError('--resume: the target notes its edges, and which of them were reached is not kept');
  const [was, is] = [flat(begin), flat({ kind: 'begin', results: RESULTS_VERSION, ...runIdentity(info, run) })];
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const [before, after] = [was.get(key), is.get(key)];
    if (before === after) continue;
    const said = (text: string | undefined) => excerpt(text ?? 'none', 120);
    throw new UsageError(
      `--resume: the run in ${named(folder)} is another one: ${key} is ${said(before)} there, and ${said(after)} now; without --resume it is begun anew`,
    );
  }
}

/** Each field by its path, as text. When a run was begun, and from where, is no matter. */
function flat(begin: Begin): ReadonlyMap<string, string> {
  const fields = (value: unknown, path: string): readonly (readonly [string, string])[] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, one]) => fields(one, path === '' ? key : `${path}.${key}`))
      : value === undefined
        ? []
        : [[path, JSON.stringify(value)]];
  const all = fields(begin, '');
  return new Map(all.filter(([path]) => path !== 'startedAt' && path !== 'asked.folder'));
}
