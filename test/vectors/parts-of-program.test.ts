import { expect, test } from 'vitest';
import { parseProgram, printCall } from '../../harness/program/program.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import { partsOf } from '../../harness/vectors/parts-of-program.ts';

const parts = (text: string) => [
  ...new Set([...partsOf(parseProgram(text), new Set(CAPABILITIES))].map((part) => part.map(printCall).join(', '))),
];

test('a long program has parts of few calls, each with its last call, without looks and without a slot that was not allocated', () => {
  const program = [
    'allocate 3 server',
    'allocate 1 server',
    'enable 1',
    'readOffer 1',
    'setMmioMegabytes 3 1 0',
    'disable 1',
    'setMmioMegabytes 1 2 0',
  ].join('\n');
  expect(parts(program)).toEqual([
    'allocate 1 server, setMmioMegabytes 1 2 0',
    'allocate 1 server, enable 1, setMmioMegabytes 1 2 0',
    'allocate 1 server, disable 1, setMmioMegabytes 1 2 0',
    'allocate 1 server, enable 1, disable 1, setMmioMegabytes 1 2 0',
    'allocate 3 server, allocate 1 server, setMmioMegabytes 3 1 0, setMmioMegabytes 1 2 0',
    'allocate 3 server, allocate 1 server, enable 1, setMmioMegabytes 3 1 0, setMmioMegabytes 1 2 0',
    'allocate 3 server, allocate 1 server, setMmioMegabytes 3 1 0, disable 1, setMmioMegabytes 1 2 0',
    'allocate 3 server, allocate 1 server, enable 1, setMmioMegabytes 3 1 0, disable 1, setMmioMegabytes 1 2 0',
  ]);
});

test('a program on a handle that names no channel has parts too', () => {
  expect(parts('allocate 0 server\nsetMmioMegabytes 0 1 0\nsetMmioMegabytes null 1 0')).toEqual([
    'setMmioMegabytes null 1 0',
    'allocate 0 server, setMmioMegabytes 0 1 0, setMmioMegabytes null 1 0',
  ]);
});

test('a slot that is allocated again is not allocated while it is live', () => {
  expect(parts('allocate 0 server\nenable 0\ncleanup 0\nallocate 0 server\nsetMmioMegabytes 0 1 0')).not.toContain(
    'allocate 0 server, allocate 0 server, setMmioMegabytes 0 1 0',
  );
});
