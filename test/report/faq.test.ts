/** docs/faq.md: each section on a message is reached by a message that the command really gives, and names itself in a line of its own. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { faqSection } from '../../harness/report/faq.ts';
import { emptyFolder, kmcl } from '../cli/kmcl.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/faq.md'), 'utf8');
const [, ABOUT_MESSAGES = ''] = PAGE.split('## What a message means');
const TITLES = [...ABOUT_MESSAGES.matchAll(/^### (.*)$/gm)].map(([, title]) => title!);

/** What a target on standard input and output says to `hello`, and to every `run`. */
function peer(hello: object, run: object): string {
  const answer = (result: object) => `"result":${JSON.stringify(result)}}`;
  return `
    import { createInterface } from 'node:readline';
    createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, method } = JSON.parse(line);
      process.stdout.write(\`{"jsonrpc":"2.0","id":\${id},\` + (method === 'hello' ? '${answer(hello)}' : '${answer(run)}') + '\\n');
    });`;
}
const HELLO = { protocol: 1, name: 'a', version: '1', capabilities: [] };
const MODULE = `export default { info: { name: 'm', version: '1', capabilities: ['flying'] }, run: async () => [] };`;

type Row = readonly [words: readonly string[], prepare?: (cwd: string) => unknown];
const target = (name: string, ...more: readonly string[]): Row[0] => [
  'run',
  '--tier',
  'smoke',
  '--target',
  name,
  ...more,
];
const file = (name: string, content: string) => (cwd: string) => writeFileSync(join(cwd, name), content);
const onNode = (content: string): Row => [target('stdio:node a.mjs'), file('a.mjs', content)];

const ROWS: Readonly<Record<string, Row>> = {
  'No target is named': [['run']],
  'Unknown target': [target('reverence')],
  'A flag means nothing for this target': [target('reference', '--ca', 'ca.pem')],
  'Named by the report alone': [
    ['rerun', 'report.json'],
    (cwd) => {
      const report = JSON.parse(readFileSync(join(import.meta.dirname, 'sample-report.json'), 'utf8'));
      file('report.json', JSON.stringify({ ...report, asked: { ...report.asked, target: 'tcp://h:1' } }))(cwd);
    },
  ],
  'TODO: call your function here': [['run', '--tier', 'smoke'], (cwd) => kmcl(['init', '--language', 'node'], { cwd })],
  'The answer is not JSON': [target('stdio:echo hello')],
  'The command was not found': [target('stdio:no-such-command')],
  'Nothing listens there': [target('tcp://127.0.0.1:1')],
  'The command ended': [target('stdio:true')],
  'Each call has one answer': onNode(peer(HELLO, { responses: [] })),
  'An answer of the wrong kind': onNode(peer(HELLO, { responses: [{}] })),
  'No such capability': [target('module:./m.mjs'), file('m.mjs', MODULE)],
  'There is no such module': [target('module:./none.ts')],
  'The library cannot be loaded': [target('native:./none.so'), file('none.so', 'no library')],
  'The peer speaks another protocol': onNode(peer({ ...HELLO, protocol: 2 }, {})),
  'A token can be read on the way': [target('http://h.example/', '--token-variable', 'TOKEN')],
  'The folder is in use': [
    target('reference', '--out', 'out'),
    (cwd) => {
      mkdirSync(join(cwd, 'out'));
      file('out/kmcl.lock', JSON.stringify({ pid: 1, host: 'another', began: '' }))(cwd);
    },
  ],
  'No clause matches': [target('reference', '--clause', 'fly.*')],
  'This is no report': [['diff', 'a.json', 'a.json'], file('a.json', '{"report":1}')],
};

/** What takes long, or a compiler, to come about: the words where they are written. */
const WRITTEN: Readonly<Record<string, readonly [file: string, words: string]>> = {
  'No answer in time': ['harness/execute/deadline.ts', 'no answer${whose} within ${ms} ms'],
  'Native targets need koffi': ['targets/native/library.ts', 'native targets need koffi, which ${why}'],
  'It wrote to stdout': [
    'targets/isolated/child-supply.ts',
    '${noun} wrote to stdout, which a target must leave alone: ',
  ],
  'It was built with AddressSanitizer': ['targets/native/native.ts', '${file} was built with AddressSanitizer: '],
};

it('has each of its messages tried or found', () => {
  expect(TITLES.toSorted()).toEqual([...Object.keys(ROWS), ...Object.keys(WRITTEN)].toSorted());
  expect(TITLES.length).toBeGreaterThan(20);
});

/** As the site makes one: of letters, digits and hyphens. */
const anchorOf = (title: string) =>
  title
    .toLowerCase()
    .match(/[\w-]+/g)!
    .join('-');

it.each(Object.entries(ROWS))('%s', async (title, [words, prepare]) => {
  const cwd = emptyFolder();
  await prepare?.(cwd);
  const { exitCode, stdout, stderr } = await kmcl(words, { cwd });
  const section = `docs/faq.md#${anchorOf(title)}`;
  // Where a run came to a verdict, among what can be done next; else below the message.
  if (stdout.includes('TARGET UNUSABLE')) expect(stdout).toMatch(new RegExp(`^  faq       ${section}$`, 'm'));
  else expect(stderr).toMatch(new RegExp(`(?:^|\\n)error: [^]*\\n\\(see ${section}\\)\n$`));
  expect([4, 5]).toContain(exitCode);
});

it.each(Object.entries(WRITTEN))('%s', (title, [path, words]) => {
  expect(readFileSync(join(import.meta.dirname, '../..', path), 'utf8')).toContain(words);
  expect(faqSection(words.replaceAll(/\$\{\w+\}/g, '7'))).toBe(`docs/faq.md#${anchorOf(title)}`);
});

it('is not named by what says all that there is to say', () => {
  expect(faqSection('--workers and --shard: a part of a run is not parted again')).toBeUndefined();
});
