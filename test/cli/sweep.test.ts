/** `sweep` as a user runs it: wrong pairs are found, saved and replayed, and an interrupted sweep goes on. */
import { spawn } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sweepParts } from '../../harness/cli/sweep-progress.ts';
import { buildLibrary } from '../build-library.ts';
import { requireTool } from '../require-tool.ts';
import { emptyFolder, kmcl, MAIN } from './kmcl.ts';

const SLOW = { tags: ['slow'] };

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const C_EXAMPLE = path('../../targets/examples/c/channel.c');
const MISBEHAVING = path('../targets/native/misbehaving.c');

const sweep = (target: string, words: readonly string[], cwd = emptyFolder()) =>
  kmcl(['sweep', '--target', target, ...words], { cwd });

describe('the reference', () => {
  it('conforms, from one pair to another', async () => {
    const { exitCode, stdout } = await sweep('reference', ['--from', '65530', '--to', '165530']);
    expect(stdout).toMatchInlineSnapshot(`
      "reference 1.0.0  sweep of 100,000 pairs, 65530 to 165529

        state     fresh: 100,000 pairs
        state     enabled: 100,000 pairs
        state     open: 100,000 pairs
        state     closed: 100,000 pairs
        state     disabled: 100,000 pairs
        state     re-enabled: 100,000 pairs
        state     client: 100,000 pairs
        state     null: 100,000 pairs
        state     stale: 100,000 pairs
        state     forged: 100,000 pairs
        readings  satisfied: documented yes, state-model no

      CONFORMS  100,000 pairs were answered as permitted in each of 10 states
      "
    `);
    expect(exitCode).toBe(0);
  });

  it('fails with a fault in a pair, which is saved and fails again', async () => {
    const cwd = emptyFolder();
    const target = 'reference:fault=both-zero-accepted';
    const { exitCode, stdout } = await sweep(target, ['--to', '1000'], cwd);
    expect(stdout).toMatchInlineSnapshot(`
      "reference:fault=both-zero-accepted 1.0.0  sweep of 1,000 pairs, 0 to 999

          1  allocate ch0 server                              -> STATUS_SUCCESS
          2  setMmioMegabytes ch0 MmioMegabytes=0 Optional=0  -> STATUS_SUCCESS  <- here

      FAIL  refuse.both-zero  MUST  two zero amounts on a good channel return STATUS_INVALID_PARAMETER
        at call 2
            saw        0x00000000 STATUS_SUCCESS (success)
            permitted  0xC000000D STATUS_INVALID_PARAMETER (error)

        state     fresh
        saved     kmcl-corpus/refuse.both-zero-143ce5d2.kmcl
        replay    kmcl-conformance replay kmcl-corpus/refuse.both-zero-143ce5d2.kmcl --target reference:fault=both-zero-accepted

      DOES NOT CONFORM  a pair was not answered as permitted
      "
    `);
    expect(exitCode).toBe(1);
    const [, file] = /saved +(\S+)/.exec(stdout)!;
    expect((await kmcl(['replay', file!, '--target', target], { cwd })).exitCode).toBe(1);
  });

  it('is swept in the states that are named, and told of each', async () => {
    const { exitCode, stdout } = await sweep('reference', ['--to', '100', '--state', 'open,null']);
    expect(stdout).toMatch(/^ +state +open: 100 pairs\n +state +null: 100 pairs\n/m);
    expect(stdout).toMatch(/^CONFORMS {2}100 pairs were answered as permitted in each of 2 states$/m);
    expect(exitCode).toBe(0);
  });

  it('is judged under the reading that is asked for, where the readings part', async () => {
    const target = 'reference:reading=state-model';
    const words = ['--to', '70000', '--state', 'disabled'];
    const documented = await sweep(target, words);
    expect(documented.stdout).toMatch(/^FAIL {2}refuse\.disabled /m);
    expect(documented.exitCode).toBe(1);
    const { exitCode, stdout } = await sweep(target, [...words, '--reading', 'state-model']);
    expect(stdout).toMatch(/satisfied: documented no, state-model yes\n\nCONFORMS/);
    expect(exitCode).toBe(0);
  });

  it('is not called conforming where a state could not be reached', async () => {
    const { exitCode, stdout } = await sweep('reference:enable=fails-first', ['--to', '100', '--state', 'fresh,open']);
    expect(stdout).toMatch(/^ +state +open: not reached: enable ch0 was refused$/m);
    expect(stdout).toMatch(/readings +not told apart: state disabled was not swept$/m);
    expect(stdout).toMatch(/^INCONCLUSIVE {2}not reached: open$/m);
    expect(exitCode).toBe(2);
  });

  it('keeps what is done by state, and goes on from a file that knows the fresh channel alone', async () => {
    const cwd = emptyFolder();
    const name = 'reference 1.0.0';
    writeFileSync(join(cwd, 'done.json'), JSON.stringify({ version: 1, identity: name, done: [[0, 60]] }));
    const words = ['--to', '100', '--state', 'fresh,closed', '--resume', 'done.json'];
    expect((await sweep('reference', words, cwd)).stdout).toMatch(/2 states, 60 of them in an earlier run$/m);
    expect(JSON.parse(readFileSync(join(cwd, 'done.json'), 'utf8'))).toEqual({
      version: 2,
      identity: name,
      done: { fresh: [[0, 100]], closed: [[0, 100]] },
    });
    expect((await sweep('reference', words, cwd)).stdout).toMatch(/2 states, 200 of them in an earlier run$/m);
  });

  it('fails with a fault in one pair of one state', async () => {
    const words = ['--from', '258000000', '--to', '260000000', '--state', 'closed'];
    const { exitCode, stdout } = await sweep('reference:fault=closed-pair-accepted', words);
    expect(stdout).toMatch(/setMmioMegabytes ch0 MmioMegabytes=3962 Optional=1357 .*<- here$/m);
    expect(exitCode).toBe(1);
  });

  it('fails with a fault that only shows behind another pair', async () => {
    const { exitCode, stdout } = await sweep('reference:fault=first-wins', ['--from', '500', '--to', '1000']);
    expect(stdout).toMatch(/^ +4 {2}readReservation ch0 .*<- here$/m);
    expect(exitCode).toBe(1);
  });
});

