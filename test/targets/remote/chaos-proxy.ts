/** A TCP proxy that loses, delays, repeats and cuts lines at random, the same way for the same seed. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface ChaosRates {
  readonly drop: number;
  readonly delay: number;
  readonly duplicate: number;
  /** The connection is cut in the middle of the line. */
  readonly cut: number;
}

export interface ChaosProxy {
  readonly port: number;
  /** How often each harm was done. */
  readonly done: Record<keyof ChaosRates, number>;
  close(): void;
}

const DELAY_MS = 5;

export async function chaosProxy(targetPort: number, seed: number, rates: ChaosRates): Promise<ChaosProxy> {
  const random = mulberry32(seed);
  const done = { drop: 0, delay: 0, duplicate: 0, cut: 0 };
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      relay(from, to);
    }
  });

  function relay(from: Socket, to: Socket): void {
    let held = '';
    from.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (held + chunk).split('\n');
      held = lines.pop() ?? '';
      for (const line of lines) harm(`${line}\n`, from, to);
    });
  }

  function harm(line: string, from: Socket, to: Socket): void {
    let dice = random();
    for (const kind of ['drop', 'delay', 'duplicate', 'cut'] as const) {
      dice -= rates[kind];
      if (dice >= 0) continue;
      done[kind] += 1;
      if (kind === 'delay') setTimeout(() => to.write(line), DELAY_MS);
      if (kind === 'duplicate') to.write(line + line);
      if (kind === 'cut') to.write(line.slice(0, line.length >> 1), () => from.destroy());
      return;
    }
    to.write(line);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    done,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A small generator of numbers in 0..1; its whole state is the seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
