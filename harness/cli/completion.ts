/**
 * `complete -- WORDS`: what the last of the words may become, out of the tables of commands and flags, the catalog and the folder. A
 * line each: the completion, a tab, and what it is for.
 */
import { readdirSync } from 'node:fs';
import { CLAUSE_IDS, CLAUSES } from '../../spec/clauses.ts';
import { visible } from '../program/visible.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { COMMAND_GROUPS, COMMANDS } from './commands.ts';
import type { CommandEntry } from './commands.ts';
import { SHELLS } from './completion-script.ts';
import { FLAGS, spelled } from './flags.ts';
import type { Flag, FlagTable } from './flag.ts';
import type { CommandName } from './flags.ts';
import type { TargetCatalog } from './target-catalog.ts';

type Completion = readonly [text: string, gist: string];

export async function complete(words: readonly string[], catalog: TargetCatalog): Promise<number> {
  for (const [text, gist] of await completions(words, catalog)) {
    process.stdout.write(`${visible(text)}\t${visible(gist)}\n`);
  }
  return EXIT.conforms;
}

/** What the last word may become. */
export async function completions(words: readonly string[], catalog: TargetCatalog): Promise<readonly Completion[]> {
  const last = words.at(-1) ?? '';
  return (await offered(words.slice(0, -1), last, catalog)).filter(([text]) => text.startsWith(last));
}

async function offered(
  before: readonly string[],
  last: string,
  catalog: TargetCatalog,
): Promise<readonly Completion[]> {
  const [first = '', second = ''] = before;
  if (first === '' || first === 'help') return last.startsWith('-') ? flagsLeft('run', []) : commandsAfter('');
  if (first === 'complete') return plain(SHELLS);
  if (Object.hasOwn(COMMAND_GROUPS, first) && second === '') return commandsAfter(`${first} `);
  const name = commandOf(first, second);
  const table: FlagTable = FLAGS[name];
  const flagAt = (word = '') => Object.entries(table).find(([flag]) => spelled(flag) === word);
  const [, joined, equals = ''] = /^(--[a-z-]+)(=)/.exec(last) ?? [];
  const flag = flagAt(joined ?? before.at(-1));
  if (flag !== undefined && flag[1].value.kind !== 'switch') {
    const head = joined === undefined ? '' : `${joined}${equals}`;
    return (await valuesOf(flag[1], last.slice(head.length), catalog)).map(([text, gist]) => [`${head}${text}`, gist]);
  }
  if (last.startsWith('-')) return flagsLeft(name, before);
  const isValue = (index: number) => {
    const value = flagAt(before[index - 1])?.[1].value;
    return value !== undefined && value.kind !== 'switch';
  };
  const skipped = name.split(' ').length;
  const taken = before.filter((word, index) => index >= skipped && !word.startsWith('-') && !isValue(index)).length;
  const entry: CommandEntry = COMMANDS[name];
  const [form, , choices] = entry.words?.[taken] ?? entry.words?.findLast(([each]) => each.includes('...')) ?? [];
  if (form === undefined) return flagsLeft(name, before);
  return choices === undefined ? files(last) : plain(choices);
}

function commandOf(first: string, second: string): CommandName {
  const rows = Object.entries<{ readonly alias?: string }>(COMMANDS);
  const found = rows.find(([name, { alias }]) => [first, `${first} ${second}`].includes(name) || alias === first);
  return (found?.[0] ?? 'run') as CommandName;
}

