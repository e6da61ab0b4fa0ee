/**
 * Files as a stranger would prepare them: each way of reading one, with each way in which it can be wrong.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a command reads a file of each kind. `good` files lie in the folder of the rows. */
const READERS = {
  program: (file: string) => ['replay', file, '--target', 'reference'],
  emitted: (file: string) => ['emit', file],
  baseline: (file: string) => ['baseline', 'check', 'good.json', '--baseline', file],
  config: (file: string) => ['run', '--target', 'reference', '--tier', 'smoke', '--config', file],
  report: (file: string) => ['diff', 'good.json', file],
  matrix: (file: string) => ['matrix', file],
  verified: (file: string) => ['verify', file],
  trace: (file: string) => ['judge', file],
  vectors: (file: string) => ['judge', file, file],
  results: (file: string) => ['merge', file],
  rerun: (file: string) => ['rerun', file, '--failed', '--target', 'reference'],
  resume: (file: string) => ['sweep', '--target', 'reference', '--to', '16', '--processes', '1', '--resume', file],
  corpus: (file: string) => ['run', '--target', 'reference', '--tier', 'smoke', '--corpus', file],
} as const;

export type Reader = keyof typeof READERS;

export interface HostileRow {
  readonly name: string;
  readonly words: readonly string[];
  /** In the message. */
  readonly says: RegExp;
  prepare(folder: string): void;
}

type Content = (good: string) => string | Buffer;

/** A file of this name with this content, made out of the good one of its kind. */
function text(reader: Reader, what: string, file: string, content: Content, says: RegExp): HostileRow {
  return {
    name: `${reader}: ${what}`,
    words: READERS[reader](file),
    says,
    prepare: (folder) => writeFileSync(join(folder, file), content(goodOf(reader, folder))),
  };
}

/** Something at this path that is no file with a content. */
function place(reader: Reader, what: string, make: (path: string) => void, says: RegExp, file = 'bad'): HostileRow {
  return {
    name: `${reader}: ${what}`,
    words: READERS[reader](file),
    says,
    prepare: (folder) => make(join(folder, file)),
  };
}

/** A path of the system. */
function system(reader: Reader, path: string, says: RegExp): HostileRow {
  return { name: `${reader}: ${path}`, words: READERS[reader](path), says, prepare: () => {} };
}

function goodOf(reader: Reader, folder: string): string {
  const names: Partial<Record<Reader, string>> = { trace: 'good-trace.json', results: 'good.ndjson' };
  return readFileSync(join(folder, names[reader] ?? 'good.json'), 'utf8');
}

const fifo = (path: string) => void execFileSync('mkfifo', [path]);
const folder = (path: string) => mkdirSync(path);
const circle = (path: string) => symlinkSync(path, path);
const device = (path: string) => symlinkSync('/dev/zero', path);
const gigabyte = (path: string) => {
  writeFileSync(path, '');
  truncateSync(path, 2 ** 30);
};
const edited = (edit: (report: Record<string, unknown>) => void) => (good: string) => {
  const report = JSON.parse(good) as Record<string, unknown>;
  edit(report);
  return JSON.stringify(report);
};
const WAIVER = '- {clause: held.set, signature: KM-0000, kind: flaky, reason: x}';
const yaml = (failures: string) => () => `version: 1\nfailures:\n${failures}\n`;
const deep = () => '['.repeat(100_000);

const READ_AS_A_FILE: readonly Reader[] = ['program', 'baseline', 'config', 'report', 'trace', 'results', 'resume'];

/** What each of them is refused for in the same way. */
const EVERYWHERE: readonly HostileRow[] = READ_AS_A_FILE.flatMap((reader) => {
  const file = reader === 'config' ? 'bad.json' : 'bad';
  return [
    place(reader, 'a FIFO', fifo, /no regular file/, file),
    place(reader, 'a link to a device', device, /no regular file/, file),
    // Of a folder merge takes the reports that are in it.
    place(
      reader,
      'a folder',
      folder,
      reader === 'results' ? /nor a folder in it has a report/ : /it is a folder/,
      file,
    ),
    place(reader, 'a link to itself', circle, /links go in a circle/, file),
    place(reader, 'a gigabyte', gigabyte, /larger than|longer than/, file),
    text(reader, 'not UTF-8', file, () => Buffer.from([0x7b, 0xe9, 0x62]), /not UTF-8/),
    text(reader, 'NUL bytes', file, () => '\0'.repeat(50_000), /./),
  ];
});

