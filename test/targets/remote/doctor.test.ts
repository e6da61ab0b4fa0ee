/** What the doctor says of remote targets, peer by peer. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { examine } from '../../../harness/doctor/doctor.ts';
import type { OpenOptions } from '../../../harness/target.ts';
import { remoteExamination } from '../../../targets/remote/doctor/questions.ts';
import type { RemoteOptions } from '../../../targets/remote/transports/remote-options.ts';
import { serve } from '../../../targets/remote/serve/serve.ts';
import { toyTarget } from './toy-target.ts';

const PEER = fileURLToPath(new URL('./hostile-peer.mjs', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../../targets/examples/node/adapter.mjs', import.meta.url));
const OPTIONS = { deadlineMs: 200, helloMs: 3000 };

const examineRemote = (spec: string, options: OpenOptions & RemoteOptions) =>
  examine(remoteExamination(spec, options), options);

describe('a healthy target', () => {
  test('over stdio: every check is ok but those on TLS and on instances', async () => {
    const checks = await examineRemote(`stdio:node ${EXAMPLE}`, { deadlineMs: 3000 });
    expect(checks.length).toBeGreaterThanOrEqual(12);
    expect(checks.filter(({ kind }) => kind !== 'ok')).toEqual([
      { name: 'the certificate is trusted', kind: 'not-tried', reason: 'no TLS in this address' },
      { name: 'two instances at once', kind: 'not-tried', reason: 'there is no telling which instances live at once' },
      { name: 'a size past 32 bits', kind: 'not-tried', reason: 'mmio-space is not claimed' },
    ]);
  });

  test.each(['tcp://127.0.0.1:0', 'http://127.0.0.1:0/'])('over %s: no problems', async (listen) => {
    const served = await serve(toyTarget(), { listen, announce: () => undefined });
    const checks = await examineRemote(served.address, { deadlineMs: 3000 });
    await served.drain();
    expect(checks.filter(({ kind }) => kind === 'problem')).toEqual([]);
  });
});

interface Row {
  readonly spec: string;
  readonly name: string | RegExp;
  readonly cause: RegExp;
  readonly cure: RegExp;
  readonly kind?: 'problem' | 'warning';
}

/** Asks more than hello, and is started anew for each question. */
const isSlow = ({ name }: Row) =>
  name !== 'the address can be read' && name !== 'the target can be reached' && !/hello/.test(String(name));

describe('what is wrong is named, with a cure, and what cannot be asked any more is skipped', () => {
  const ROWS: readonly Row[] = [
    { spec: 'tcp:/oops', name: 'the address can be read', cause: /is no address/, cure: /tcp:\/\/HOST:PORT/ },
    {
      spec: 'tcp://127.0.0.1:1',
      name: 'the target can be reached',
      cause: /ECONNREFUSED.*start the adapter/,
      cure: /^$/,
    },
    { spec: peer('hello refused'), name: /hello is answered/, cause: /hello was refused/, cure: /"protocol":1/ },
    { spec: peer('Content-Length framing'), name: /hello is answered/, cause: /Content-Length/, cure: /"protocol":1/ },
    {
      spec: peer('ends with exit code 9'),
      name: /every call answered/,
      cause: /exit code 9/,
      cure: /stay/,
      kind: 'warning',
    },
    {
      spec: peer('silent at run'),
      name: /every call answered/,
      cause: /no answer within 200/,
      cure: /--deadline-ms/,
      kind: 'warning',
    },
    {
      spec: peer('too many responses'),
      name: /every call answered/,
      cause: /7 responses to 6 calls/,
      cure: /in order/,
    },
    { spec: peer('status in upper case'), name: /every call answered/, cause: /lower-case/, cure: /in order/ },
    {
      spec: peer('the same answer twice'),
      name: /told apart/,
      cause: /^ids [\d,]+ were answered with/,
      cure: /the id that it had/,
    },
    {
      spec: peer('an id nobody asked'),
      name: /every call answered/,
      cause: /asked with id/,
      cure: /in order/,
    },
  ];

  test.each(ROWS.filter((row) => !isSlow(row)))('$spec: $cause', isNamed);
  test.each(ROWS.filter(isSlow))('$spec: $cause', { tags: ['slow'] }, isNamed);

  async function isNamed({ spec, name, cause, cure, kind = 'problem' }: Row): Promise<void> {
    const checks = await examineRemote(spec, OPTIONS);
    expect(checks).toContainEqual({
      name: typeof name === 'string' ? name : expect.stringMatching(name),
      kind,
      cause: expect.stringMatching(cause),
      cure: expect.stringMatching(cure),
    });
  }

  test('a question that fails as an earlier one did tells nothing', { tags: ['slow'] }, async () => {
    const checks = await examineRemote(peer('cannot decode'), OPTIONS);
    expect(checks).toContainEqual({
      name: expect.stringMatching(/unknown fields/),
      kind: 'not-tried',
      reason: 'needs: every call answered in its shape',
    });
  });

  test('a gate that is shut leaves the rest unasked', async () => {
    const checks = await examineRemote('stdio:exit 3', OPTIONS);
    expect(checks.filter(({ kind }) => kind === 'problem').map(({ name }) => name)).toEqual([
      'hello is answered in time, by one line of JSON',
    ]);
    expect(checks.at(-1)).toMatchObject({ kind: 'not-tried', reason: expect.stringMatching(/^needs: hello/) });
  });
});

function peer(name: string): string {
  return `stdio:node ${JSON.stringify(PEER)} ${JSON.stringify(name)}`;
}
