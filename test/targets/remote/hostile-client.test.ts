/** `serve` against clients that break the contract, flood it or fall silent. */
import { existsSync, readdirSync } from 'node:fs';
import { type OutgoingHttpHeaders, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Program } from '../../../harness/target.ts';
import { openRemote } from '../../../targets/remote/remote.ts';
import { checkListener, type Served, serve } from '../../../targets/remote/serve/serve.ts';
import { toyTarget } from './toy-target.ts';

const SLOW = { tags: ['slow'] };

const PROGRAM: Program = [
  { kind: 'allocate', channel: 0, endpoint: 'server' },
  { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: 8, mmioMegabytesOptional: 3 },
  { kind: 'readReservation', channel: 0 },
];
const HELLO = '{"jsonrpc":"2.0","id":1,"method":"hello","params":{"protocol":1}}';
const DEEP = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
const LIMITS = {
  lineBytesMax: 65_536,
  callsMax: 20,
  connectionsMax: 8,
  perAddressMax: 6,
  helloMs: 600,
  idleMs: 600,
  deadlineMs: 1000,
};

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
  { client: 'nothing but empty lines', says: '\n'.repeat(50), hears: /-32700/ },
  { client: 'a byte order mark', says: `\u{feff}${HELLO}\n`, hears: /-32700/ },
  { client: 'UTF-16', says: Buffer.from(`${HELLO}\n`, 'utf16le'), hears: /-32700/ },
  { client: 'an overlong slash', says: Buffer.from([0x22, 0xc0, 0xaf, 0x22, 0x0a]), hears: /not UTF-8/ },
  { client: 'half of a surrogate pair', says: Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22, 0x0a]), hears: /not UTF-8/ },
  { client: 'two messages on one line', says: `${HELLO}${HELLO}\n`, hears: /-32700/ },
  { client: 'an answer', says: '{"jsonrpc":"2.0","id":1,"result":{}}\n', hears: /-32600.*method/ },
  { client: 'an id of null', says: HELLO.replace('"id":1', '"id":null'), hears: /-32600.*id/ },
  { client: 'an id that is an object', says: HELLO.replace('"id":1', '"id":{"a":1}'), hears: /-32600.*id/ },
  { client: 'a number for the method', says: HELLO.replace('"hello"', '7'), hears: /-32600.*method/ },
  { client: 'params that are a text', says: HELLO.replace('{"protocol":1}', '"protocol"'), hears: /-32602.*params/ },
  { client: 'a protocol of 1e400', says: HELLO.replace('"protocol":1', '"protocol":1e400'), hears: /-32602.*protocol/ },
  { client: 'calls that are an object', says: call('').replace('[]', '{"length":1}'), hears: /-32602.*calls/ },
  { client: 'a call that is null', says: call('null'), hears: /-32602.*calls\[0\].*null/ },
  { client: 'slot -1', says: call('{"kind":"enable","channel":-1}'), hears: /-32602.*channel/ },
  { client: 'a slot as a text', says: call('{"kind":"enable","channel":"0"}'), hears: /-32602.*channel/ },
  { client: 'a slot and a half', says: call('{"kind":"enable","channel":1.5}'), hears: /-32602.*channel/ },
  {
    client: 'a bad handle where none may be',
    says: call('{"kind":"enable","channel":"null"}'),
    hears: /-32602.*channel/,
  },
  {
    client: 'an endpoint of neither kind',
    says: call('{"kind":"allocate","channel":0,"endpoint":"both"}'),
    hears: /-32602.*endpoint/,
  },
  {
    client: 'half a megabyte',
    says: call('{"kind":"setMmioMegabytes","channel":0,"mmioMegabytes":0.5,"mmioMegabytesOptional":0}'),
    hears: /-32602.*mmioMegabytes.*0\.5/,
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

async function stillAnswers(address: string, options: { tokenVariable?: string } = {}, from?: string): Promise<void> {
  if (from !== undefined) {
    const socket = await client(address, from);
    const heard = hear(socket);
    socket.end(`${HELLO}\n`);
    expect(await heard).toMatch(/"name":"toy"/);
    return;
  }
  const target = await openRemote(address, { deadlineMs: 2000, ...options });
  expect((await target.run(PROGRAM)).at(-1)).toEqual({
    kind: 'reservation',
    mmioMegabytes: 8,
    mmioMegabytesOptional: 3,
  });
  await target.close();
}

/** `from`: the address that the client has; every one of 127.0.0.0/8 is this machine. */
function client(address = served.address, from?: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const port = Number(new URL(address).port);
    const where = {
      port,
      host: '127.0.0.1',
      allowHalfOpen: true,
      ...(from === undefined ? {} : { localAddress: from }),
    };
    const socket = connect(where, () => resolve(socket));
    socket.on('error', reject);
  });
}

