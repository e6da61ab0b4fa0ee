/** Whether finding no room is permitted: where it is, nobody is accused, and where it is not, nobody gets away with it. */
import { describe, expect, it } from 'vitest';
import { MEGABYTE_BYTES } from '../../spec/call.ts';
import type { Response } from '../../spec/call.ts';
import { enabled, NO_CHANNEL } from '../../spec/model.ts';
import { parseProgram } from '../../harness/program/program.ts';
import { COMPLETE } from '../../harness/execute/trace.ts';
import { judge } from '../../harness/judge/judge.ts';
import { Room } from '../../harness/judge/room.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Capability } from '../../harness/target.ts';

const capabilities = new Set(CAPABILITIES.filter((capability) => capability !== 'misuse'));
const SUCCESS: Response = { kind: 'status', status: 0 };

/** The clauses broken by spaces seen, as `size@start` in megabytes, where all else succeeds. */
function broken(
  lines: string,
  spaces: readonly string[],
  roomMegabytes?: number,
  claimed: ReadonlySet<Capability> = capabilities,
): readonly string[] {
  const program = parseProgram(lines.replaceAll('; ', '\n'));
  const left = spaces.map((text): Response => {
    const [size = 0, start = 0] = text.split('@').map((megabytes) => Math.round(Number(megabytes) * MEGABYTE_BYTES));
    return { kind: 'space', address: BigInt(start), size: BigInt(size) };
  });
  const responses = program.map(({ kind }): Response => {
    if (kind === 'getMmioSpace') return left.shift()!;
    return kind === 'allocate' || kind === 'setMmioMegabytes' || kind === 'enable' ? SUCCESS : { kind: 'nothing' };
  });
  const options = { reading: 'documented', capabilities: claimed, roomMegabytes } as const;
  return judge({ program, responses, end: COMPLETE }, options).findings.map(({ clause, at }) => `${clause} ${at}`);
}

const opened = (slot: number, required: number, optional = 0) =>
  `allocate ${slot} server; setMmioMegabytes ${slot} ${required} ${optional}; enable ${slot}; guestOpen ${slot}`;
const seen = (slot: number, required: number, optional = 0) =>
  `${opened(slot, required, optional)}; getMmioSpace ${slot}`;

describe('no space', () => {
  it.each([
    ['where no room is stated is less than required', seen(0, 8), ['0@0'], undefined, ['space.required 4']],
    ['where more is required than there is', seen(0, 513), ['0@0'], 512, []],
    ['where as much is required as there is', seen(0, 512), ['0@0'], 512, ['space.required 4']],
    ['at another address than 0', seen(0, 513), ['0@1'], 512, ['space.required 4']],
    ['a part of what is required', seen(0, 513), ['512@64'], 512, ['space.required 4']],
    ['beside a range that may cut the rest in two', `${seen(0, 8)}; ${seen(1, 253)}`, ['8@64', '0@0'], 512, []],
    [
      'beside a range that leaves enough however it lies',
      `${seen(0, 8)}; ${seen(1, 252)}`,
      ['8@64', '0@0'],
      512,
      ['space.required 9'],
    ],
    [
      'beside one that was never looked at and may have its optional part',
      `${opened(0, 8, 400)}; ${seen(1, 60)}`,
      ['0@0'],
      512,
      [],
    ],
    [
      'beside one that was seen to have no optional part',
      `${seen(0, 8, 400)}; ${seen(1, 252)}`,
      ['8@64', '0@0'],
      512,
      ['space.required 9'],
    ],
    [
      'beside one that is closed and may keep its range',
      `${opened(0, 300)}; guestClose 0; ${seen(1, 300)}`,
      ['0@0'],
      512,
      [],
    ],
    [
      'of one opened before its neighbour went',
      `${opened(0, 300)}; ${opened(1, 300)}; disable 0; getMmioSpace 1`,
      ['0@0'],
      512,
      [],
    ],
    [
      'of one opened after its neighbour went',
      `${opened(0, 300)}; disable 0; ${seen(1, 512)}`,
      ['0@0'],
      512,
      ['space.required 9'],
    ],
    [
      'after a range was seen',
      `${seen(0, 300)}; ${opened(1, 300)}; getMmioSpace 0`,
      ['300@64', '0@0'],
      512,
      ['space.required 9'],
    ],
    [
      'of another life of the slot, for which there is room again',
      `${opened(0, 300)}; ${opened(1, 300)}; disable 0; disable 1; cleanup 1; ${seen(1, 300)}`,
      ['0@0'],
      512,
      ['space.required 15'],
    ],
    [
      'of another life of the slot',
      `${seen(0, 300)}; disable 0; cleanup 0; ${seen(0, 300)}`,
      ['300@64', '0@0'],
      512,
      ['space.required 11'],
    ],
  ] as const)('%s', (_, program, spaces, room, clauses) => {
    expect(broken(program, spaces, room)).toEqual(clauses);
  });
});

