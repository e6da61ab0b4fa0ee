/** What is said of mutants that survive: which are counted, and that an explanation names a line that is there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesOf, ROOMS, TESTS } from './mutation/rooms.ts';
import { explains, outcomeOf, readExplanations } from './mutation/survivors.ts';
import type { TriedMutant } from './mutation/survivors.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILE = 'harness/verdict/unrepeated-words.ts';
const lines = readFileSync(join(ROOT, FILE), 'utf8').split('\n');

function mutant(status: string, original: string, more: Partial<TriedMutant> = {}): TriedMutant {
  const line = lines.findIndex((text) => text.includes(original));
  const column = lines[line]!.indexOf(original);
  const at = { line: line + 1, column: column + 1 };
  const location = { start: at, end: { ...at, column: at.column + original.length } };
  return { fileName: join(ROOT, FILE), status, mutatorName: 'Any', replacement: 'x', location, ...more };
}

it('counts what was tried, without the wording, and tells where something survives', () => {
  const { figures, survivors } = outcomeOf(ROOT, [
    mutant('Killed', 'count === 0'),
    mutant('Timeout', 'count === 0'),
    mutant('Survived', 'defect === undefined', { replacement: 'false' }),
    mutant('NoCoverage', "['timeout', 'adapter-fault']", { replacement: '[]', fileName: FILE }),
    mutant('Ignored', 'words.length === 0'),
    mutant('RuntimeError', 'words.length === 0'),
    mutant('Survived', "`${words.join(' and ')} did not repeat`", { mutatorName: 'StringLiteral', replacement: '``' }),
  ]);
  expect(figures).toEqual({ mutants: 4, killed: 1, timedOut: 1, survived: 1, notRun: 1 });
  expect(survivors.map(({ file, line, original, replacement }) => [file, line, original, replacement])).toEqual([
    [FILE, 'if (defect === undefined) return undefined;', 'defect === undefined', 'false'],
    [
      FILE,
      "const IN_DOUBT: readonly UnrepeatedKind[] = ['timeout', 'adapter-fault'];",
      "['timeout', 'adapter-fault']",
      '[]',
    ],
  ]);
  const [survivor] = survivors;
  const explanation = { why: 'because', file: FILE, line: survivor!.line };
  expect(explains(explanation, survivor!)).toBe(true);
  expect(explains({ ...explanation, becomes: 'false' }, survivor!)).toBe(true);
  expect(explains({ ...explanation, becomes: 'true' }, survivor!)).toBe(false);
  expect(explains({ ...explanation, file: 'spec/model.ts' }, survivor!)).toBe(false);
});

it('explains lines that are there, in files that are mutated, each once', () => {
  const explanations = readExplanations(ROOT);
  const missing = explanations.filter(({ file, line }) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return !text.split('\n').some((own) => own.trim() === line);
  });
  expect(missing).toEqual([]);
  const names = explanations.map(({ file, line, becomes = '' }) => `${file}: ${line} ${becomes}`);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  const mutated = ROOMS.flatMap(filesOf);
  expect(explanations.filter(({ file }) => !mutated.includes(file))).toEqual([]);
});

it('names tests that are there', () => {
  for (const file of ROOMS.flatMap((room) => TESTS[room]))
    expect(readFileSync(join(ROOT, file), 'utf8')).toContain('expect');
});
