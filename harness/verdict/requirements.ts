/**
 * Requirement sets: what one revision of the suite asks for, frozen, so that a newer suite with more clauses does not fail
 * those who were content with the older. They lie in `spec/requirements/`, one file a revision, and are never edited.
 */
import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { excerpt } from '../program/visible.ts';
import { UsageError } from '../usage-error.ts';
import { POINTS } from './points.ts';
import type { Point } from './points.ts';
import { WEIGHTS } from './weight.ts';
import type { Weight } from './weight.ts';

export const requirementsSchema = z.strictObject({
  revision: z.string(),
  /** The points at which a target has to be observed; a set without them asks for none. */
  points: z.array(z.enum(POINTS)).optional(),
  clauses: z.record(z.string(), z.enum(WEIGHTS)),
});

/** What one revision of the suite asks for. */
export interface Requirements {
  readonly revision: string;
  readonly points: readonly Point[];
  readonly weightOf: (clause: string) => Weight;
}

/** The folder lies one level further up once compiled, where it is not copied to. */
const FOLDERS = ['../../spec/requirements/', '../../../spec/requirements/'].map(
  (path) => new URL(path, import.meta.url),
);

/** The revisions that this suite ships, oldest first. */
export async function revisions(): Promise<readonly string[]> {
  const names = await Promise.all(FOLDERS.map((folder) => readdir(folder).catch((): string[] => [])));
  return revisionsAmong(names.flat());
}

/** By the names of the files of a folder. */
export function revisionsAmong(names: readonly string[]): readonly string[] {
  return names
    .flatMap((name) => /^(\d+\.\d+)\.yaml$/.exec(name)?.[1] ?? [])
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Reads a revision. Throws `UsageError` where there is none of that name. */
export async function readRequirements(revision: string): Promise<Requirements> {
  const known = await revisions();
  if (!known.includes(revision)) {
    throw new UsageError(`there is no requirement set "${excerpt(revision)}"; there is ${known.join(', ')}`);
  }
  const texts = FOLDERS.map((folder) => readFile(new URL(`${revision}.yaml`, folder), 'utf8'));
  return requirementsOf(await Promise.any(texts));
}

export function requirementsOf(text: string): Requirements {
  const { revision, points = [], clauses } = requirementsSchema.parse(parse(text));
  return {
    revision,
    points,
    weightOf: (clause) => (Object.hasOwn(clauses, clause) ? clauses[clause]! : 'not scored'),
  };
}
