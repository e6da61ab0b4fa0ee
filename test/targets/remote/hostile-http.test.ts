/** HTTP peers that answer wrongly, and addresses that cannot be reached. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FailureKind } from '../../../harness/target.ts';
import { openRemote } from '../../../targets/remote/remote.ts';
import { emptyFolder, kmcl } from '../../cli/kmcl.ts';
import { EXIT_CODES } from './hostile-peer-rows.ts';

const TOKEN = 'tok-7f3a';
const HELLO = { protocol: 1, name: 'web', version: '1', capabilities: [] };

type Answer = (response: ServerResponse, id: number, request: IncomingMessage) => void;
const json = (id: number, result: object) => JSON.stringify({ jsonrpc: '2.0', id, result });

/** What a server does with each run, once hello was right; and what that earns. */
const ROWS: readonly {
  readonly peer: string;
  readonly answer: Answer;
  readonly kind: FailureKind;
  readonly words: RegExp;
}[] = [
  {
    peer: '500',
    answer: (r) => r.writeHead(500).end('boom'),
    kind: 'adapter-fault',
    words: /HTTP 500 .*"boom": every/,
  },
  {
    peer: 'a redirect',
    answer: (r) => r.writeHead(302, { location: 'http://127.0.0.2/' }).end(),
    kind: 'adapter-fault',
    words: /302 Found to "http:\/\/127\.0\.0\.2\/": redirects are not followed/,
  },
  { peer: 'a page', answer: (r) => r.end('<html></html>'), kind: 'adapter-fault', words: /not JSON.*<html>/ },
  { peer: 'nothing', answer: (r) => r.end(), kind: 'adapter-fault', words: /an empty line/ },
  {
    peer: 'another id',
    answer: (r, id) => r.end(json(id + 50, {})),
    kind: 'adapter-fault',
    words: /which nobody asked/,
  },
  { peer: 'no answer', answer: () => undefined, kind: 'timeout', words: /no answer within 200 ms/ },
  { peer: 'half an answer', answer: (r) => r.write('{"json'), kind: 'timeout', words: /no answer within 200 ms/ },
  { peer: 'a cut', answer: (r) => r.destroy(), kind: 'crash', words: /socket hang up|reset/ },
  {
    peer: 'a cut in the answer',
    answer: (r) => r.writeHead(200, { 'content-length': '99' }).write('{', () => r.destroy()),
    kind: 'crash',
    words: /aborted|reset/,
  },
  {
    peer: 'a long answer',
    answer: (r) => r.end(' '.repeat(2 << 20)),
    kind: 'adapter-fault',
    words: /longer than 1048576/,
  },
  { peer: 'an endless answer', answer: pour, kind: 'adapter-fault', words: /longer than 1048576/ },
  { peer: '401', answer: (r) => r.writeHead(401).end(), kind: 'unusable', words: /HTTP 401 .*name the variable/ },
  { peer: '404', answer: (r) => r.writeHead(404).end(), kind: 'unusable', words: /no adapter at that path/ },
  {
    peer: 'an answer that is not UTF-8',
    answer: (r) => r.end(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])),
    kind: 'adapter-fault',
    words: /not UTF-8/,
  },
  {
    peer: 'an escaped echo of the token',
    answer: (r, id) => r.end(`{"jsonrpc":"2.0","id":${id},"error":{"code":1,"message":"\\u0074ok-7f3a"}}`),
    kind: 'adapter-fault',
    words: /run was refused: \[redacted\]/,
  },
  {
    peer: 'an echo of the token where a quotation ends',
    answer: (r) => r.writeHead(500).end(`${'x'.repeat(115)}${TOKEN}`),
    kind: 'adapter-fault',
    words: /HTTP 500 .*x\[reda\.\.\./,
  },
  {
    peer: 'a redirect to where the token is',
    answer: (r) => r.writeHead(302, { location: `http://127.0.0.2/?t=${encodeURIComponent(TOKEN)}` }).end(),
    kind: 'adapter-fault',
    words: /302 Found to "http:\/\/127\.0\.0\.2\/\?t=\[redacted\]"/,
  },
  {
    peer: 'an echo of the token',
    answer: (r, _, request) => r.end(`you sent ${request.headers.authorization}`),
    kind: 'adapter-fault',
    words: /you sent Bearer \[redacted\]/,
  },
];

