/** `doctor` as a user runs it: what it prints for healthy and broken targets, and its exit code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildLibrary } from '../build-library.ts';
import { requireTool } from '../require-tool.ts';
import { emptyFolder, kmcl } from './kmcl.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const PEER = path('../targets/remote/hostile-peer.mjs');
const ADAPTER = path('../../targets/examples/node/adapter.mjs');
const C_EXAMPLE = path('../../targets/examples/c/channel.c');
const MISBEHAVING = path('../targets/native/misbehaving.c');

/** What a module says it is, and the answers of one that counts its reads. */
const INFO = "{ name: 't', version: '1', capabilities: ['reservation'] }";
const ANSWERS = `p.map(({ kind }) => kind === 'readReservation'
  ? { kind: 'reservation', mmioMegabytes: n += 1, mmioMegabytesOptional: 0 }
  : { kind: ['allocate', 'setMmioMegabytes', 'enable'].includes(kind) ? 'status' : 'nothing', status: 0 })`;

const doctor = (target: string, words: readonly string[] = []) => kmcl(['doctor', '--target', target, ...words]);

it('finds nothing wrong with the reference, and says so like this', async () => {
  const { exitCode, stdout } = await doctor('reference');
  expect(stdout).toMatchInlineSnapshot(`
    "ok         opens: and says what it is
    ok         name and version: reference 1.0.0
    ok         capabilities: reservation, offer, offer-bytes, mmio-space, guest, start-pause, client-endpoint, null-handle, stale-handle, forged-handle, misuse, threads
    ok         something to observe: reservation, offer, mmio-space
    ok         every call answered in its shape: 16 calls, each answered in its shape
    ok         the same program twice: 17 calls answered the same both times
    ok         two instances at once: 22 calls on each in turn, answered as alone
    ok         an empty program: no calls, no responses
    ok         a NULL handle is survived: answered with STATUS_INVALID_PARAMETER_1
    ok         a stale handle is survived: answered with STATUS_INVALID_PARAMETER_1
    ok         a forged handle is survived: answered with STATUS_INVALID_PARAMETER_1
    ok         16 channels at once: slots 0 to 15 each hold a channel with its own amounts
    ok         a status with its high bit set: STATUS_INVALID_PARAMETER for (0, 0)
    ok         amounts of 0xFFFF: (65535, 65534) comes back as it was
    ok         the bytes of an offer: 196 bytes, both amounts at offsets 58 and 182
    ok         a size past 32 bits: 0xffff00000 bytes for 65535 MB
    ok         a client endpoint is refused: answered with STATUS_INVALID_PARAMETER_1

    17 checks: 17 ok, 0 problems, 0 warnings, 0 not tried
    usable: a run can try it
    "
  `);
  expect(exitCode).toBe(0);
});

describe('a target in good health: exit 0', () => {
  it.each([
    ['an adapter', `stdio:node '${ADAPTER}'`, /^not tried {2}the certificate is trusted: no TLS in this address$/m],
  ])('%s', async (_, target, words) => {
    const { exitCode, stdout } = await doctor(target);
    expect(stdout).not.toMatch(/^problem/m);
    expect(stdout).toMatch(words);
    expect(stdout).toMatch(/\d+ checks: \d+ ok, 0 problems, 0 warnings, \d not tried\nusable: a run can try it\n$/);
    expect(exitCode).toBe(0);
  });
});

it('finds a module usable that answers alike, and tells which answers are wrong', async () => {
  const cwd = emptyFolder();
  const text = `let n = 0; export default { info: ${INFO}, run: async (p) => { n = 0; return ${ANSWERS}; } };`;
  writeFileSync(join(cwd, 'target.mjs'), text);
  const { exitCode, stdout } = await kmcl(['doctor', '--target', 'module:target.mjs'], { cwd });
  expect(stdout).toMatch(/17 checks: 7 ok, 0 problems, 3 warnings, 7 not tried\nusable: /);
  expect(exitCode).toBe(0);
});