it('goes by the larger one of two offers that a channel may have', () => {
  const offers = (...amounts: readonly number[]) =>
    amounts.map((mmioMegabytes) =>
      enabled({ ...NO_CHANNEL.absent, held: { mmioMegabytes, mmioMegabytesOptional: 0 } }),
    );
  const room = new Room(512);
  room.note(0, offers(300), undefined);
  room.note(1, offers(8, 300), undefined);
  expect([room.isCrowded(1), room.isCrowded(2)]).toEqual([true, false]);
});

it('is held against nobody on which offers may carry no bytes', () => {
  const none = new Set([...capabilities].filter((capability) => capability !== 'offer-bytes'));
  expect(broken(seen(0, 8), ['8@64'], undefined, none)).toEqual([]);
  expect(broken(seen(0, 8), ['7@64'], undefined, none)).toEqual(['space.required 4']);
});

it('is kept free for a channel that is open, and not for one of which misuse made that unsure', () => {
  const both = (misuse: string) => `${opened(0, 8)}${misuse}; getMmioSpace 0; ${seen(1, 8)}`;
  const all = new Set(CAPABILITIES);
  expect(broken(both(''), ['8@64', '8@64'], undefined, all)).toEqual(['space.disjoint 9']);
  expect(broken(both('; enable 0'), ['8@64', '8@64'], undefined, all)).toEqual([]);
});

describe('a range', () => {
  it.each([
    ['that stays', `${seen(0, 8)}; pause 0; getMmioSpace 0`, ['8@64', '8@64'], []],
    ['that moves', `${seen(0, 8)}; pause 0; getMmioSpace 0`, ['8@64', '8@65'], ['space.stable 6']],
    ['that grows within what was offered', `${seen(0, 8, 8)}; getMmioSpace 0`, ['8@64', '9@64'], ['space.stable 5']],
    [
      'that is another one after the guest closed',
      `${seen(0, 8)}; guestClose 0; guestOpen 0; getMmioSpace 0`,
      ['8@64', '8@99'],
      [],
    ],
    [
      'that moves and is too small is told as that',
      `${seen(0, 8)}; getMmioSpace 0`,
      ['8@64', '7@65'],
      ['space.required 5'],
    ],
    [
      'that moves onto another one is told as that',
      `${seen(0, 8)}; ${seen(1, 8)}; getMmioSpace 0`,
      ['8@64', '8@90', '8@85'],
      ['space.disjoint 10'],
    ],
    ['that was none before', `${seen(0, 0, 8)}; getMmioSpace 0`, ['0@0', '8@64'], []],
    [
      'that moves twice is told once',
      `${seen(0, 8)}; getMmioSpace 0; getMmioSpace 0`,
      ['8@64', '8@65', '8@66'],
      ['space.stable 5'],
    ],
    ['that ends at 2^64', seen(0, 8), [`8@${2 ** 44 - 8}`], []],
    ['that passes 2^64', seen(0, 8), [`8@${2 ** 44 - 7}`], ['space.address 4']],
  ] as const)('%s', (_, program, spaces, clauses) => {
    expect(broken(program, spaces)).toEqual(clauses);
  });
});

describe('an Allocate that is refused', () => {
  const refused: Response = { kind: 'status', status: 0xc000_009a };
  const program = parseProgram(
    'allocate 0 server\nallocate 1 server\nsetMmioMegabytes 0 1 1\nreadReservation 0\nenable 0\nreadReservation 1',
  );
  const any: Response = { kind: 'reservation', mmioMegabytes: 7, mmioMegabytesOptional: 7 };
  const judged = (last: Response, reused = false) => {
    const before = reused ? parseProgram('allocate 0 server\ncleanup 0') : [];
    const answers: readonly Response[] = reused ? [SUCCESS, { kind: 'nothing' }] : [];
    const responses = [...answers, refused, SUCCESS, SUCCESS, any, SUCCESS, last];
    return judge(
      { program: [...before, ...program], responses, end: COMPLETE },
      { reading: 'documented', capabilities },
    );
  };

  it('lets the slot answer as it likes, and the others are held to what they promise', () => {
    const none: Response = { kind: 'reservation', mmioMegabytes: 0, mmioMegabytesOptional: 0 };
    expect(judged(none)).toMatchObject({ findings: [], judgedCalls: 3 });
    expect(judged(any).findings.map(({ clause }) => clause)).toEqual(['held.initial']);
    expect(judged(none, true)).toMatchObject({ findings: [], judgedCalls: 5 });
  });
});
