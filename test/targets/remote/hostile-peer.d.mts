import type { Readable, Writable } from 'node:stream';

export const PEERS: Readonly<Record<string, unknown>>;
export function play(
  name: string,
  input: Readable,
  output: Writable,
  ways: { exit(code: number): void; reset(): void; aside(text: string): void },
): void;
