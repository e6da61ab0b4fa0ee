/** What does not repeat and comes back all the same: from the third of the same words on it is the adapter's, where it cannot be a link's. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createHttp } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { runCampaign } from '../../../harness/campaign/campaign.ts';
import type { Program } from '../../../harness/target.ts';
import { gate } from '../../../harness/verdict/gate.ts';
import { responseToJson } from '../../../harness/execute/response-json.ts';
import { reference } from '../../../targets/reference/reference.ts';
import { openRemote } from '../../../targets/remote/remote.ts';

const HELLO = { protocol: 1, name: 'tired', version: '1', capabilities: [] as string[] };
const PROGRAM: Program = [{ kind: 'allocate', channel: 0, endpoint: 'server' }];

interface Request {
  id: number;
  method: string;
  params: { calls: Program };
}

const implementation = reference();
const line = (id: unknown, result: object) => `${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`;
const responses = ({ params }: Request) => {
  const session = implementation.open!();
  return { responses: params.calls.map((call) => responseToJson(session.perform(call))) };
};
const right = (request: Request) => line(request.id, responses(request));

let server: Server | undefined;
let connections = 0;
afterEach(() => void server?.close());

/** Answers rightly, but for what `act` does at the n-th run of all. */
async function serving(
  act: (run: number, request: Request, socket: Socket) => string,
  hello: (connection: number) => typeof HELLO = () => HELLO,
) {
  let runs = 0;
  connections = 0;
  server = createServer((socket) => {
    connections += 1;
    const mine = hello(connections);
    let held = '';
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (held + chunk).split('\n');
      held = lines.pop() ?? '';
      for (const text of lines) {
        const request = JSON.parse(text) as Request;
        if (request.method === 'hello') socket.write(line(request.id, mine));
        else socket.write(act((runs += 1), request, socket));
      }
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const every =
  (times: number, what: (request: Request, socket: Socket) => string) =>
  (run: number, request: Request, socket: Socket) =>
    run % times === 0 ? what(request, socket) : right(request);

/** Nothing comes over it any more. */
function mute(socket: Socket): void {
  socket.write = () => true;
}

function cut(socket: Socket): void {
  socket.destroy();
}

/** `counts`: a cut and a silence may be a link's until they have come as regularly as one by chance in a thousand. */
const ROWS: readonly Row[] = [
  {
    adapter: 'ids cut to 8 bits',
    act: (_: number, request: Request) => line(request.id % 256, responses(request)),
    words: /which nobody asked; id \d+ is waiting: the adapter keeps 8 bits of an id/,
  },
  {
    adapter: 'a log line every 50 runs',
    act: every(50, (request) => `run ${request.id} done\n${right(request)}`),
    words: /not JSON: .*print everything else to standard error \(it said "run \d+ done"\)/,
  },
  {
    adapter: 'a second answer every 50 runs',
    act: every(50, (request) => right(request).repeat(2)),
    words: /a second answer to id \d+/,
  },
  {
    adapter: 'no answer every 100 runs',
    act: every(100, () => ''),
    words: /no answer within 200 ms/,
    because: /, while later runs were answered,/,
  },
  {
    adapter: 'its end every 100 runs',
    act: every(100, (_, socket) => (socket.destroy(), '')),
    words: /the peer closed the connection/,
    counts: [4, 7],
    because: /, after about 1\d\d runs each time,/,
  },
  {
    adapter: 'silence on a connection every 100 runs',
    slow: true,
    act: every(100, (_, socket) => (mute(socket), '')),
    words: /no answer within 200 ms/,
    counts: [3, 7],
    because: /, after about 1\d\d runs each time,/,
  },
];

interface Row {
  readonly adapter: string;
  readonly slow?: true;
  readonly act: (run: number, request: Request, socket: Socket) => string;
  readonly words: RegExp;
  readonly counts?: readonly [number, number];
  readonly because?: RegExp;
}

interface Manner {
  readonly isSilent?: boolean;
  readonly sameAccidentsMax?: number | undefined;
}

/** What is silent is waited for as long as its words say; a busy machine makes no other peer silent. */
async function facts(address: string, { isSilent = false, sameAccidentsMax }: Manner = {}) {
  const deadlineMs = isSilent ? 200 : 10_000;
  const target = await openRemote(address, { deadlineMs, helloMs: 10_000, windowMax: 16, sameAccidentsMax });
  const found = await runCampaign(target, { tier: 'smoke', seed: 1, searchProgramsMax: 0 });
  await target.close();
  return found;
}

describe('an adapter with', () => {
  it.each(ROWS.filter(({ slow }) => slow !== true))('$adapter: 5, and why', isTold);
  it.each(ROWS.filter(({ slow }) => slow === true))('$adapter: 5, and why', { tags: ['slow'] }, isTold);

  async function isTold({ act, words, counts: [least, most] = [3, 3], because = /^/ }: Row): Promise<void> {
    const { unrepeated, cutShort, ...found } = await facts(await serving(act), {
      isSilent: words.source.includes('no answer'),
    });
    expect(unrepeated).toEqual([{ kind: 'defect', message: expect.stringMatching(words), count: expect.any(Number) }]);
    const { count } = unrepeated[0]!;
    expect(count).toBeGreaterThanOrEqual(least);
    expect(count).toBeLessThanOrEqual(most);
    expect(cutShort).toMatch(/^\d times in words alike, .*--tolerate-flaky N/);
    expect(cutShort).toMatch(because);
    const { sentence, gate: decided } = gate({ unrepeated, cutShort, ...found });
    expect(sentence).toMatch(/^TARGET UNUSABLE: the target broke the contract \d times, at no one program: /);
    expect(sentence).toMatch(words);
    expect(decided.exitCode).toBe(5);
    // One for each accident, and none after the last.
    expect(connections).toBeLessThanOrEqual(2 * count);
  }

  it('two of them is told as before, and so are three of which that was said', { tags: ['slow'] }, async () => {
    let said = 0;
    const log = every(50, (request) => `${(said += 1) <= 2 ? 'done\n' : ''}${right(request)}`);
    expect((await facts(await serving(log))).unrepeated).toMatchObject([{ kind: 'adapter-fault', count: 2 }]);
    server?.close();
    said = -1;
    expect((await facts(await serving(log), { sameAccidentsMax: 3 })).unrepeated).toMatchObject([
      { kind: 'adapter-fault', count: 3 },
    ]);
  });
});

/** Runs until a link breaks that breaks by the clock; drawn once, with 120 as their mean. */
const GAPS = [37, 290, 81, 12, 164, 203, 5, 97, 144, 61, 410, 26, 118];

describe('a link that breaks by the clock is no defect, whatever it does', () => {
  it('is cut', () => isNoDefect(cut, 'connection', 0));
  it('stalls', { tags: ['slow'] }, () => isNoDefect(mute, 'timeout', 2));

  async function isNoDefect(harm: (socket: Socket) => void, kind: 'connection' | 'timeout', exitCode: number) {
    const gaps = [...GAPS];
    let next = gaps.shift()!;
    const address = await serving((run, request, socket) => {
      if (run < next) return right(request);
      next = run + (gaps.shift() ?? Infinity);
      harm(socket);
      return '';
    });
    const found = await facts(address, { isSilent: kind === 'timeout' });
    expect(found.cutShort).toBeUndefined();
    expect(found.unrepeated.map((each) => each.kind)).toEqual([kind]);
    // Some that are close together come in one window of runs.
    expect(found.unrepeated[0]!.count).toBeGreaterThanOrEqual(GAPS.length / 2);
    expect(gate(found, { require: ['status'] }).gate.exitCode).toBe(exitCode);
  }
});

describe('hello that differs between connections is 5 at once', () => {
  it.each([
    ['name', { name: 'other' }],
    ['version', { version: '2' }],
    ['capabilities', { capabilities: ['guest'] }],
  ])('%s', async (_, other) => {
    const address = await serving(
      every(20, (request, socket) => (socket.destroy(), right(request))),
      (number) => (number === 1 ? HELLO : { ...HELLO, ...other }),
    );
    const found = await facts(address);
    const { sentence, gate: decided } = gate(found);
    expect(sentence).toMatch(
      /^TARGET UNUSABLE: .*at no one program: \S+ \d \(.*\) answers hello where tired 1 \(\) did/,
    );
    expect(decided.exitCode).toBe(5);
    expect(connections).toBe(2);
  });

  it('capabilities in another order are the same', async () => {
    const address = await serving(
      every(20, (request, socket) => (socket.destroy(), right(request))),
      (number) => ({ ...HELLO, capabilities: number === 1 ? ['guest', 'misuse'] : ['misuse', 'guest'] }),
    );
    const target = await openRemote(address, { deadlineMs: 5_000 });
    await Promise.all(Array.from({ length: 30 }, () => target.run(PROGRAM)));
    await target.close();
  });
});

describe('a server that is asked too often', () => {
  const asked = { deadlineMs: 500, windowMax: 4 };

  async function limiting(refuse: (run: number) => { status: number; after?: string } | undefined) {
    let runs = 0;
    server = createHttp((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const parsed = JSON.parse(body) as Request;
        if (parsed.method === 'hello') return response.end(line(parsed.id, HELLO));
        const refused = refuse((runs += 1));
        if (refused === undefined) return response.end(right(parsed));
        const { status, after } = refused;
        return response.writeHead(status, after === undefined ? {} : { 'retry-after': after }).end();
      });
    });
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  it.each([
    ['429', 'seconds', () => '1'],
    ['503', 'a date', () => new Date(Date.now() + 2_000).toUTCString()],
  ])(
    '%s with Retry-After as %s is waited for, beyond the deadline of a run',
    { tags: ['slow'] },
    async (status, _, when) => {
      const address = await limiting((run) => (run === 5 ? { status: Number(status), after: when() } : undefined));
      const target = await openRemote(address, asked);
      await Promise.all(Array.from({ length: 20 }, () => target.run(PROGRAM)));
      await target.close();
      expect(target.unrepeated).toEqual([]);
    },
  );

  it.each([
    ['longer than is waited for', '3600', /asks to wait 3600 s; at most 30 s are waited for/],
    ['never', 'soon', /asks to wait "soon", which is neither seconds nor a date/],
    ['not at all', undefined, /429 .*Retry-After/],
  ])('%s is told', async (_, after, words) => {
    const address = await limiting(() => ({ status: 429, ...(after === undefined ? {} : { after }) }));
    const target = await openRemote(address, { ...asked, repeatsMax: 1 });
    await expect(target.run(PROGRAM)).rejects.toMatchObject({
      kind: 'adapter-fault',
      message: expect.stringMatching(words),
    });
    await target.close();
  });

  it('again and again is waited for only so often', async () => {
    const address = await limiting(() => ({ status: 503, after: '0' }));
    const target = await openRemote(address, { ...asked, repeatsMax: 1 });
    await expect(target.run(PROGRAM)).rejects.toMatchObject({
      message: expect.stringMatching(/503.*10 times in a row/),
    });
    await target.close();
  });

  it('429 every 50 runs without a word on when is a defect at the third', async () => {
    const address = await limiting((run) => (run % 50 === 0 ? { status: 429 } : undefined));
    const { unrepeated } = await facts(address);
    expect(unrepeated).toMatchObject([{ kind: 'defect', count: 3, message: expect.stringMatching(/HTTP 429/) }]);
  });
});
