/** What goes over the wire: schema, hello, `emit`, records, and the codec of calls and responses. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Program } from '../../../harness/target.ts';
import { responseToJson } from '../../../harness/execute/response-json.ts';
import { decodeReply } from '../../../targets/remote/wire/decode.ts';
import { emit } from '../../../targets/remote/emit.ts';
import { runLine, SUITE } from '../../../targets/remote/connection.ts';
import { runParams, runResult } from '../../../targets/remote/wire/protocol.ts';
import { protocolSchema } from '../../../targets/remote/wire/protocol-schema.ts';
import { openRemote } from '../../../targets/remote/remote.ts';
import { serve } from '../../../targets/remote/serve/serve.ts';
import { anyCall, anyResponse } from '../../call-arbitraries.ts';
import { compiled } from '../../run-script.ts';
import { toyTarget } from './toy-target.ts';
import { watchChildren } from '../../living-children.ts';

const SCRATCH = mkdtempSync(join(tmpdir(), 'kmcl-traffic-'));
afterAll(() => rmSync(SCRATCH, { recursive: true }));

const PROGRAM: Program = [
  { kind: 'allocate', channel: 0, endpoint: 'server' },
  { kind: 'setMmioMegabytes', channel: 'null', mmioMegabytes: 8, mmioMegabytesOptional: 0 },
];
const EXAMPLE = fileURLToPath(new URL('../../../targets/examples/node/adapter.mjs', import.meta.url));

test.each(['targets/remote', 'docs'])('the schema in %s is the one that the definitions give', (folder) => {
  const published = readFileSync(new URL(`../../../${folder}/protocol.schema.json`, import.meta.url), 'utf8');
  // As values and not as text: a formatter may lay them out.
  expect(JSON.parse(published)).toEqual(JSON.parse(protocolSchema()));
});

test('hello tells the version of this very package', () => {
  const { name, version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  expect(SUITE).toBe(`${name} ${version}`);
});

test('emit gives the very lines that a run sends', async () => {
  const record = join(SCRATCH, 'emit.ndjson');
  const target = await openRemote(`stdio:node ${EXAMPLE}`, { deadlineMs: 30_000, record });
  await target.run(PROGRAM);
  await target.close();
  const sent = traffic(record).filter(({ direction }) => direction === 'sent');
  expect(`${sent.map(({ line }) => line).join('\n')}\n`).toBe(emit([PROGRAM]));
  const answers = execFileSync('node', [EXAMPLE], { input: emit([PROGRAM]), encoding: 'utf8' });
  const received = traffic(record).filter(({ direction }) => direction === 'received');
  expect(answers.trim().split('\n')).toEqual(received.map(({ line }) => line));
});

test('a record holds all that was said and why it ended, and no token', { tags: ['slow'] }, async () => {
  const record = join(SCRATCH, 'http.ndjson');
  process.env['TEST_RECORD_TOKEN'] = 'hush-hush';
  const served = await serve(toyTarget(), {
    listen: 'http://127.0.0.1:0/',
    tokenVariable: 'TEST_RECORD_TOKEN',
    announce: () => undefined,
  });
  const target = await openRemote(served.address, { deadlineMs: 500, tokenVariable: 'TEST_RECORD_TOKEN', record });
  await target.run(PROGRAM);
  await served.drain();
  await target.run(PROGRAM).catch(() => undefined);
  await target.close();
  const lines = traffic(record);
  expect(lines.slice(0, 4).map(({ direction }) => direction)).toEqual(['sent', 'received', 'sent', 'received']);
  expect(lines.at(-1)).toMatchObject({ direction: 'ended', line: expect.stringMatching(/ECONNREFUSED|hang up/) });
  expect(readFileSync(record, 'utf8')).not.toContain('hush');
});

function traffic(file: string): { direction: string; line: string }[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('the wire', () => {
  test('gives back every call as it was', () => {
    fc.assert(
      fc.property(fc.array(anyCall), (calls) => {
        expect(runParams.parse(JSON.parse(runLine(7, calls)).params)).toEqual({ calls });
      }),
    );
  });

  test('gives back every response as it was', () => {
    fc.assert(
      fc.property(anyResponse, (given) => {
        const text = JSON.stringify({ responses: [responseToJson(given)] });
        expect(runResult.parse(JSON.parse(text))).toEqual({ responses: [given] });
      }),
    );
  });

  test.each([
    ['{"offer":null}', { kind: 'no-offer' }],
    ['{"offer":null,"status":null}', { kind: 'no-offer' }],
    ['{"offer":null,"status":"0x0"}', { kind: 'status', status: 0 }],
    ['{"status":"0xc000000d"}', { kind: 'status', status: 0xc000_000d }],
    ['{"status":null}', { kind: 'nothing' }],
    ['{"__proto__":{"status":"0x1"},"constructor":{}}', { kind: 'nothing' }],
    [
      '{"offer":{"mmioMegabytes":1,"mmioMegabytesOptional":2,"bytes":null}}',
      { kind: 'offer', mmioMegabytes: 1, mmioMegabytesOptional: 2 },
    ],
  ])('reads %s', (text, expected) => {
    expect(runResult.parse({ responses: [JSON.parse(text)] })).toEqual({ responses: [expected] });
  });

  test('lets a call in with fields that nobody knows, and none of them through', () => {
    const calls = JSON.parse('[{"kind":"enable","channel":3,"__proto__":{"channel":9},"later":1}]');
    const taken = runParams.parse({ calls }).calls;
    expect(taken).toEqual([{ kind: 'enable', channel: 3 }]);
    expect(Object.getPrototypeOf(taken[0])).toBe(Object.prototype);
  });
});

/** Deeper than any recursion over it can go. */
const DEEP = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;