const PROGRAMS: readonly HostileRow[] = [
  system('program', '/proc/self/environ', /no program|not UTF-8|larger/),
  system('emitted', '/proc/kmsg', /cannot read/),
  text('program', 'empty', 'bad', () => '', /no call in it/),
  text('program', 'a word of a megabyte', 'bad', () => 'x'.repeat(900_000), /unknown call "x+\.\.\."/),
  text('program', 'escapes', 'bad', () => '\u001b[31mred\u001b]0;title\u0007', /unknown call "\\x1b\[31mred/),
  text(
    'program',
    'half a million # before a line end of another kind',
    'bad',
    () => '#'.repeat(500_000) + '\u2028',
    /no call/,
  ),
  text('program', 'a huge number', 'bad', () => `allocate ${'9'.repeat(100_000)} server`, /whole number from 0 to 15/),
  text(
    'program',
    'more calls than are read',
    'bad',
    () => 'allocate 0 server\n'.repeat(50_000),
    /more than 10000 calls/,
  ),
  text('program', 'a call that turns the text', 'bad', () => '\u202ereverse', /\\x202e/),
  place('program', 'escapes in its name', folder, /\\x1b\[2Jbad/, '\u001b[2Jbad'),
  place('program', 'a line end in its name', folder, /bad error: none/, 'bad\nerror: none'),
  place('corpus', 'a file where the folder should be', (path) => writeFileSync(path, 'x'), /it is no folder/),
];

const YAML: readonly HostileRow[] = [
  system('baseline', '/proc/self/maps', /is no (YAML|baseline)/),
  text('baseline', 'empty', 'bad', () => '', /is no baseline/),
  text('baseline', 'a bomb of aliases', 'bad', () => bomb(), /aliases|alias count/),
  text('baseline', 'more aliases', 'bad', () => `a: &a x\n${rows(20_000, (n) => `b${n}: *a`)}`, /anchors and aliases/),
  text('baseline', 'brackets nested', 'bad', () => '['.repeat(200_000), /nested more than/),
  text('baseline', 'lists nested', 'bad', () => '- '.repeat(100_000), /nested more than/),
  text('baseline', 'indented ever further', 'bad', () => rows(600, (n) => `${' '.repeat(n)}a:`), /indented too far/),
  text('baseline', 'a key twice', 'bad', () => 'version: 1\nversion: 1\n', /the key "version" is there twice/),
  text('baseline', '20,000 keys', 'bad', () => rows(20_000, (n) => `k${n}:`), /tokens/),
  text('baseline', 'a prototype', 'bad', () => 'version: 1\n__proto__: {failures: []}\n', /__proto__/),
  text('baseline', 'a constructor', 'bad', () => 'version: 1\nconstructor: {prototype: {x: 1}}\n', /constructor/),
  text('baseline', 'ten thousand errors', 'bad', () => '] '.repeat(20_000), /is no YAML/),
  text('baseline', 'wrong types', 'bad', yaml(rows(2_000, () => '- 1')), /and 19\d\d more/),
  text('baseline', 'escapes', 'bad', yaml(`- "${'\\e'}[31m": 1`), /\\x1b\[31m/),
  text(
    'baseline',
    'a signature of a megabyte',
    'bad',
    yaml(WAIVER.replace('KM-0000', 'K'.repeat(200_000))),
    /signature/,
  ),
  text('baseline', 'another version', 'bad', () => 'version: 2', /version/),
  text('baseline', 'a tag that makes code', 'bad', () => 'version: !!js/function "x"', /version/),
];

const JSON_FILES: readonly HostileRow[] = [
  text('config', 'deep', 'bad.json', deep, /nested more than 64 deep/),
  text('config', 'a prototype', 'bad.json', () => '{"__proto__":{"tier":"smoke"}}', /__proto__/),
  text('config', 'a prototype in other letters', 'bad.json', () => '{"__pr\\u006fto__":{}}', /__proto__/),
  text('config', 'wrong types', 'bad.json', () => '{"seed":"1","tier":7}', /is no config/),
  text('config', 'a number beyond all', 'bad.json', () => '{"seed":1e400}', /is no config/),
  text('config', 'escapes', 'bad.json', () => '{"\\u001b[31m":1}', /\\x1b\[31m/),
  text('config', 'escapes that go on to a flag', 'bad.json', () => '{"baseline":"\\u001b[31m"}', /\\x1b\[31m/),
  text('config', 'code that throws nothing', 'bad.mjs', () => 'throw undefined', /cannot read bad\.mjs/),
  text('config', 'code that throws escapes', 'bad.mjs', () => 'throw new Error("\\u001b[31m")', /\\x1b\[31m/),
  place('config', 'code that is a FIFO', fifo, /no regular file/, 'bad.ts'),
  text('report', 'empty', 'bad', () => '', /is no report/),
  text('report', 'deep', 'bad', deep, /nested more than 64 deep/),
  text('report', 'cut', 'bad', (good) => good.slice(0, good.length / 2), /is no report/),
  text('report', 'a prototype', 'bad', (good) => good.replace('{', '{"__proto__":{},'), /__proto__/),
  text(
    'report',
    '60,000 wrong rows',
    'bad',
    edited((report) => (report['clauses'] = Array(60_000).fill(1))),
    /and 59\d+ more/,
  ),
  text('report', 'ten million values', 'bad', () => `[${'1,'.repeat(10_000_000)}1]`, /more than 150000 values/),
  text(
    'report',
    'a number beyond all',
    'bad',
    (good) => good.replace(/"calls":\s*\d+/, '"calls":1e999'),
    /is no report/,
  ),
  text(
    'report',
    'another version',
    'bad',
    edited((report) => (report['report'] = 99)),
    /report version 99/,
  ),
  text('report', 'escapes in a key', 'bad', () => '{"\u001b[31m', /is no report/),
  text('matrix', 'null', 'bad', () => 'null', /is no report/),
  text(
    'verified',
    'a clause that there is not',
    'bad',
    (good) => good.replaceAll('"refuse.both-zero"', '"\\u001b[31m"'),
    /clause|report/,
  ),
  text(
    'rerun',
    'a program that is none',
    'bad',
    (good) => good.replaceAll('"allocate 0 server"', '"\\u001b[31m"'),
    /no program|no trace|unknown call/,
  ),
  text('trace', 'empty', 'bad', () => '', /./),
  text('trace', 'deep', 'bad', (good) => good.replace('{', `{"trace":1,"x":${'['.repeat(9_000)},`), /nested|no trace/),
  text('trace', 'cut', 'bad', (good) => good.slice(0, good.length / 2), /is no trace/),
  text(
    'trace',
    'an answer too many',
    'bad',
    (good) => good.replace(/"responses":\s*\[/, '"responses":[{},'),
    /is no trace/,
  ),
  text(
    'trace',
    'a call that there is not',
    'bad',
    (good) => good.replace('allocate 0', 'allo\\u001bcate 0'),
    /no trace.*\\x1b/s,
  ),
  text(
    'results',
    'a first line of another kind',
    'bad',
    (good) => good.split('\n').slice(1).join('\n'),
    /is no report|none of a run|first line/,
  ),
  text(
    'results',
    'a line without end',
    'bad',
    (good) => `${good}${'x'.repeat(9 << 20)}`,
    /a line is longer than 8 MiB/,
  ),
  text(
    'results',
    'more lines that are none than a run leaves',
    'bad',
    (good) => `${good}${'x\n'.repeat(200_000)}`,
    /1000 of its lines/,
  ),
  text(
    'results',
    'a first line that is deep',
    'bad',
    (good) => good.replace('"begin"', `"begin","x":${'['.repeat(9_000)}`),
    /none of a run/,
  ),
  text('resume', 'empty', 'bad', () => '', /bad: /),
  text('resume', 'deep', 'bad', deep, /nested more than/),
  text(
    'resume',
    'spans of another size',
    'bad',
    () => '{"version":1,"identity":"x","done":[[0,1e300]]}',
    /no file of a sweep/,
  ),
  text('resume', 'escapes', 'bad', () => '{"version":1,"identity":"\\u001b[31m","done":[]}', /belongs to \\x1b\[31m/),
];

/** What is in them is tried in test/vectors. */
const VECTORS: readonly HostileRow[] = [
  place('vectors', 'a FIFO', fifo, /no regular file/),
  place('vectors', 'a link to a device', device, /no regular file/),
  place('vectors', 'a folder', folder, /it is a folder/),
  place('vectors', 'a gigabyte', gigabyte, /larger than/),
  text('vectors', 'empty', 'bad', () => '', /neither a vector file/),
  text('vectors', 'a deep header', 'bad', () => `{"vectors":${'['.repeat(9_000)}`, /nested more than/),
  text('vectors', 'escapes in a header', 'bad', () => '{"vectors":1,"\u001b[31m":1}', /bad: line 1: /),
];

const FLAGS: readonly HostileRow[] = [
  {
    name: '--clause: 5,000 stars',
    words: ['run', '--target', 'reference', '--clause', `${'*'.repeat(5_000)}!`],
    says: /no clause matches/,
    prepare: () => {},
  },
  {
    name: '--clause: 5,000 stars and letters',
    words: ['run', '--target', 'reference', '--clause', `${'*e'.repeat(5_000)}!`],
    says: /no clause matches/,
    prepare: () => {},
  },
  {
    name: '--requirements: escapes',
    words: ['run', '--target', 'reference', '--requirements', '\u001b[31m'],
    says: /\\x1b\[31m/,
    prepare: () => {},
  },
  { name: 'an option with escapes', words: ['run', '--\u001b[31m'], says: /\\x1b\[31m/, prepare: () => {} },
  { name: 'a target with escapes', words: ['run', '--target', '\u001b[31m'], says: /\\x1b\[31m/, prepare: () => {} },
];

export const HOSTILE_ROWS: readonly HostileRow[] = [
  ...EVERYWHERE,
  ...PROGRAMS,
  ...YAML,
  ...JSON_FILES,
  ...VECTORS,
  ...FLAGS,
];

function rows(count: number, row: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => row(index)).join('\n');
}

function bomb(): string {
  const names = [...'abcdefgh'];
  const line = (name: string, index: number) =>
    `${name}: &${name} [${Array(9)
      .fill(index === 0 ? 'x' : `*${names[index - 1]}`)
      .join(', ')}]`;
  return names.map(line).join('\n');
}