/** The commands that go on from a beginning; those that only hold others once. */
function commandsAfter(beginning: string): readonly Completion[] {
  const rows = Object.entries<{ readonly gist: string; readonly alias?: string }>(COMMANDS)
    .filter(([name]) => name.startsWith(beginning))
    .flatMap(([name, { gist, alias }]) => [
      [name, gist] as const,
      ...(alias === undefined ? [] : [[alias, gist] as const]),
    ])
    .map(([name, gist]) => [name.slice(beginning.length), gist] as const);
  const [groups, single] = [rows.filter(([name]) => name.includes(' ')), rows.filter(([name]) => !name.includes(' '))];
  const held = [...new Set(groups.map(([name]) => name.split(' ')[0]!))].map(
    (name) => [name, COMMAND_GROUPS[name] ?? ''] as const,
  );
  const own =
    beginning === ''
      ? ([
          ['complete', 'print completions for a shell'],
          ['help', 'tell of a command'],
        ] as const)
      : [];
  return [...single, ...held, ...own];
}

/** The flags that may still be given. */
function flagsLeft(name: CommandName, before: readonly string[]): readonly Completion[] {
  return [
    ...Object.entries<Flag>(FLAGS[name])
      .filter(([flag, { value }]) => value.kind === 'texts' || !before.includes(spelled(flag)))
      .map(([flag, { gist }]) => [spelled(flag), gist] as const),
    ['--help', 'display help for command'],
  ];
}

async function valuesOf({ value }: Flag, typed: string, catalog: TargetCatalog): Promise<readonly Completion[]> {
  switch (value.kind) {
    case 'choice':
      return plain(value.of);
    case 'choices': {
      const chosen = typed.slice(0, typed.lastIndexOf(',') + 1);
      return plain(value.of.filter((one) => !chosen.split(',').includes(one)).map((one) => `${chosen}${one}`));
    }
    case 'language':
      return plain(catalog.stubs);
    case 'target':
      return targets(typed, catalog);
    case 'texts':
      return CLAUSE_IDS.map((id) => [id, CLAUSES[id].gist]);
    case 'text':
      if (value.form === 'revision') return plain(await (await import('../verdict/requirements.ts')).revisions());
      return value.form === 'file' || value.form === 'folder' ? files(typed, value.form) : [];
    case 'switch':
    case 'number':
    case 'duration':
    case 'shard':
    case 'day':
      return [];
    default:
      return value satisfies never;
  }
}

/** The ways to reach a target, and behind the one that was chosen what may follow: a planted fault, a file. */
async function targets(typed: string, catalog: TargetCatalog): Promise<readonly Completion[]> {
  const [, scheme = ''] = /^([a-z]+:)/.exec(typed) ?? [];
  const spelling = catalog.spellings.find((each) => scheme !== '' && each.replace('[', '').startsWith(scheme));
  if (spelling === undefined)
    return catalog.spellings.flatMap((each) => beginnings(each).map((text) => [text, each] as const));
  if (spelling.includes('fault=')) {
    return (await catalog.faults()).map(({ name, gist }) => [`${scheme}fault=${name}`, gist]);
  }
  if (!spelling.endsWith(':PATH')) return [];
  return files(typed.slice(scheme.length)).map(([text, gist]) => [`${scheme}${text}`, gist]);
}

/** Up to what has to be filled in: both of `http(s)://HOST`, and `reference:fault=` beside `reference`. */
function beginnings(spelling: string): readonly string[] {
  const [, name = '', plural, optional, rest = ''] = /^([a-z]+)(\(s\))?(\[:[a-z]+=)?(:(?:\/\/)?)?/.exec(spelling)!;
  const more = plural === undefined ? optional && `${name}${optional.slice(1)}` : `${name}s${rest}`;
  return [`${name}${rest}`, ...(more === undefined ? [] : [more])];
}

/** What lies in the folder of the path that was begun; folders end in a slash, and what is hidden has to be begun. */
function files(typed: string, form: 'file' | 'folder' = 'file'): readonly Completion[] {
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  try {
    return readdirSync(folder || '.', { withFileTypes: true })
      .filter((entry) => (form === 'file' || entry.isDirectory()) && (!entry.name.startsWith('.') || typed !== folder))
      .map((entry) => [`${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`, '']);
  } catch {
    return [];
  }
}

function plain(names: readonly string[]): readonly Completion[] {
  return names.map((name) => [name, '']);
}
