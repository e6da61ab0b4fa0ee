/** `serve` against clients that break the contract, flood it or fall silent. */
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Program } from '../../../harness/target.ts';
import { openRemote } from '../../../targets/remote/remote.ts';
import { checkListener, type Served, serve } from '../../../targets/remote/serve/serve.ts';
import { toyTarget } from './toy-target.ts';

const PROGRAM: Program = [
  { kind: 'allocate', channel: 0, endpoint: 'server' },
  { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: 8, mmioMegabytesOptional: 3 },
  { kind: 'readReservation', channel: 0 },
];
const HELLO = '{"jsonrpc":"2.0","id":1,"method":"hello","params":{"protocol":1}}';
const DEEP = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
const LIMITS = { lineBytesMax: 65_536, callsMax: 20, connectionsMax: 8, helloMs: 600, deadlineMs: 1000 };

/** A client that says something rude; what it hears must match, or it hears nothing and is let go. */
interface Row {
  readonly client: string;
  readonly says: string | Buffer;
  readonly hears: RegExp | 'nothing';
}

const call = (fields: string) => `{"jsonrpc":"2.0","id":9,"method":"run","params":{"calls":[${fields}]}}\n`;

const ROWS: readonly Row[] = [
  { client: 'garbage', says: '\u{1}\u{2}%!$\n', hears: /-32700/ },
  { client: 'half a line and the end', says: HELLO.slice(0, 30), hears: 'nothing' },
  { client: 'a line over the limit', says: `${'x'.repeat(70_000)}\n`, hears: /longer than 65536/ },
  { client: 'a line without end', says: 'x'.repeat(1 << 20), hears: /longer than 65536/ },
  { client: 'broken UTF-8', says: Buffer.from([0x7b, 0xff, 0x7d, 0x0a]), hears: /not UTF-8/ },
  { client: 'a batch array', says: `[${HELLO}]\n`, hears: /-32600.*no batch/ },
  { client: 'no method', says: '{"jsonrpc":"2.0","id":1}\n', hears: /-32600.*method/ },
  { client: 'no id', says: '{"jsonrpc":"2.0","method":"hello","params":{"protocol":1}}\n', hears: /-32600.*id/ },
  { client: 'another version', says: HELLO.replace('2.0', '1.0'), hears: /-32600.*jsonrpc/ },
  { client: 'a bare null', says: 'null\n', hears: /-32600/ },
  { client: 'an unknown method', says: HELLO.replace('hello', 'shutdown'), hears: /-32601/ },
  { client: 'a method of the prototype', says: HELLO.replace('hello', 'constructor'), hears: /-32601/ },
  { client: '__proto__ as the method', says: HELLO.replace('hello', '__proto__'), hears: /-32601/ },
  { client: 'another protocol', says: HELLO.replace('"protocol":1', '"protocol":7'), hears: /-32602.*protocol 7/ },
  {
    client: 'no calls',
    says: '{"jsonrpc":"2.0","id":9,"method":"run","params":null}\n',
    hears: /-32602.*params: .*null/,
  },
  { client: 'an unknown kind', says: call('{"kind":"format","channel":0}'), hears: /-32602.*kind/ },
  { client: 'a kind of the prototype', says: call('{"kind":"__proto__","channel":0}'), hears: /-32602/ },
  { client: 'slot 16', says: call('{"kind":"enable","channel":16}'), hears: /-32602.*channel/ },
  {
    client: 'an amount of 17 bits',
    says: call('{"kind":"setMmioMegabytes","channel":0,"mmioMegabytes":65536,"mmioMegabytesOptional":0}'),
    hears: /-32602.*mmioMegabytes.*65536/,
  },
  {
    client: 'an amount of null',
    says: call('{"kind":"setMmioMegabytes","channel":0,"mmioMegabytes":null,"mmioMegabytesOptional":0}'),
    hears: /-32602.*mmioMegabytes/,
  },
  {
    client: 'too many calls',
    says: call(Array(30).fill('{"kind":"enable","channel":0}').join()),
    hears: /30 calls; .*20/,
  },
  { client: 'deep nesting', says: `${'['.repeat(4000)}\n`, hears: /-32700.*nested/ },
  { client: 'an id nested 10,000 deep', says: HELLO.replace('"id":1', `"id":${DEEP}`), hears: /-32700.*nested/ },
  { client: 'params nested 10,000 deep', says: HELLO.replace('"protocol":1', `"protocol":${DEEP}`), hears: /nested/ },
  { client: 'calls nested 10,000 deep', says: call(DEEP), hears: /-32700.*nested/ },
  {
    client: 'a channel nested 10,000 deep',
    says: call(`{"kind":"enable","channel":${DEEP}}`),
    hears: /-32700.*nested/,
  },
  {
    client: 'objects nested 10,000 deep',
    says: call(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`),
    hears: /nested/,
  },
  { client: 'a method nested 10,000 deep', says: HELLO.replace('"hello"', DEEP), hears: /-32700.*nested/ },
  { client: 'many lines in one write', says: `${HELLO}\n`.repeat(2000), hears: /"name":"toy"/ },
  { client: 'HTTP', says: 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', hears: /-32700/ },
  { client: 'a TLS handshake', says: Buffer.from('1603010200010001fc0303'.padEnd(200, '0'), 'hex'), hears: 'nothing' },
];

let served: Served;
beforeAll(async () => {
  served = await serve(toyTarget(), { listen: 'tcp://127.0.0.1:0', announce: () => undefined, ...LIMITS });
});
afterAll(() => served.drain());

async function stillAnswers(address: string, options: { tokenVariable?: string } = {}): Promise<void> {
  const target = await openRemote(address, { deadlineMs: 2000, ...options });
  expect((await target.run(PROGRAM)).at(-1)).toEqual({
    kind: 'reservation',
    mmioMegabytes: 8,
    mmioMegabytesOptional: 3,
  });
  await target.close();
}

function client(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const port = Number(new URL(served.address).port);
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => resolve(socket));
    socket.on('error', reject);
  });
}

function hear(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('end', () => socket.end());
  });
}

describe('a hostile client', () => {
  test.each(ROWS)('$client', async ({ says, hears }) => {
    const socket = await client();
    const heard = hear(socket);
    socket.end(
      typeof says === 'string' && !says.endsWith('\n') && says.startsWith('{"') && says.endsWith('}')
        ? `${says}\n`
        : says,
    );
    if (hears === 'nothing') expect(await heard).toBe('');
    else expect(await heard).toMatch(hears);
    await stillAnswers(served.address);
  });

  test('a client that resets in the middle of its runs', async () => {
    const socket = await client();
    socket.write(call('{"kind":"enable","channel":0}').repeat(100));
    socket.resetAndDestroy();
    await stillAnswers(served.address);
  });

  test('clients that take every connection and say nothing are let go', async () => {
    const silent = await Promise.all(Array.from({ length: LIMITS.connectionsMax }, client));
    await Promise.all(silent.map(hear));
    await stillAnswers(served.address);
  });

  test('a client over the limit of connections is refused, and the others go on', async () => {
    const silent = await Promise.all(Array.from({ length: LIMITS.connectionsMax }, client));
    await expect(openRemote(served.address, { deadlineMs: 300, helloMs: 300 })).rejects.toThrow(/closed|reset/);
    for (const socket of silent) socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await stillAnswers(served.address);
  });

  test('a client that asks and never reads is not read from, and nothing grows for it', async () => {
    const socket = await client();
    socket.pause();
    const line = call('{"kind":"readReservation","channel":0}');
    const before = process.memoryUsage().rss;
    // As much as the two kernels take, and then no more: the server must have stopped reading.
    for (let writes = 0; writes < 400 && socket.writableLength < 1 << 20; writes += 1) {
      socket.write(line.repeat(1000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(128 << 20);
    socket.destroy();
    await stillAnswers(served.address);
  });
});

describe('over HTTP', () => {
  const json = { 'content-type': 'application/json' };
  const REQUESTS: readonly { client: string; init: RequestInit; status: number; says: RegExp }[] = [
    { client: 'GET', init: { method: 'GET', headers: json }, status: 405, says: /POST/ },
    { client: 'a form', init: { headers: { 'content-type': 'text/plain' }, body: HELLO }, status: 415, says: /json/ },
    {
      client: 'a web page',
      init: { headers: { ...json, origin: 'http://evil' }, body: HELLO },
      status: 403,
      says: /brow/,
    },
    { client: 'no token', init: { headers: json, body: HELLO }, status: 401, says: /token/ },
    {
      client: 'a wrong token',
      init: { headers: { ...json, authorization: 'Bearer no' }, body: HELLO },
      status: 401,
      says: /token/,
    },
    {
      client: 'a body over the limit',
      init: { headers: { ...json, authorization: 'Bearer s3cret' }, body: 'x'.repeat(70_000) },
      status: 413,
      says: /65536/,
    },
    {
      client: 'garbage',
      init: { headers: { ...json, authorization: 'Bearer s3cret' }, body: '{' },
      status: 200,
      says: /-32700/,
    },
  ];
  let http: Served;
  beforeAll(async () => {
    process.env['TEST_REMOTE_TOKEN'] = 's3cret';
    const listen = 'http://127.0.0.1:0/';
    http = await serve(toyTarget(), {
      listen,
      announce: () => undefined,
      tokenVariable: 'TEST_REMOTE_TOKEN',
      ...LIMITS,
    });
  });
  afterAll(() => http.drain());

  test.each(REQUESTS)('$client: $status', async ({ init, status, says }) => {
    const response = await fetch(http.address, { method: 'POST', ...init });
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(says);
    await stillAnswers(http.address, { tokenVariable: 'TEST_REMOTE_TOKEN' });
  });
});

describe('beyond loopback', () => {
  const OPEN = ['tcp://0.0.0.0:0', 'tls://0.0.0.0:0', 'http://0.0.0.0:0/', 'https://0.0.0.0:0/', 'tcp://192.0.2.1:0'];
  test.each(OPEN)('%s is refused without proof of who asks', async (listen) => {
    await expect(serve(toyTarget(), { listen })).rejects.toMatchObject({
      kind: 'unusable',
      message: expect.stringMatching(/use tls:.*client CA|needs a (token|client CA)/),
    });
  });

  test('a token in the clear has to be said', async () => {
    process.env['TEST_REMOTE_TOKEN'] = 's3cret';
    const options = { listen: 'http://0.0.0.0:0/', tokenVariable: 'TEST_REMOTE_TOKEN' };
    expect(() => checkListener(options)).toThrow(/a token over http:\/\/ to 0\.0\.0\.0 can be read.*--token-in-clear/);
    expect(() => checkListener({ ...options, tokenInClear: true })).not.toThrow();
    expect(() => checkListener({ ...options, listen: 'http://127.0.0.1:0/' })).not.toThrow();
  });
});
