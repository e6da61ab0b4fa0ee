/**
 * Every command that the documents show, where it stands, and the table that says what runs it. `npm run docs:commands` prints both.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const ROOT = join(import.meta.dirname, '../..');

/** Of a page and not of its samples: what a workflow of docs/ci calls is a command too. */
export const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:md|ya?ml)$/.test(name) && !name.includes('node_modules') && !name.startsWith('.vitepress'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`),
].toSorted();

export const textOf = (page: string) => readFileSync(join(ROOT, page), 'utf8').replaceAll(/\\\n\s*/g, ' ');

/** Up to what the shell would end a command at. */
const firstOf = (line: string) => line.split(/\s(?:#|&&|\||;|>(?=\s))\s?|[)](?:\s|$)|;$/)[0]!.trim();

/** What stands behind the name of the package in lines of code and in inline code. */
export function commandsOf(text: string): readonly string[] {
  const found = text.matchAll(/(?:^|[\s`(&|])(?:npx )?kmcl-conformance ((?:[a-z]|--)[^\n`]*)/g);
  return [...found].map(([, words]) => firstOf(words!));
}

/** Words as a shell splits them; what stands for something else (`DIR`, `NAME`) stays a word. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word.replaceAll(/^['"]|['"]$/g, ''));
}

/** Programs of others, at the beginning of a line of code or of inline code. */
const OTHERS = 'npm|npx|cc|gcc|clang|cl|clang-cl|cargo|RUSTFLAGS=\\S+|docker|gunzip|socat|export(?! --)|source';

/** The same of every other command: those of a line are one each. */
export function otherCommandsOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(/```(?:sh|console|bash)\n([^]*?)```/g)].flatMap(([, block]) => block!.split('\n'));
  const indented = [...text.matchAll(/^ {4}(\S.*)$/gm)].map(([, line]) => line!);
  const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
  const isOne = new RegExp(`^(?:${OTHERS}) `);
  return [...blocks, ...indented.filter((line) => isOne.test(line)), ...inline.filter((code) => isOne.test(code))]
    .flatMap((line) => line.split(' && '))
    .map((line) =>
      line
        .split(/\s+#\s/)[0]!
        .trim()
        .replaceAll(/\s+/g, ' '),
    )
    .filter((line) => line !== '' && !/^(?:npx )?kmcl-conformance( |$)/.test(line));
}

/** Each command once, as it is written, with the pages that show it. */
export function documentedCommands(): ReadonlyMap<string, readonly string[]> {
  const shown = new Map<string, string[]>();
  for (const page of PAGES) {
    const text = textOf(page);
    const ours = commandsOf(text).map((command) => `kmcl-conformance ${command}`);
    for (const command of new Set([...ours, ...otherCommandsOf(text)])) {
      shown.set(command, [...(shown.get(command) ?? []), page]);
    }
  }
  return shown;
}

const row = z.strictObject({
  command: z.string(),
  /** As it is run, where words of it stand for something else. */
  as: z.string().optional(),
  /** The folder in which it is run, in the order of the table, and what lies there before. */
  in: z.string().optional(),
  write: z.record(z.string(), z.string()).optional(),
  /** Puts an implementation into the stub in this language. */
  fill: z.string().optional(),
  exit: z.number().optional(),
  /** In what it prints. */
  says: z.string().optional(),
  /** The test that runs it, if another one does: `file > name`, and the words that stand there one behind the other. */
  by: z.string().optional(),
  words: z.array(z.string()).optional(),
  /** Why no test runs it. */
  not: z.string().optional(),
});

export type Row = z.infer<typeof row>;

export const TABLE: readonly Row[] = z
  .array(row)
  .parse(parse(readFileSync(join(ROOT, 'test/cli/documented-commands.yaml'), 'utf8')));

/** What becomes of a command, in one line. */
export function fateOf({ exit, by, not }: Row): string {
  if (exit !== undefined) return `test/cli/documented-commands-run.test.ts, ends with ${exit}`;
  return by ?? `not run: ${not}`;
}
