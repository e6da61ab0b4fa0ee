/** Every command that a page shows is one: it is there, takes the flags that stand with it, and the values where they are of a few. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../../harness/cli/command-line.ts';
import { REMOTE } from '../../harness/cli/reach-flags.ts';
import { catalog } from '../../targets/catalog.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:md|ya?ml)$/.test(name) && !name.includes('node_modules'))
    .map((name) => `docs/${name}`),
];

const program = commandLine(catalog, () => undefined);
const commands = new Map(
  program.commands.flatMap((command) => [command.name(), ...command.aliases()].map((name) => [name, command] as const)),
);

/** What stands behind the name of the package in lines of code and in inline code, up to what the shell would end it at. */
function commandsOf(page: string): readonly string[] {
  const text = page.replaceAll(/\\\n\s*/g, ' ');
  const found = text.matchAll(/(?:^|[\s`(&|])(?:npx )?kmcl-conformance ((?:[a-z]|--)[^\n`]*)/g);
  return [...found].map(([, words]) => words!.split(/\s(?:#|&&|\||;|>)\s?|[)](?:\s|$)/)[0]!.trim());
}

/** Words as a shell splits them; what stands for something else (`DIR`, `NAME`) stays a word. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word.replaceAll(/^['"]|['"]$/g, ''));
}

/** What is wrong with a command; nothing where it could be given as it stands. */
function wrongWith(line: string): string | undefined {
  const [first = '', ...rest] = wordsOf(line);
  const isRun = first.startsWith('--');
  const named = isRun ? commands.get('run') : commands.get(first);
  if (first === 'help') return undefined;
  if (named === undefined) return `no command ${first}`;
  const words = isRun ? [first, ...rest] : rest;
  const inner = named.commands.find((command) => command.name() === words[0]);
  const options = [...(inner ?? named).options, ...program.options];
  for (const [at, word] of words.entries()) {
    if (!word.startsWith('--') || word === '--') continue;
    const [flag, given] = word.split('=', 2);
    const option = options.find(({ long }) => long === flag);
    if (option === undefined && flag !== '--help') return `${named.name()} takes no ${flag}`;
    const value = given ?? words[at + 1];
    const isLiteral = value !== undefined && /^[a-z][\w.-]*$/.test(value);
    if (option?.argChoices && isLiteral && !option.argChoices.includes(value)) return `${flag} is never ${value}`;
  }
  return undefined;
}

const SHOWN = PAGES.map((name) => [name, commandsOf(readFileSync(join(ROOT, name), 'utf8'))] as const);

it('finds the commands of the pages', () => {
  expect(SHOWN.flatMap(([, lines]) => lines).length).toBeGreaterThan(60);
  expect(wrongWith('fly')).toBe('no command fly');
  expect(wrongWith('run --tire ci')).toBe('run takes no --tire');
  expect(wrongWith('run --tier quick')).toBe('--tier is never quick');
});

describe.each(SHOWN.filter(([, lines]) => lines.length > 0))('%s', (_, lines) => {
  it('shows commands that there are', () => {
    expect(lines.map((line) => [line, wrongWith(line)]).filter(([, wrong]) => wrong !== undefined)).toEqual([]);
  });
});

it('docs/adapters.md has every flag that says how a peer is reached, or served', () => {
  const page = readFileSync(join(ROOT, 'docs/adapters.md'), 'utf8');
  const flagsOf = (name: string) => commands.get(name)!.options.map(({ long }) => long!);
  const reach = Object.keys(REMOTE).map(
    (flag) => `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  );
  const isOfLibraries = (flag: string) => ['--sanitizer', '--unsafe-in-process', '--config', '--target'].includes(flag);
  const all = [...reach, ...flagsOf('serve').filter((flag) => !isOfLibraries(flag))];
  expect(all.length).toBeGreaterThan(15);
  expect(all.filter((flag) => !page.includes(`\`${flag}`))).toEqual([]);
});
