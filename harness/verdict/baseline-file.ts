/**
 * `kmcl-baseline.yaml`, read and edited. An edit keeps the comments and the order of what it does not touch.
 * Its JSON Schema is `docs/baseline.schema.json`.
 */
import { lstat } from 'node:fs/promises';
import { isSeq } from 'yaml';
import type { Document, YAMLSeq } from 'yaml';
import { z } from 'zod';
import { TIERS } from '../generate/tier.ts';
import { FILE_BOUNDS, named, problemLines, readBounded, readIfThere } from '../program/bounded-file.ts';
import { replaceFile } from '../program/replace-file.ts';
import { excerpt } from '../program/visible.ts';
import { UsageError } from '../usage-error.ts';
import { WAIVER_KINDS } from './baseline.ts';
import type { Baseline, Drift, Waiver } from './baseline.ts';
import { parseYaml, valueOf } from './bounded-yaml.ts';

export const BASELINE_NAME = 'kmcl-baseline.yaml';

const waiver = z.strictObject({
  clause: z.string().min(1).describe('a clause, or how the target ended: crash, timeout'),
  signature: z
    .string()
    .regex(/^KM-[0-9A-F]{4}(?:[0-9A-F]{4})?$/)
    .describe('as the report gives it, with eight digits; those of older suites had four, and match nothing any more'),
  kind: z.enum(WAIVER_KINDS),
  reason: z.string().min(1),
  link: z.string().min(1).optional(),
  expires: z.iso.date().describe('the last day on which it holds').optional(),
  found: z
    .strictObject({ tier: z.enum(TIERS), seed: z.int(), strategy: z.string().min(1), programs: z.int().nonnegative() })
    .describe(
      'by what a run came upon it; one of a smaller tier, another seed or fewer programs does not tell that it is gone',
    )
    .optional(),
});

export const baselineSchema = z
  .strictObject({ version: z.literal(1), failures: z.array(waiver).default([]) })
  .meta({ title: 'kmcl-conformance baseline' });

const HEAD = `# Failures that are known. They are tried all the same; one that is gone, or fails in another way, is told.
version: 1
failures: []
`;

/** Reads a baseline. Throws `UsageError`, which names the file and the place. */
export async function readBaseline(file: string): Promise<Baseline> {
  return parseBaseline(await readBounded(file, FILE_BOUNDS.baseline), file);
}

export function parseBaseline(text: string, file: string): Baseline {
  const parsed = baselineSchema.safeParse(valueOf(parseYaml(text, named(file)), named(file)));
  if (!parsed.success) throw new UsageError(`${named(file)} is no baseline:\n${problemLines(parsed.error.issues)}`);
  return { file, waivers: parsed.data.failures };
}

/** Adds waivers at the end; the file is made where there is none. Throws `UsageError` where it is a link. */
export async function addWaivers(file: string, waivers: readonly Waiver[]): Promise<void> {
  const text = (await readIfThere(file, FILE_BOUNDS.baseline)) ?? HEAD;
  parseBaseline(text, file);
  const document = parseYaml(text, named(file));
  const failures = listOf(document);
  failures.flow = false;
  for (const added of waivers) {
    failures.add(document.createNode(JSON.parse(JSON.stringify(added)))); // Absent fields are left out, not null.
  }
  await rewrite(file, document);
}

/** Removes what drifted, by clause and signature: of a duplicate the later one, of the rest every one. Gives how many. */
export async function pruneWaivers(file: string, drift: readonly Drift[]): Promise<number> {
  const text = await readBounded(file, FILE_BOUNDS.baseline);
  const { waivers } = parseBaseline(text, file);
  const document = parseYaml(text, named(file));
  const failures = listOf(document);
  const seen = new Set<string>();
  const doomed = waivers.flatMap(({ clause, signature }, index) => {
    const key = `${clause} ${signature}`;
    const kinds = drift.filter((row) => row.clause === clause && row.signature === signature).map(({ kind }) => kind);
    const isRepeated = seen.has(key);
    seen.add(key);
    const isGone = kinds.some((kind) => kind === 'stale' || kind === 'expired' || kind === 'unmatched');
    return isGone || (isRepeated && kinds.includes('duplicate')) ? [index] : [];
  });
  for (const index of doomed.toReversed()) failures.delete(index);
  await rewrite(file, document);
  return doomed.length;
}

/** A link may have been planted in a checkout, to have something else written over; one that is wanted can be named by its target. */
async function rewrite(file: string, document: Document): Promise<void> {
  const stats = await lstat(file).catch(() => undefined);
  if (stats?.isSymbolicLink())
    throw new UsageError(`${named(file)} is a link, which is not written through: name the file itself`);
  try {
    await replaceFile(file, document.toString({ lineWidth: 0 }));
  } catch (error) {
    throw new UsageError(`cannot write ${named(file)}: ${excerpt((error as Error).message)}`, { cause: error });
  }
}

function listOf(document: Document): YAMLSeq {
  const list = document.get('failures');
  if (isSeq(list)) return list;
  const empty = document.createNode([]) as YAMLSeq;
  document.set('failures', empty);
  return empty;
}