describe.runIf(requireTool('gcc'))('a library', () => {
  it('that is built anew meanwhile is inconclusive, and nothing of it is kept', async () => {
    const cwd = emptyFolder();
    const library = join(cwd, 'own.so');
    copyFileSync(buildLibrary('c', C_EXAMPLE), library);
    const words = ['--state', 'fresh,closed', '--to', '40000000', '--resume', 'done.json'];
    const ended = sweep(`native:${library}`, words, cwd);
    // From the file that is written before the first pair on.
    await expect.poll(() => existsSync(join(cwd, 'done.json')), { timeout: 60_000, interval: 20 }).toBe(true);
    appendFileSync(library, 'another build');
    expect(await ended).toMatchObject({
      exitCode: 2,
      stdout: 'INCONCLUSIVE  the target was built anew while it was swept\n',
    });
    expect(JSON.parse(readFileSync(join(cwd, 'done.json'), 'utf8')).done).toEqual({});
  });

  it('conforms', SLOW, async () => {
    const library = buildLibrary('c', C_EXAMPLE);
    const { exitCode, stdout } = await sweep(`native:${library}`, ['--to', '1000000', '--processes', '2']);
    expect(stdout).toMatch(/^CONFORMS {2}1,000,000 pairs were answered as permitted in each of 10 states$/m);
    expect(exitCode).toBe(0);
  });

  it('that has one pair wrong is told which', SLOW, async () => {
    const library = buildLibrary('c', C_EXAMPLE, { flags: ['-DFAULT_ONE_PAIR_WRONG'] });
    const { exitCode, stdout } = await sweep(`native:${library}`, ['--from', '300000000', '--to', '310000000']);
    expect(stdout).toMatch(/^ +2 {2}setMmioMegabytes ch0 MmioMegabytes=4660 Optional=43981 /m);
    expect(stdout).toMatch(/^FAIL {2}held\.set /m);
    expect(exitCode).toBe(1);
  });

  it('that crashes at a pair is told where', SLOW, async () => {
    const pair = 700 * 0x1_0000;
    const words = ['--from', String(pair - 3000), '--to', String(pair + 3000)];
    const { exitCode, stdout } = await sweep(`native:${buildLibrary('c', MISBEHAVING)}`, words);
    expect(stdout).toMatch(/^CRASH {2}.*SIGSEGV/m);
    // Whichever state a worker comes to first.
    expect(stdout).toMatch(/^ +\d {2}setMmioMegabytes ch0 MmioMegabytes=700 Optional=0/m);
    expect(stdout).toMatch(/^DOES NOT CONFORM/m);
    expect(exitCode).toBe(1);
  });

  it('is taken up again where it was interrupted', SLOW, async () => {
    const cwd = emptyFolder();
    const target = `native:${buildLibrary('c', C_EXAMPLE)}`;
    const words = [MAIN, 'sweep', '--target', target, '--resume', 'done.json', '--state', 'disabled'];
    const child = spawn(process.execPath, words, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.on('data', (text) => (stdout += text));
    const closed = new Promise((done) => child.on('close', done));
    const doneIn = (text: string) => (JSON.parse(text).done.disabled ?? []) as [number, number][];
    const file = join(cwd, 'done.json');
    while (!existsSync(file) || doneIn(readFileSync(file, 'utf8')).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill('SIGINT');
    expect(await closed).toBe(2);
    expect(stdout).toMatch(/^INCONCLUSIVE {2}interrupted with [\d,]+ pairs to go; done\.json keeps what is done$/m);
    expect(stdout).toMatch(/readings +not told apart: state disabled was not swept to its end$/m);

    const [[from, to]] = doneIn(readFileSync(file, 'utf8')) as [[number, number]];
    const more = ['--state', 'disabled', '--resume', 'done.json', '--from', String(from), '--to', String(to + 1000)];
    const { exitCode, stdout: again } = await sweep(target, more, cwd);
    expect(again).toContain(`of them in an earlier run`);
    expect(exitCode).toBe(0);

    const other = `native:${buildLibrary('c', C_EXAMPLE, { flags: ['-DFAULT_ONE_PAIR_WRONG'] })}`;
    const refused = await sweep(other, more, cwd);
    expect(refused.stderr).toMatch(/done\.json belongs to .*remove it to start anew/);
    expect(refused.exitCode).toBe(4);
  });
});

describe('bad usage: exit 4', () => {
  it.each([
    ['no pair', 'reference', ['--from', '5', '--to', '5'], /no pair lies from 5 to before 5/],
    ['a pair beyond the last', 'reference', ['--to', '4294967297'], /whole number from 1 to 4294967296/],
    [
      'processes of a target without',
      'module:./mute.mjs',
      ['--processes', '2'],
      /--processes means something for native/,
    ],
    ['a file of something else', 'reference', ['--resume', 'other.json'], /other\.json is no file of a sweep/],
    ['a file in no folder', 'reference', ['--resume', 'no/where.json'], /cannot write no\/where\.json/],
    ['a target that shows no reservation', 'module:./mute.mjs', [], /mute does not claim reservation/],
  ])('%s', async (_, target, words, message) => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'other.json'), '{"done":[]}');
    writeFileSync(
      join(cwd, 'mute.mjs'),
      "export default { info: { name: 'mute', version: '1', capabilities: [] }, run: async () => [] };",
    );
    const { exitCode, stderr } = await sweep(target, words, cwd);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(4);
  });
});

