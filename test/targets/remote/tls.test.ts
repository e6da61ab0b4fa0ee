/** TLS: whom the client and `serve` trust, and what they say where they do not. */
import { rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { type Certificate, makeCertificates } from './make-certificates.ts';
import { openRemote, type RemoteOptions } from '../../../targets/remote/remote.ts';
import { serve, type ServeOptions } from '../../../targets/remote/serve/serve.ts';
import { requireTool } from '../../require-tool.ts';
import { toyTarget } from './toy-target.ts';

interface Row {
  readonly name: string;
  readonly server: Certificate;
  readonly serve?: Partial<ServeOptions>;
  readonly client: RemoteOptions;
  /** What the refusal says; without it, the target answers. */
  readonly refused?: RegExp;
}

describe.skipIf(!requireTool('openssl'))('TLS', () => {
  const made = makeCertificates();
  afterAll(() => rmSync(made.folder, { recursive: true }));
  const trusting = { caFile: made.ca.certFile };

  const ROWS: readonly Row[] = [
    { name: 'a CA that is trusted', server: made.server, client: trusting },
    { name: 'a name given', server: made.otherName, client: { ...trusting, serverName: 'elsewhere.test' } },
    {
      name: 'a client certificate',
      server: made.server,
      serve: { clientCaFile: made.ca.certFile },
      client: { ...trusting, ...made.client },
    },
    { name: 'no CA', server: made.server, client: {}, refused: /another CA than the one given|not trusted/ },
    {
      name: 'a wrong CA',
      server: made.server,
      client: { caFile: made.foreignCa.certFile },
      refused: /another CA than the one given; check the CA file/,
    },
    {
      name: 'an expired certificate',
      server: made.expired,
      client: trusting,
      refused: /has expired; have it made anew/,
    },
    {
      name: 'another name',
      server: made.otherName,
      client: trusting,
      refused: /for another name; connect by that name/,
    },
    {
      name: 'no client certificate',
      server: made.server,
      serve: { clientCaFile: made.ca.certFile },
      client: trusting,
      refused: /demands a client certificate/,
    },
    {
      name: 'a client certificate of a foreign CA',
      server: made.server,
      serve: { clientCaFile: made.ca.certFile },
      client: { ...trusting, ...made.foreignCa },
      refused: /does not trust the client certificate/,
    },
    { name: 'no CA file', server: made.server, client: { caFile: '/no/such.pem' }, refused: /ca file cannot be read/ },
  ];

  describe.each(['tls://127.0.0.1:0', 'https://127.0.0.1:0/'])('%s', (listen) => {
    test.each(ROWS)('$name', async ({ server, serve: asServed, client, refused }) => {
      const served = await serve(toyTarget(), { listen, announce: () => undefined, ...server, ...asServed });
      const opening = openRemote(served.address, { deadlineMs: 1000, helloMs: 2000, ...client });
      if (refused === undefined) {
        const target = await opening;
        expect(await target.run([{ kind: 'disable', channel: 0 }])).toEqual([{ kind: 'nothing' }]);
        await target.close();
      } else {
        await expect(opening).rejects.toMatchObject({ kind: 'unusable', message: expect.stringMatching(refused) });
      }
      await served.drain();
    });
  });

  test('TLS where there is none, and none where there is', async () => {
    const plain = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const port = (plain.address() as AddressInfo).port;
    await expect(openRemote(`tls://127.0.0.1:${port}`, { deadlineMs: 500 })).rejects.toMatchObject({
      kind: 'unusable',
      message: expect.stringMatching(/does not speak TLS; use tcp:/),
    });
    plain.close();
    const served = await serve(toyTarget(), { listen: 'tls://127.0.0.1:0', announce: () => undefined, ...made.server });
    await expect(
      openRemote(served.address.replace('tls:', 'tcp:'), { deadlineMs: 500, helloMs: 1000 }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/speaks TLS; use tls:|closed the connection/) });
    await served.drain();
  });
});
