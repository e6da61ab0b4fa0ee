/**
 * What became of the mutants of a room: which survived, and which of these are explained in `survivors.yaml`, kind by kind. An
 * explanation names a line by its text, so that it goes stale with the line, and what it says of it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** One mutant, as Stryker tells it. Lines and columns count from 1. */
export interface TriedMutant {
  readonly fileName: string;
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement: string;
  readonly location: {
    readonly start: { readonly line: number; readonly column: number };
    readonly end: { readonly line: number; readonly column: number };
  };
}

/** A mutant that no test noticed. */
export interface Survivor {
  readonly file: string;
  /** The line on which the mutation begins, without what is around it. */
  readonly line: string;
  readonly number: number;
  readonly original: string;
  readonly replacement: string;
}

export interface Figures {
  readonly mutants: number;
  readonly killed: number;
  readonly timedOut: number;
  readonly survived: number;
  /** Of code that no test of the room runs. */
  readonly notRun: number;
  /** Of those that survived, how many nobody has said why of. */
  readonly unexplained?: number;
  /** Where some of the room's files were not tried: how many files it has, and which were not. */
  readonly files?: number;
  readonly notTried?: readonly string[];
}

const explanationsSchema = z.array(
  z.strictObject({
    why: z.string(),
    /** Lines by file; a mutation where not all on the line are meant. */
    lines: z.record(
      z.string(),
      z.array(z.union([z.string(), z.strictObject({ line: z.string(), becomes: z.string() })])),
    ),
  }),
);

export interface Explanation {
  readonly why: string;
  readonly file: string;
  readonly line: string;
  /** What the mutation puts there; any where absent. */
  readonly becomes?: string | undefined;
}

export function readExplanations(root: string): readonly Explanation[] {
  const text = readFileSync(join(root, 'test/score/mutation/survivors.yaml'), 'utf8');
  return explanationsSchema
    .parse(parse(text))
    .flatMap(({ why, lines }) =>
      Object.entries(lines).flatMap(([file, own]) =>
        own.map((one) => (typeof one === 'string' ? { why, file, line: one } : { why, file, ...one })),
      ),
    );
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

/** Of mutants in files of the folder; what was ignored is none, and wording is no behaviour where words are computed either. */
export function outcomeOf(
  root: string,
  tried: readonly TriedMutant[],
): { readonly figures: Figures; readonly survivors: readonly Survivor[] } {
  const sources = new Map<string, readonly string[]>();
  const linesOf = (file: string) => {
    const lines = sources.get(file) ?? readFileSync(join(root, file), 'utf8').split('\n');
    sources.set(file, lines);
    return lines;
  };
  const located = tried.map(({ fileName, status, mutatorName, replacement, location: { start, end } }) => {
    const file = fileName.slice(fileName.startsWith(root) ? root.length : 0).replace(/^\//, '');
    const lines = linesOf(file).slice(start.line - 1, end.line);
    const last = lines.length - 1;
    const cut = lines.map((line, at) =>
      line.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : undefined),
    );
    const original = oneLine(cut.join('\n'));
    return {
      file,
      line: lines[0]!.trim(),
      number: start.line,
      original,
      replacement: oneLine(replacement),
      status,
      isWording: mutatorName === 'StringLiteral' && /\S \S/.test(original.replaceAll(/\$\{[^}]*\}/g, 'x')),
    };
  });
  const counted = located.filter(({ status, isWording }) => !isWording && COUNTED.includes(status));
  const of = (status: string) => counted.filter((one) => one.status === status).length;
  return {
    figures: {
      mutants: counted.length,
      killed: of('Killed'),
      timedOut: of('Timeout'),
      survived: of('Survived'),
      notRun: of('NoCoverage'),
    },
    survivors: counted.filter(({ status }) => status === 'Survived' || status === 'NoCoverage'),
  };
}

/** Mutants that do not compile or break the run before any test are none, and so does Stryker count. */
const COUNTED: readonly string[] = ['Killed', 'Timeout', 'Survived', 'NoCoverage'];

export function explains({ file, line, becomes }: Explanation, survivor: Survivor): boolean {
  return (
    file === survivor.file && survivor.line === line && (becomes === undefined || becomes === survivor.replacement)
  );
}
