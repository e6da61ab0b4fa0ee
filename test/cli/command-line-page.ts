/**
 * The tables of `docs/command-line.md`, out of the tables of commands and flags. `npm run docs` writes them in between the marks,
 * and a test holds that they are what the command line takes.
 */
import { COMMANDS } from '../../harness/cli/commands.ts';
import { FLAGS, spelled } from '../../harness/cli/flags.ts';
import type { Flag, FlagTable, FlagValue } from '../../harness/cli/flag.ts';
import type { CommandName } from '../../harness/cli/flags.ts';
import { GLOSSARY } from '../../harness/report/glossary.ts';
import { catalog } from '../../targets/catalog.ts';

const BEGIN = '<!-- flags:begin, written by npm run docs -->';
const END = '<!-- flags:end -->';

/** The page with its tables written anew. */
export function withFlagTables(page: string): string {
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`the page has no ${BEGIN} ... ${END}`);
  return `${page.slice(0, before + BEGIN.length)}\n${commandSections()}${glossarySection()}\n${page.slice(after)}`;
}

function commandSections(): string {
  return (Object.keys(FLAGS) as CommandName[]).map(section).join('');
}

/** What `explain` says of a word. */
function glossarySection(): string {
  const rows = Object.entries(GLOSSARY).map(([word, meaning]) => `| ${word} | ${cell(meaning)} |`);
  return ['\n## Words of the output', '', '| word | meaning |', '| --- | --- |', ...rows, ''].join('\n');
}

function section(name: CommandName): string {
  const { gist, words = [], alias }: (typeof COMMANDS)[CommandName] = COMMANDS[name];
  const line = ['kmcl-conformance', name, ...words.map(([form]) => form)].join(' ');
  const also = alias === undefined ? '' : ` Also called \`${alias}\`.`;
  return `\n## ${name}\n\n\`${line}\`: ${cell(gist)}.${also}\n${table(name, FLAGS[name])}`;
}

function table(command: CommandName, flags: FlagTable): string {
  const rows = Object.entries(flags).map(([name, flag]) => row(command, name, flag));
  if (rows.length === 0) return '';
  return ['', '| flag | what | if absent |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

function row(command: CommandName, name: string, flag: Flag): string {
  const { value, gist } = flag;
  const form = value.kind === 'switch' ? '' : ` ${formOf(value)}`;
  const places = command === 'run' ? elsewhere(flag) : '';
  return `| \`${cell(`${spelled(name)}${form}`)}\` | ${cell(gist)}${places} | ${absent(flag)} |`;
}

function formOf(value: FlagValue): string {
  switch (value.kind) {
    case 'text':
    case 'texts':
      return value.form.toUpperCase();
    case 'number':
      return `${value.min}..${value.max}`;
    case 'choice':
      return value.of.join('|');
    case 'choices':
      return `${value.of[0]},...`;
    case 'shard':
      return 'i/n';
    case 'day':
      return 'YYYY-MM-DD';
    case 'language':
      return catalog.stubs.join('|');
    case 'target':
      return 'T';
    default:
      return value.kind;
  }
}

function absent(flag: Flag): string {
  if (flag.isRequired === true || 'isNamed' in flag) return 'has to be given';
  if (flag.default !== undefined) return `\`${flag.default}\``;
  return flag.value.kind === 'texts' ? 'all' : '';
}

/** A flag of `run` that has no place in the config file, or is no input of the action, says so. */
function elsewhere({ notIn = [] }: Flag): string {
  return notIn.length === 0 ? '' : ` (not in the ${notIn.join(' and the ')})`;
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
