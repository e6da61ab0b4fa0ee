/** The search that certifies, exploration by exploration: which spaces, on which slots, what counts as found, and what is known already. */
import { describe, expect, it } from 'vitest';
import { RangesSeen } from '../../harness/minimize/ranges-seen.ts';
import { leavesOf } from '../../harness/minimize/explore-by-runs.ts';
import type { Exploration, Explored } from '../../harness/minimize/program-tree.ts';
import { searchShorter, wholeAlphabet } from '../../harness/minimize/search-shorter.ts';
import type { FailsAt, Searched, SearchOptions } from '../../harness/minimize/search-shorter.ts';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { parseProgram, printCall } from '../../harness/program/program.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Program } from '../../harness/target.ts';
import type { Answer } from '../../spec/answer.ts';
import type { Call, Response } from '../../spec/call.ts';

const parsed = (text: string) => parseProgram(text.replaceAll('; ', '\n'));
const lawful = new Set(CAPABILITIES.filter((one) => one !== 'misuse'));
const never: FailsAt = async () => undefined;
const PROGRAM = parsed('allocate 0 server; setMmioMegabytes 0 4 0; readReservation 0');

/** Every exploration comes to `explored`, by default to its end at a call a program. */
const options = (
  explored: (exploration: Exploration, number: number) => Partial<Explored> | void,
  more: Partial<SearchOptions> = {},
): SearchOptions => {
  let number = 0;
  return {
    explore: (exploration) => {
      const { tree, depth } = exploration;
      const programs = tree.count(depth, Infinity);
      return { programs, calls: programs, complete: true, ...explored(exploration, (number += 1)) };
    },
    reading: 'documented',
    profiles: [DEFAULT_PROFILE],
    programsMax: 100_000,
    ...more,
  };
};

describe('the search among shorter programs', () => {
  it('certifies what was tried to its end, over the largest space that can be', async () => {
    const certified = async (programsMax: number, complete = true) => {
      let explorations = 0;
      const explored = () => ((explorations += 1), { complete });
      const { certificate, program } = await searchShorter(PROGRAM, lawful, never, options(explored, { programsMax }));
      expect(program).toBe(PROGRAM);
      return [certificate, explorations];
    };
    expect([await certified(100_000), await certified(60), await certified(5), await certified(100_000, false)])
      .toMatchInlineSnapshot(`
      [
        [
          "globally shortest",
          3,
        ],
        [
          "globally shortest",
          2,
        ],
        [
          "shortest over its own calls",
          2,
        ],
        [
          undefined,
          4,
        ],
      ]
    `);
  });

  it('finds the simplest of those that fail at their last call, and nothing that is not simpler', async () => {
    const found = async (surprises: readonly string[], failing: (text: string) => number | undefined) => {
      const asked: string[] = [];
      const failsAt: FailsAt = async (program) => {
        const text = program.map(printCall).join('; ');
        asked.push(text);
        return failing(text);
      };
      const explored = ({ depth, onSurprise }: Exploration) => {
        for (const text of surprises) if (parsed(text).length <= depth) onSurprise(parsed(text));
      };
      const searched = await searchShorter(PROGRAM, lawful, failsAt, options(explored));
      return [searched.program.map(printCall).join('; '), searched.certificate, searched.calls, asked];
    };
    const three = 'allocate 0 server; setMmioMegabytes 0 9 0; readReservation 0';
    const two = ['allocate 0 server; setMmioMegabytes 0 4 0', 'allocate 0 server; setMmioMegabytes 0 1 0'];
    expect([
      await found([...two, three], () => 1),
      await found(two, (text) => (text.includes(' 4 0') ? 1 : undefined)),
      await found([two[0]!], () => 0),
      await found([three], () => 2),
    ]).toMatchInlineSnapshot(`
      [
        [
          "allocate 0 server; setMmioMegabytes 0 1 0",
          "globally shortest",
          46,
          [
            "allocate 0 server; setMmioMegabytes 0 1 0",
          ],
        ],
        [
          "allocate 0 server; setMmioMegabytes 0 4 0",
          "globally shortest",
          48,
          [
            "allocate 0 server; setMmioMegabytes 0 1 0",
            "allocate 0 server; setMmioMegabytes 0 4 0",
          ],
        ],
        [
          "allocate 0 server; setMmioMegabytes 0 4 0; readReservation 0",
          "globally shortest",
          581,
          [
            "allocate 0 server; setMmioMegabytes 0 4 0",
          ],
        ],
        [
          "allocate 0 server; setMmioMegabytes 0 4 0; readReservation 0",
          "globally shortest",
          579,
          [],
        ],
      ]
    `);
  });

  it('tries the slots that the program has first, and where it has others than the first all of them', async () => {
    const slotsOf = async (text: string) => {
      const slots: unknown[] = [];
      await searchShorter(
        parsed(text),
        lawful,
        never,
        options(({ tree, depth }) => {
          if (depth === 1) slots.push([...leavesOf(tree, 1)].map(({ program: [call] }) => printCall(call!)).join(', '));
          return { complete: false };
        }),
      );
      return slots;
    };
    expect([
      await slotsOf('allocate 0 server; setMmioMegabytes 0 4 0'),
      await slotsOf('allocate 3 server; setMmioMegabytes 3 4 0'),
      await slotsOf('setMmioMegabytes null 4 0'),
    ]).toMatchInlineSnapshot(`
      [
        [
          "allocate 0 server, allocate 0 client, setMmioMegabytes null 1 0, setMmioMegabytes forged 1 0",
          "allocate 0 server, allocate 0 client, setMmioMegabytes null 1 0, setMmioMegabytes forged 1 0",
          "allocate 0 server, allocate 1 server",
          "allocate 0 server",
        ],
        [
          "allocate 3 server, allocate 3 client, setMmioMegabytes null 1 0, setMmioMegabytes forged 1 0, allocate 0 server, allocate 0 client, allocate 1 server, allocate 1 client, allocate 2 server, allocate 2 client, allocate 4 server, allocate 4 client, allocate 5 server, allocate 5 client, allocate 6 server, allocate 6 client, allocate 7 server, allocate 7 client, allocate 8 server, allocate 8 client, allocate 9 server, allocate 9 client, allocate 10 server, allocate 10 client, allocate 11 server, allocate 11 client, allocate 12 server, allocate 12 client, allocate 13 server, allocate 13 client, allocate 14 server, allocate 14 client, allocate 15 server, allocate 15 client",
          "allocate 3 server, allocate 3 client, setMmioMegabytes null 1 0, setMmioMegabytes forged 1 0",
          "allocate 3 server, allocate 0 server",
          "allocate 3 server",
        ],
        [
          "allocate 0 server, allocate 0 client, setMmioMegabytes null 1 0, setMmioMegabytes forged 1 0, setMmioMegabytes null 4 0",
        ],
      ]
    `);
  });

  it('is not made twice for one program, which is given back as it was asked about', async () => {
    const known = new Map<string, Searched>();
    let explorations = 0;
    const counting = options(() => void (explorations += 1), { known });
    const first = await searchShorter(PROGRAM, lawful, never, counting);
    const again = [...PROGRAM];
    const made = explorations;
    expect(await searchShorter(again, lawful, never, counting)).toEqual(first);
    expect((await searchShorter(again, lawful, never, counting)).program).toBe(again);
    const shorter = { program: parsed('allocate 0 server'), certificate: undefined, calls: 7 };
    known.set(known.keys().next().value!, shorter);
    expect(await searchShorter(again, lawful, never, counting)).toBe(shorter);
    expect(explorations).toBe(made);
  });

  it('has each call once in its alphabet, the simplest first', () => {
    const alphabet = parsed(
      'allocate 0 client; allocate 0 server; enable 0; setMmioMegabytes 0 2 1; setMmioMegabytes 0 0 1',
    );
    const program: Program = parsed('allocate 5 server; setMmioMegabytes 5 0 9; setMmioMegabytes 5 0 1; enable 5');
    expect(wholeAlphabet(program, { alphabet }).map(printCall)).toMatchInlineSnapshot(`
      [
        "allocate 0 server",
        "allocate 0 client",
        "setMmioMegabytes 0 0 1",
        "setMmioMegabytes 0 2 1",
        "setMmioMegabytes 0 0 9",
        "enable 0",
      ]
    `);
  });
});