function pour(response: ServerResponse): void {
  response.on('error', () => undefined);
  const more = () => {
    while (!response.destroyed && response.write(Buffer.alloc(1 << 16, 0x20)));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

let act: Answer = () => undefined;
let hello = (id: number) => json(id, HELLO);
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => {
    const { id, method } = JSON.parse(body);
    if (method === 'hello') response.end(hello(id));
    else act(response, id, request);
  });
});
beforeEach(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe('over HTTP', () => {
  test.each(ROWS)('$peer: $kind', async ({ answer, kind, words }) => {
    act = answer;
    process.env['TEST_HTTP_TOKEN'] = TOKEN;
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    // What does not answer is not waited for long; what answers has time to, however busy the machine is.
    const deadlineMs = kind === 'timeout' ? 200 : 30_000;
    const target = await openRemote(address, { deadlineMs, repeatsMax: 1, tokenVariable: 'TEST_HTTP_TOKEN' });
    const failure = await target.run([{ kind: 'enable', channel: 0 }]).catch((error: unknown) => error);
    await target.close();
    expect(failure).toMatchObject({ kind, message: expect.stringMatching(words) });
    expect(JSON.stringify([failure, String(failure), target.unrepeated])).not.toContain(TOKEN);
  });
});

describe('over HTTP, by the command', { tags: ['slow'] }, () => {
  const program = join(emptyFolder(), 'program.kmcl');
  beforeAll(() => writeFileSync(program, 'allocate 0 server\n'));

  test.each(ROWS)('$peer: $kind', async ({ answer, kind, words }) => {
    act = answer;
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const deadline = kind === 'timeout' ? '200' : '30000';
    const { exitCode, stdout, stderr } = await kmcl(
      ['replay', program, '--target', address, '--deadline-ms', deadline, '--token-variable', 'TEST_HTTP_TOKEN'],
      { env: { TEST_HTTP_TOKEN: TOKEN } },
    );
    expect(stdout + stderr).toMatch(words);
    expect(stdout + stderr).not.toContain(TOKEN);
    expect(exitCode, stdout + stderr).toBe(EXIT_CODES[kind]);
  });
});

test('no file of a run holds a token that the peer escapes', async () => {
  const escaped = String.raw`\u0074ok\u002D7f3a`;
  hello = (id) => json(id, HELLO).replace('web', `web ${escaped}`);
  act = (response, id) => response.end(json(id, { responses: [{ status: 'TOKEN' }] }).replace('TOKEN', escaped));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const cwd = emptyFolder();
  const { exitCode, stdout, stderr } = await kmcl(
    ['run', '--target', address, '--tier', 'smoke', '--seed', '1', '--out', 'out', '--record', 'record.ndjson'].concat(
      '--token-variable',
      'TEST_HTTP_TOKEN',
    ),
    { cwd, env: { TEST_HTTP_TOKEN: TOKEN } },
  );
  hello = (id) => json(id, HELLO);
  expect(exitCode, stdout + stderr).toBe(5);
  const files = readdirSync(cwd, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(cwd, name)).isFile(),
  );
  expect(files.length).toBeGreaterThan(9);
  for (const name of files) {
    const text = readFileSync(join(cwd, name), 'utf8');
    expect(text.includes(TOKEN) || text.includes('u0074ok') || text.includes('7f3a'), name).toBe(false);
  }
  expect(stdout + stderr).not.toContain('7f3a');
  expect(stdout).toContain('web [redacted]');
});

describe('what cannot be reached is unusable, with a cure', () => {
  test.each([
    ['tcp://127.0.0.1:1', /ECONNREFUSED.*start the adapter first/],
    ['http://127.0.0.1:1/', /ECONNREFUSED.*start the adapter first/],
    ['unix:/no/such.sock', /no such socket; start the adapter first/],
    ['stdio:/no/such/adapter', /exit code 127, the shell did not find the command/],
    ['tcp://nowhere', /needs a host and a port, such as tcp:/],
    ['tcp://127.0.0.1:99999', /needs a host and a port/],
    ['stdio:', /needs a command after stdio:/],
    ['unix:', /needs a path after unix:/],
    ['http://', /needs a URL/],
    ['http://me:secret@127.0.0.1/', /no password in the URL; name the variable/],
    ['gopher://127.0.0.1', /needs one of stdio:/],
  ])('%s', async (address, words) => {
    await expect(openRemote(address, { deadlineMs: 500 })).rejects.toMatchObject({
      kind: 'unusable',
      message: expect.stringMatching(words),
    });
  });

  test('a token is not sent in the clear beyond this machine, unless it is said that it may', async () => {
    process.env['TEST_HTTP_TOKEN'] = TOKEN;
    const options = { deadlineMs: 500, helloMs: 500, tokenVariable: 'TEST_HTTP_TOKEN' };
    const words = /can be read on the way; use https:\/\/, or say --token-in-clear/;
    await expect(openRemote('http://192.0.2.1/', options)).rejects.toMatchObject({
      kind: 'unusable',
      message: expect.stringMatching(words),
    });
    // A name that says that it is of this machine, to the eye.
    await expect(openRemote('http://localhost.example/', options)).rejects.toThrow(words);
    await expect(openRemote('http://127.0.0.1:1/', options)).rejects.toThrow(/ECONNREFUSED/);
    const spoken = openRemote('http://nowhere.invalid/', { ...options, tokenInClear: true });
    await expect(spoken).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
    const asked = ['replay', 'none.kmcl', '--target', 'http://192.0.2.1/', '--token-variable', 'TEST_HTTP_TOKEN'];
    const ended = await kmcl(asked, { env: { TEST_HTTP_TOKEN: TOKEN } });
    expect(ended.exitCode, ended.stderr).toBe(4);
  });

  test('a token variable that is not set', async () => {
    const opening = openRemote('http://127.0.0.1:1/', { deadlineMs: 500, tokenVariable: 'NO_SUCH_VARIABLE' });
    await expect(opening).rejects.toMatchObject({ kind: 'unusable', message: expect.stringMatching(/is not set/) });
  });
});