function posted(address: string, headers: OutgoingHttpHeaders, body: string | Buffer) {
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const post = request(address, { method: 'POST', headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    post.on('error', reject).end(body);
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

  test('clients that take every connection and say nothing are let go', SLOW, async () => {
    const silent = await Promise.all(Array.from({ length: LIMITS.perAddressMax - 1 }, () => client()));
    await Promise.all(silent.map(hear));
    await stillAnswers(served.address);
  });

  test('clients that said hello and then nothing are let go, and so is one that drips', async () => {
    const idle = await Promise.all(Array.from({ length: LIMITS.perAddressMax - 1 }, () => client()));
    const heard = idle.map(hear);
    for (const socket of idle) socket.write(`${HELLO}\n`);
    const drip = setInterval(() => idle[0]!.write(' '), 50);
    for (const text of await Promise.all(heard)) expect(text).toMatch(/"name":"toy"/);
    clearInterval(drip);
    await stillAnswers(served.address);
  });

  test('one address cannot lock out the others', async () => {
    const silent = await Promise.all(Array.from({ length: LIMITS.connectionsMax }, () => client()));
    await stillAnswers(served.address, {}, '127.0.0.2');
    await expect(openRemote(served.address, { deadlineMs: 300, helloMs: 300 })).rejects.toThrow(/closed|reset/);
    for (const socket of silent) socket.destroy();
    await expect.poll(() => stillAnswers(served.address)).toBeUndefined();
  });

  test('a client that asks and never reads is not read from, and nothing grows for it', SLOW, async () => {
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

  const good = { ...json, authorization: 'Bearer s3cret' };
  const HEADS: readonly {
    client: string;
    headers: OutgoingHttpHeaders;
    body?: Buffer;
    status: number;
    says: RegExp;
  }[] = [
    { client: 'by the name of this machine', headers: { ...good, host: 'localhost:80' }, status: 200, says: /toy/ },
    { client: 'by its IPv6 address', headers: { ...good, host: '[::1]:80' }, status: 200, says: /toy/ },
    {
      client: "by a name that a stranger's DNS gave it",
      headers: { ...good, host: 'evil.example' },
      status: 421,
      says: /host/,
    },
    {
      client: 'by a name that begins like it',
      headers: { ...good, host: '127.0.0.1.evil.example' },
      status: 421,
      says: /host/,
    },
    { client: 'by no name', headers: { ...good, host: ':80' }, status: 421, says: /host/ },
    {
      client: 'of a type that begins like it',
      headers: { ...good, 'content-type': 'application/json-seq' },
      status: 415,
      says: /json/,
    },
    { client: 'of no type', headers: { authorization: 'Bearer s3cret' }, status: 415, says: /json/ },
    {
      client: 'in UTF-8, as it says',
      headers: { ...good, 'content-type': 'application/json; charset="UTF-8"' },
      status: 200,
      says: /toy/,
    },
    {
      client: 'in another charset',
      headers: { ...good, 'content-type': 'application/json; charset=utf-16' },
      status: 415,
      says: /json/,
    },
    { client: 'compressed', headers: { ...good, 'content-encoding': 'gzip' }, status: 415, says: /compressed/ },
    {
      client: 'with broken UTF-8',
      headers: good,
      body: Buffer.from([0x7b, 0xff, 0x7d]),
      status: 200,
      says: /-32700.*UTF-8/,
    },
    { client: 'nested 10,000 deep', headers: good, body: Buffer.from(DEEP), status: 200, says: /-32700.*nested/ },
  ];

  test.each(HEADS)('asked $client: $status', async ({ headers, body = HELLO, status, says }) => {
    const response = await posted(http.address, headers, body);
    expect(response).toMatchObject({ status, text: expect.stringMatching(says) });
    await stillAnswers(http.address, { tokenVariable: 'TEST_REMOTE_TOKEN' });
  });

  test.each([
    ['nothing at all', ''],
    ['half a head', 'POST / HTTP/1.1\r\nHost: localhost\r\n'],
    [
      'half a body',
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer s3cret\r\nContent-Length: 99\r\n\r\n{',
    ],
  ])('a client that says %s is let go in time', SLOW, async (_, says) => {
    const socket = await client(http.address);
    const closed = hear(socket);
    socket.write(says);
    // A byte now and then changes nothing.
    const drip = setInterval(() => socket.write(says === '' ? '' : 'x'), 100);
    const began = performance.now();
    await closed;
    clearInterval(drip);
    expect(performance.now() - began).toBeLessThan(20_000);
    await stillAnswers(http.address, { tokenVariable: 'TEST_REMOTE_TOKEN' });
  });

  test.each(REQUESTS)('$client: $status', async ({ init, status, says }) => {
    const response = await fetch(http.address, { method: 'POST', ...init });
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(says);
    await stillAnswers(http.address, { tokenVariable: 'TEST_REMOTE_TOKEN' });
  });
});

/** What this process holds open, and what it cannot let go of. */
async function held(): Promise<{ descriptors: number; heapBytes: number }> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  collectGarbage();
  return { descriptors: readdirSync('/proc/self/fd').length, heapBytes: process.memoryUsage().heapUsed };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('10,000 connections', SLOW, () => {
  /** A hello, silence, garbage, half a line and a reset, in turn. */
  async function connectOnce(address: string, turn: number): Promise<void> {
    const socket = await client(address);
    const heard = hear(socket);
    if (turn % 5 === 4) socket.resetAndDestroy();
    else socket.end([`${HELLO}\n`, '', 'garbage\n', HELLO.slice(0, 20)][turn % 5] ?? '');
    await heard;
  }

  test.skipIf(!existsSync('/proc/self/fd'))('leave no descriptor and no memory behind', async () => {
    const open = await serve(toyTarget(), { listen: 'tcp://127.0.0.1:0', announce: () => undefined });
    const connections = async (count: number) => {
      for (let begun = 0; begun < count; begun += 40)
        await Promise.all(Array.from({ length: 40 }, (_, index) => connectOnce(open.address, index)));
    };
    await connections(1_000);
    const before = await held();
    await connections(10_000);
    const after = await held();
    await stillAnswers(open.address);
    await open.drain();
    expect(after.descriptors - before.descriptors).toBeLessThan(10);
    expect(after.heapBytes - before.heapBytes).toBeLessThan(4 << 20);
    console.log(`10,000 connections: ${JSON.stringify({ before, after })}`);
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