describe('ranges that were seen', () => {
  const call = (kind: Call['kind'], channel: number) => ({ kind, channel }) as Call;
  const read = (channel: number) => call('getMmioSpace', channel);
  const space = (address: bigint, size = 0x10n): Response => ({ kind: 'space', address, size });
  const answer: Answer = { kind: 'space', sizeMin: 0n, sizeMax: 0x100n, address: 'nonzero', apartFrom: [] };
  const seen = new RangesSeen().after(read(0), space(0x1000n));

  it.each<[string, RangesSeen, Call, Response, boolean]>([
    ['none so far', new RangesSeen(), read(1), space(0x1000n), true],
    ['none so far, and one at no address', new RangesSeen(), read(1), space(0n), false],
    ['the same one again', seen, read(0), space(0x1000n), true],
    ['another one of the same channel', seen, read(0), space(0x2000n), false],
    ['one of another channel, apart', seen, read(1), space(0x1010n), true],
    ['one of another channel, upon it', seen, read(1), space(0x1008n), false],
    [
      'upon it once it was closed',
      seen.after(call('guestClose', 0), { kind: 'nothing' }),
      read(1),
      space(0x1008n),
      true,
    ],
    [
      'upon it once it was disabled',
      seen.after(call('disable', 0), { kind: 'nothing' }),
      read(1),
      space(0x1008n),
      true,
    ],
    [
      'upon it once another was closed',
      seen.after(call('guestClose', 1), { kind: 'nothing' }),
      read(1),
      space(0x1008n),
      false,
    ],
    ['upon it once it was paused', seen.after(call('pause', 0), { kind: 'nothing' }), read(1), space(0x1008n), false],
    ['upon what was given up as no room', seen.after(read(0), space(0n, 0n)), read(1), space(0x1008n), true],
  ])('%s', (_, ranges, of, response, isAllowed) => {
    expect(ranges.allow(answer, of, response)).toBe(isAllowed);
  });

  it('are nothing to an answer of another kind, and the same where nothing new was seen', () => {
    expect(seen.allow({ kind: 'status', status: 0 }, call('enable', 1), { kind: 'status', status: 0 })).toBe(true);
    expect(seen.allow({ kind: 'status', status: 0 }, call('enable', 1), { kind: 'status', status: 5 })).toBe(false);
    expect(seen.after(call('enable', 0), { kind: 'status', status: 0 })).toBe(seen);
    expect(seen.after(call('guestClose', 3), { kind: 'nothing' })).toBe(seen);
  });
});
