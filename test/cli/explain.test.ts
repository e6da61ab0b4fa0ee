/** `explain`: clauses with a fault that breaks them, failures by their signature, statuses and words. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import { explained } from '../../harness/cli/explain-command.ts';
import { faultExample } from '../../harness/cli/fault-example.ts';
import { GLOSSARY } from '../../harness/report/glossary.ts';
import { PLAIN_SCREEN } from '../../harness/report/terminal/screen.ts';
import { catalog } from '../../targets/catalog.ts';
import { emptyFolder, kmcl } from './kmcl.ts';

const told = async (word: string, report = 'none.json') =>
  (await explained(word, report, catalog, PLAIN_SCREEN)).join('\n');

it('parts the longest label from its text', async () => {
  expect(await told('refuse.client')).toMatch(/^ {2}capability needs client-endpoint$/m);
});

it('tells a clause, and shows it broken', async () => {
  const { stdout, exitCode } = await kmcl(['explain', 'refuse.both-zero']);
  expect(stdout).toMatchInlineSnapshot(`
    "refuse.both-zero  MUST  two zero amounts on a good channel return STATUS_INVALID_PARAMETER

      source    VmbServerChannelInitSetMmioMegabytes (learn.microsoft.com), return value
      position  Stated in so many words.
      matters   a driver that computed nothing by mistake is told that all is well, and fails later in the guest
      fault     a reservation of nothing at all is accepted

        1  allocate ch0 server                              -> STATUS_SUCCESS
        2  setMmioMegabytes ch0 MmioMegabytes=0 Optional=0  -> STATUS_SUCCESS  <- here
          saw        0x00000000 STATUS_SUCCESS (success)
          permitted  0xC000000D STATUS_INVALID_PARAMETER (error)

      try       kmcl-conformance run --target reference:fault=both-zero-accepted --clause refuse.both-zero
    "
  `);
  expect(exitCode).toBe(0);
});

it('has an example of each clause but one, and what it names is broken there', async () => {
  const without: string[] = [];
  for (const clause of CLAUSE_IDS) {
    const example = await faultExample(clause, catalog);
    if (example === undefined) without.push(clause);
    else expect(example.finding.clause).toBe(clause);
  }
  // No fault is planted that only this one can tell, as test/faults.test.ts holds.
  expect(without).toEqual(['offer.independent']);
});

it('says so where there is no example', async () => {
  expect(await told('offer.independent')).toMatch(/^ {2}fault +none of the planted ones/m);
});

describe('a signature', () => {
  const cwd = emptyFolder();
  beforeAll(async () => {
    const target = 'reference:fault=both-zero-accepted';
    await kmcl(['--target', target, '--tier', 'smoke', '--out', 'kmcl-report', '--seed', '1'], { cwd });
  });

  it('is looked up in the report', async () => {
    const { stdout, exitCode } = await kmcl(['explain', 'km-c7e1f38e', '--calls', 'api'], { cwd });
    expect(stdout).toMatch(/^FAIL {2}refuse\.both-zero {2}MUST/m);
    expect(stdout).toContain('VmbServerChannelInitSetMmioMegabytes(ch0, MmioMegabytes=0, MmioMegabytesOptional=0)');
    expect(stdout).toMatch(/^ {2}standing +counts$/m);
    expect(stdout).toMatch(/^ {2}replay +kmcl-conformance replay /m);
    expect(exitCode).toBe(0);
  });

  it.each([
    ['of another run', join(cwd, 'kmcl-report', 'report.json'), /tells of no failure KM-00000000/],
    ['of no report', 'none.json', /none\.json: there is no such file/],
  ])('%s is none', async (_, report, message) => {
    await expect(told('KM-00000000', report)).rejects.toThrow(message);
  });
});

it.each([
  ['decisive', GLOSSARY.decisive],
  ['DECISIVE', GLOSSARY.decisive],
  ['planted faults', GLOSSARY['planted fault']],
  ['either-code:stale', GLOSSARY['either-code:stale']],
  ['complete-1', GLOSSARY.complete],
  ['two-channels-0', GLOSSARY['two-channels']],
  ['globally shortest', GLOSSARY['globally shortest']],
  ['0x80070057', '0x80070057 (warning; looks like the HRESULT E_INVALIDARG)'],
  ['STATUS_PENDING', '0x00000103 STATUS_PENDING (success)'],
  ['reservation', 'readReservation tells the pair that the server holds'],
])('tells %s', async (word, text) => {
  expect(await told(word)).toContain(text);
});

it('knows why a strategy ended early, which the terminal says beside it', { tags: ['slow'] }, async () => {
  const { stdout } = await kmcl(['run', '--target', 'reference:fault=both-zero-accepted', '--seed', '1']);
  expect(stdout).toMatch(/^random .* calls, ended early \(it failed so often that more would tell nothing new\)$/m);
  expect(await told('ended early')).toContain('A strategy ends so');
});

it('lists its words where none is given', async () => {
  const { stdout } = await kmcl(['explain']);
  for (const term of Object.keys(GLOSSARY)) expect(stdout).toContain(term);
});

it.each([
  ['refuse.both', /did you mean "refuse\.both-zero"/],
  ['ended', /did you mean "ended early"/],
  ['refuse.both-zeros', /did you mean "refuse\.both-zero"/],
  ['STATUS_NONSENSE', /nothing is known of "STATUS_NONSENSE".*; explain alone lists the words, and list clauses/],
  [
    'KM-C7E1F38E',
    /cannot read the report .*there is no such file; a run with --out FOLDER leaves a report\.json there/,
  ],
  ['\u001b[31m', /nothing is known of "\\x1b\[31m"/],
  ['', /nothing is known of ""/],
])('does not know %j', async (word, message) => {
  await expect(told(word)).rejects.toThrow(message);
});

it('ends with 4 where it does not know a word, and says which was meant', async () => {
  const { stdout, stderr, exitCode } = await kmcl(['explain', 'decisve']);
  expect(stderr).toMatch(/did you mean "decisive"/);
  expect(stdout).toBe('');
  expect(exitCode).toBe(4);
});
