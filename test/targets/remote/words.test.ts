/** What a peer seems to be, in words that hold the cure. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { helloLine, runLine } from '../../../targets/remote/connection.ts';
import { openRemote } from '../../../targets/remote/remote.ts';
import { decodeReply } from '../../../targets/remote/wire/decode.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

it.each([
  ['a terminal that echoes hello', helloLine(), /our own request came back \("hello"\): .*raw,echo=0.*ssh -T/],
  ['a terminal that echoes a run', runLine(7, []), /our own request came back \("run"\)/],
  ['a request of its own', '{"jsonrpc":"2.0","id":1,"method":"log"}', /a request of the peer's own \("log"\)/],
  ['gzip', gzipSync('{}').toString('utf8'), /compressed, as gzip does/],
])('%s', (_, line, words) => {
  expect(decodeReply(line)).toMatchObject({ message: expect.stringMatching(words) });
});

it('a web server that compresses', async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('content-encoding', 'gzip').end(gzipSync('{}')));
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await expect(openRemote(address, { deadlineMs: 5_000 })).rejects.toThrow(/compressed \("gzip"\); .*Content-Encoding/);
});

it('a command that is looked for from another folder', async () => {
  const opening = openRemote('stdio:./no-such-adapter', { deadlineMs: 5_000 });
  await expect(opening).rejects.toThrow(`check its path, which starts from ${process.cwd()}`);
});