test.each([
  ['an id', `{"jsonrpc":"2.0","id":${DEEP},"result":{}}`],
  ['a capability', `{"jsonrpc":"2.0","id":1,"result":{"capabilities":[${DEEP}]}}`],
  ['an error', `{"jsonrpc":"2.0","id":1,"error":{"code":${DEEP},"message":"no"}}`],
  ['the data of an error', `{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"no","data":${DEEP}}}`],
  ['a method', `{"jsonrpc":"2.0","id":1,"method":${DEEP}}`],
  ['objects', `{"jsonrpc":"2.0","id":1,"result":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`],
  ['a batch', DEEP],
])('%s nested 10,000 deep is refused in words', (_, line) => {
  expect(decodeReply(line)).toMatchObject({ message: expect.stringMatching(/^its JSON is nested more than 64 deep/) });
});

test('a bracket in a string nests nothing', () => {
  const line = `{"jsonrpc":"2.0","id":1,"result":"${'['.repeat(100)}\\"${'{'.repeat(100)}"}`;
  expect(decodeReply(line)).toMatchObject({ id: 1 });
});

describe('processes', { tags: ['slow'] }, () => {
  const childrenLeft = watchChildren();
  const SERVE = compiled('test/targets/remote/serve-toy.ts');

  function startServe(listen: string, slowMs = 0) {
    const child = spawn(process.execPath, [SERVE, listen], {
      env: { ...process.env, TOY_SLOW_MS: String(slowMs) },
    });
    const said = new Promise<string>((resolve) => {
      child.stdout.setEncoding('utf8').once('data', resolve);
      child.stderr.setEncoding('utf8').once('data', resolve);
    });
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { child, said, exit };
  }

  test('SIGTERM lets serve answer what is under way, and end with 0', async () => {
    const { child, said, exit } = startServe('tcp://127.0.0.1:0', 300);
    const [, address = ''] = /^serving toy 1 on (tcp:\/\/127\.0\.0\.1:\d+)\n$/.exec(await said) ?? [];
    const target = await openRemote(address, { deadlineMs: 30_000 });
    const runs = Array.from({ length: 4 }, () => target.run(PROGRAM));
    await new Promise((resolve) => setTimeout(resolve, 100));
    child.kill('SIGTERM');
    expect(await Promise.all(runs)).toHaveLength(4);
    await target.close();
    expect(await exit).toBe(0);
  });

  test('on stdio it says where it is on standard error, and ends with its input', async () => {
    const { child, said, exit } = startServe('stdio:');
    expect(await said).toBe('serving toy 1 on stdio:\n');
    child.stdin.end(emit([PROGRAM]));
    const answered = await new Promise<string>((resolve) => child.stdout.once('data', resolve));
    expect(answered).toContain('"name":"toy"');
    expect(await exit).toBe(0);
  });

  test('serve over stdio is a target like any other', async () => {
    const command = `stdio:${process.execPath} ${SERVE} stdio:`;
    const target = await openRemote(command, { deadlineMs: 30_000, connections: 2 });
    const programs = Array.from({ length: 200 }, () => target.run(PROGRAM));
    expect(new Set((await Promise.all(programs)).map((each) => JSON.stringify(each))).size).toBe(1);
    await target.close();
    // One that was only starting is let go of too.
    await expect.poll(childrenLeft, { timeout: 30_000 }).toEqual([]);
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)('a command dies with the process that started it (%s)', async (signal) => {
    const opener = compiled('test/targets/remote/open-and-wait.ts');
    // A grandchild that would outlive its parent: it ignores the end of its input.
    const stubborn = signal === 'SIGKILL' ? '' : '(sleep 1000 & echo $! >&2); ';
    const child = spawn(process.execPath, [opener, `stdio:${stubborn}node ${EXAMPLE}`]);
    const pids: number[] = JSON.parse(
      await new Promise<string>((resolve) => child.stdout.setEncoding('utf8').once('data', resolve)),
    );
    expect(pids.length).toBeGreaterThan(0);
    child.kill(signal);
    await new Promise((resolve) => child.once('exit', resolve));
    await expect.poll(() => pids.filter(isAlive), { timeout: 30_000 }).toEqual([]);
  });
});

/** A process that ended and was not waited for still has its number; it does nothing any more. */
function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
