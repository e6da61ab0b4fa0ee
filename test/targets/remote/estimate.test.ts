/** How long a run will take on a slow device and on a slow link, told early on; and what of it fits into a budget. */
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { runCampaign } from '../../../harness/campaign/campaign.ts';
import { responseToJson } from '../../../harness/execute/response-json.ts';
import type { Program } from '../../../harness/target.ts';
import { gate } from '../../../harness/verdict/gate.ts';
import { faultsShown } from '../../../harness/verdict/run-strength.ts';
import { reference } from '../../../targets/reference/reference.ts';
import { openRemote } from '../../../targets/remote/remote.ts';

const SLOW = { tags: ['slow'] };

let server: Server | undefined;
afterEach(() => void server?.close());

const { open, info } = reference();

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: { readonly calls: Program };
}

function resultOf({ method, params }: Request): object {
  if (method === 'hello') return { protocol: 1, ...info };
  const session = open!();
  return { responses: params.calls.map((call) => responseToJson(session.perform(call))) };
}

/** One program after the other, each call in so long, and each line so long on its way. */
async function slow({ perCallMs = 0, onWayMs = 0 }): Promise<string> {
  let freeAt = 0;
  server = createServer((socket) => {
    let held = '';
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (held + chunk).split('\n');
      held = lines.pop() ?? '';
      for (const line of lines) {
        const request = JSON.parse(line) as Request;
        const text = `${JSON.stringify({ jsonrpc: '2.0', id: request.id, result: resultOf(request) })}\n`;
        const calls = request.method === 'hello' ? 0 : request.params.calls.length;
        freeAt = Math.max(freeAt, performance.now() + onWayMs) + calls * perCallMs;
        setTimeout(() => socket.write(text), freeAt + onWayMs - performance.now());
      }
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the estimate after the first seconds is within 30 % of what it took', () => {
  it.each([
    ['a slow device', { perCallMs: 0.3 }, {}],
    ['a slow link', { onWayMs: 5 }, { windowMax: 4 }],
  ])('%s', SLOW, async (_, manner, options) => {
    const target = await openRemote(await slow(manner), { deadlineMs: 20_000, ...options });
    const began = performance.now();
    let told: number | undefined;
    await runCampaign(target, {
      tier: 'smoke',
      seed: 1,
      onProgress: ({ estimate }) => {
        const elapsedMs = performance.now() - began;
        if (elapsedMs > 2_500) told ??= elapsedMs + estimate()!.msToCome;
      },
    });
    const tookMs = performance.now() - began;
    await target.close();
    console.log(`told ${Math.round(told!)} ms, took ${Math.round(tookMs)} ms`);
    expect(Math.abs(told! - tookMs) / tookMs).toBeLessThan(0.3);
  });
});

it(
  'a budget runs what shows most for its time, names the rest, and claims the strength of what ran',
  SLOW,
  async () => {
    const target = await openRemote(await slow({ perCallMs: 0.05 }), { deadlineMs: 20_000 });
    const began = performance.now();
    const worth = (names: readonly string[]) => faultsShown(target.info.capabilities, names);
    const facts = await runCampaign(target, { tier: 'ci', seed: 1, budget: { ms: 3_500, worth } });
    const tookMs = performance.now() - began;
    await target.close();
    const named = (isLeft: boolean) =>
      facts.strategies.filter(({ isLeftOut = false }) => isLeftOut === isLeft).map(({ name }) => name);
    const leftOut = named(true);
    const { verdict, sentence } = gate(facts, {});
    expect(tookMs).toBeLessThan(5_000);
    expect(leftOut).toContain('two-channels-0');
    expect(leftOut).toContain('lines');
    expect(facts.cutShort).toBeUndefined();
    expect(verdict.scope.unfinished).toEqual([]);
    expect(verdict.scope.budget).toEqual({ ms: 3_500, leftOut });
    expect(sentence).toContain(`tier ci without ${leftOut.join(', ')} for its budget of 4 s`);
    expect(verdict.strength).toMatchObject({ kind: 'measured', shown: worth(named(false)) });
    expect(verdict.strength).not.toHaveProperty('mutants');
  },
);