describe('a target with a problem: exit 5, and what helps', () => {
  it.each([
    ['nobody listens', 'tcp://127.0.0.1:1', /^problem {4}the target can be reached: .*start the adapter first/m],
    ['hello is refused', `stdio:node '${PEER}' 'hello refused'`, /^problem {4}hello is answered.*"protocol":1/m],
    ['the wrong framing', `stdio:node '${PEER}' 'Content-Length framing'`, /^problem .*Content-Length framing/m],
    ['no file', 'native:./none.so', /^problem {4}the file: there is no file .*; build it, or give its path$/m],
    [
      'a gate that is shut',
      `stdio:echo oh no >&2; exit 3`,
      /^problem .*exit code 3; start it by hand.*\n {6}oh no\nnot tried {2}\d\d more, needs: hello is/m,
    ],
    ['no module', 'module:./none.ts', /^problem {4}opens: there is no module/m],
  ])('%s', isTold);

  it.each([['too few responses', `stdio:node '${PEER}' 'too few responses'`, /^problem .* responses to \d calls/m]])(
    '%s',
    { tags: ['slow'] },
    isTold,
  );

  async function isTold(_: string, target: string, words: RegExp): Promise<void> {
    const { exitCode, stdout } = await doctor(target, ['--deadline-ms', '500']);
    expect(stdout).toMatch(words);
    expect(stdout).toMatch(/ [1-9] problems?, .*\nnot usable: a run would end with 5\n$/);
    expect(exitCode).toBe(5);
  }
});

describe('a module with something against it: a run tells it, so that it is usable', () => {
  it.each([
    [
      'answers too little, which is told once',
      `export default { info: ${INFO}, run: async () => [] };`,
      /^problem {4}every call .*adapter-fault.*0 responses to 6 calls.*\nnot tried {2}the same program twice: needs: every call answered in its shape$/m,
      5,
    ],
    [
      'throws, at its own file and line',
      `export default { info: ${INFO}, run: async (p) => {\n  throw new Error('no memory');\n} };`,
      /^warning {4}every call .*crash: Error: no memory; .*\n {10}at .*target\.mjs:2:9/m,
      0,
    ],
  ])('%s', isTold);

  it.each([
    [
      'remembers the last run',
      `let n = 0; export default { info: ${INFO}, run: async (p) => ${ANSWERS} };`,
      /^warning {4}the same program twice: call 3, readReservation 0, gave reservation 2\/0 and then reservation 3\/0/m,
      0,
    ],
    [
      'answers nothing to a read',
      `export default { info: ${INFO}, run: async (p) => p.map(({ kind }) => ({ kind: ['allocate', 'setMmioMegabytes', 'enable'].includes(kind) ? 'status' : 'nothing', status: 0 })) };`,
      /^problem {4}every call answered in its shape: .*readReservation, cannot be answered with nothing; reservation is due/m,
      5,
    ],
    [
      'shows nothing',
      `export default { info: { ...${INFO}, capabilities: [] }, run: async (p) => [] };`,
      /^warning {4}something to observe.*--require status/m,
      5,
    ],
    [
      'hangs',
      `export default { info: ${INFO}, run: () => new Promise(() => {}) };`,
      /^warning {4}every call .*timeout at call 1, allocate 0 server.*; answer sooner, or give it longer than 300 ms: --deadline-ms/m,
      0,
    ],
  ] as const)('%s', { tags: ['slow'] }, isTold);

  async function isTold(_: string, text: string, words: RegExp, exit: number): Promise<void> {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'target.mjs'), text);
    const flags = ['doctor', '--target', 'module:./target.mjs', '--deadline-ms', '300'];
    const { exitCode, stdout } = await kmcl(flags, { cwd });
    expect(stdout).toMatch(words);
    expect(exitCode).toBe(exit);
  }
});

describe.runIf(requireTool('gcc'))('a library', { tags: ['slow'] }, () => {
  it.each([
    { source: C_EXAMPLE, flags: [], exit: 0, words: /^23 checks: 23 ok/m },
    { source: MISBEHAVING, flags: ['-DABI=2'], exit: 5, words: /^problem {4}ABI version: .*build it with the header/m },
    { source: MISBEHAVING, flags: ['-DWITHOUT_RUN'], exit: 5, words: /^problem {4}symbols: .*kmcl_run/m },
    { source: C_EXAMPLE, flags: ['-DFAULT_OPTIONAL_IN_8_BITS'], exit: 0, words: /^warning {4}amounts of 0xFFFF/m },
  ])('$flags: exit $exit', async ({ source, flags, exit, words }) => {
    const { exitCode, stdout } = await doctor(`native:${buildLibrary('c', source, { flags })}`);
    expect(stdout).toMatch(words);
    expect(exitCode).toBe(exit);
  });
});

it('is bad usage where the target has no such name', async () => {
  const { exitCode, stderr } = await doctor('acme');
  expect(stderr).toMatch(/unknown target "acme"/);
  expect(exitCode).toBe(4);
});