it.each([
  [1_000_000, 1_500, '0.0 % of 4,294,967,296 pairs, 666,667 pairs/s'],
  [1_000_000_000, 20_000, '23.3 % of 4,294,967,296 pairs, about 66 s left, 50,000,000 pairs/s'],
  [100_000_000, 100_000, '2.3 % of 4,294,967,296 pairs, about 70 min left, 1,000,000 pairs/s'],
])('tells after %i pairs in %i ms: %s', (pairs, elapsedMs, words) => {
  expect(sweepParts(pairs, 2 ** 32, elapsedMs).join(', ')).toBe(words);
});

/** The reference as a module, so that it is swept by runs, with a line of its own for each call. */
function module(line: string, more = ''): string {
  const file = join(emptyFolder(), 'target.mjs');
  const REFERENCE = path('../../dist/targets/reference/reference.js');
  writeFileSync(
    file,
    `import { reference } from ${JSON.stringify(REFERENCE)};
import { fromSession } from ${JSON.stringify(path('../../dist/harness/target.js'))};
const { info, open } = reference(${more === '' ? '' : '{ roomMegabytes: 512 }'});
let allocated = 0, sets = 0;
export default fromSession(info, () => {
  const session = open();
  return { perform(call) { ${line}; return session.perform(call); } };
});`,
  );
  return `module:${file}`;
}

describe('a target that', () => {
  const words = ['--to', '20000', '--state', 'fresh'];

  it(
    'refuses an Allocate now and then is not held to have answered a pair wrongly, and nothing is saved',
    SLOW,
    async () => {
      const cwd = emptyFolder();
      const line =
        "if (call.kind === 'allocate' && ++allocated % 50 === 0) return { kind: 'status', status: 0xc000009a }";
      const { exitCode, stdout } = await sweep(module(line), words, cwd);
      expect(stdout).toMatch(
        /^INCONCLUSIVE {2}from pair \d+ on nothing is known of state fresh: Allocate or Enable was refused/m,
      );
      expect(stdout).not.toMatch(/CONFORM/);
      expect(exitCode).toBe(2);
      expect(existsSync(join(cwd, 'kmcl-corpus'))).toBe(false);
    },
  );

  it('answers wrongly once is held to it', SLOW, async () => {
    const line =
      "if (call.kind === 'setMmioMegabytes' && ++sets === 9000) return { kind: 'status', status: 0xc0000001 }";
    const { exitCode, stdout } = await sweep(module(line), words);
    expect(stdout).toMatch(/^ +unrepeated +it did not happen again/m);
    expect(stdout).toMatch(/^DOES NOT CONFORM/m);
    expect(exitCode).toBe(1);
  });

  it('states a small room is not asked for more', SLOW, async () => {
    const { exitCode, stdout } = await sweep(module('', 'room'), ['--to', '600', '--state', 'open']);
    expect(stdout).toMatch(/^CONFORMS {2}600 pairs/m);
    expect(exitCode).toBe(0);
  });
});
