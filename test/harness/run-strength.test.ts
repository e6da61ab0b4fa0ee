/** What a run could have shown: points, capabilities, planted faults, and the odds that are left. */
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../harness/campaign/facts.ts';
import type { SoakFacts } from '../../harness/campaign/soak-facts.ts';
import { CELL_STATES, COLUMNS } from '../../harness/judge/cells.ts';
import { CAPABILITIES, UNREPEATED_KINDS } from '../../harness/target.ts';
import type { Capability } from '../../harness/target.ts';
import { capabilitiesTried } from '../../harness/verdict/capabilities-tried.ts';
import { gate } from '../../harness/verdict/gate.ts';
import { CAPABILITIES_OF_POINT, POINTS, pointsObserved } from '../../harness/verdict/points.ts';
import { MEASURED_PROFILES, profilesWithin } from '../../harness/verdict/profiles.ts';
import { callsPerFault, randomFaultsLine, rateBound, unseenLine } from '../../harness/verdict/random-faults.ts';
import { faultsShown, strengthOf } from '../../harness/verdict/run-strength.ts';
import type { MeasuredRun } from '../../harness/verdict/run-strength.ts';
import { soakLine } from '../../harness/verdict/soak-words.ts';
import { defectWords, unrepeatedLine } from '../../harness/verdict/unrepeated-words.ts';
import { once, strategy, WHOLE } from './facts-rows.ts';

describe('what a run could have shown', () => {
  it('is seen where a call was judged', () => {
    const points = COLUMNS.map(
      (call) => `${call}: ${pointsObserved({ cells: [{ state: 'fresh', call, calls: 1, broken: [] }] }).join()}`,
    );
    expect(points).toMatchInlineSnapshot(`
      [
        "allocate server: ",
        "allocate client: ",
        "setMmioMegabytes zero: status",
        "setMmioMegabytes required: status",
        "setMmioMegabytes optional: status",
        "setMmioMegabytes both: status",
        "setMmioMegabytes wide: status",
        "enable: ",
        "disable: ",
        "cleanup: ",
        "start: ",
        "pause: ",
        "guestOpen: ",
        "guestClose: ",
        "readReservation: reservation",
        "readOffer: offer",
        "getMmioSpace: space",
      ]
    `);
    expect(POINTS.map((point) => CAPABILITIES_OF_POINT[point])).toEqual([
      [],
      ['reservation'],
      ['offer'],
      ['mmio-space', 'guest'],
    ]);
  });

  it('makes use of capabilities by where it was judged', () => {
    const rows = CELL_STATES.map((state) => {
      const used = COLUMNS.flatMap((call) => {
        const names = [...capabilitiesTried({ cells: [{ state, call, calls: 1, broken: [] }] })];
        return names.length === 0 ? [] : [`${call}: ${names.join(' ')}`];
      });
      return `${state} | ${used.join(', ')}`;
    });
    expect(rows).toMatchInlineSnapshot(`
      [
        "absent | allocate client: client-endpoint, enable: misuse, disable: misuse, cleanup: misuse, start: start-pause misuse, pause: start-pause misuse, guestOpen: guest misuse, guestClose: guest misuse, readReservation: reservation misuse, readOffer: offer misuse, getMmioSpace: mmio-space misuse",
        "fresh | allocate server: misuse, allocate client: client-endpoint misuse, disable: misuse, start: start-pause misuse, pause: start-pause, guestOpen: guest misuse, guestClose: guest misuse, readReservation: reservation, readOffer: offer, getMmioSpace: mmio-space misuse",
        "enabled | allocate server: misuse, allocate client: client-endpoint misuse, enable: misuse, cleanup: misuse, start: start-pause, pause: start-pause, guestOpen: guest, guestClose: guest misuse, readReservation: reservation, readOffer: offer offer-bytes, getMmioSpace: mmio-space misuse",
        "open | allocate server: misuse, allocate client: client-endpoint misuse, enable: misuse, cleanup: misuse, start: start-pause, pause: start-pause, guestOpen: guest misuse, guestClose: guest, readReservation: reservation, readOffer: offer offer-bytes, getMmioSpace: mmio-space",
        "closed | allocate server: misuse, allocate client: client-endpoint misuse, enable: misuse, cleanup: misuse, start: start-pause, pause: start-pause, guestOpen: guest, guestClose: guest misuse, readReservation: reservation, readOffer: offer offer-bytes, getMmioSpace: mmio-space misuse",
        "disabled | allocate server: misuse, allocate client: client-endpoint misuse, disable: misuse, start: start-pause misuse, pause: start-pause, guestOpen: guest misuse, guestClose: guest misuse, readReservation: reservation, readOffer: offer, getMmioSpace: mmio-space misuse",
        "freed | allocate client: client-endpoint, setMmioMegabytes zero: stale-handle, setMmioMegabytes required: stale-handle, setMmioMegabytes optional: stale-handle, setMmioMegabytes both: stale-handle, setMmioMegabytes wide: stale-handle, enable: misuse, disable: misuse, cleanup: misuse, start: start-pause misuse, pause: start-pause misuse, guestOpen: guest misuse, guestClose: guest misuse, readReservation: reservation misuse, readOffer: offer misuse, getMmioSpace: mmio-space misuse",
        "null | allocate server: null-handle misuse, allocate client: client-endpoint null-handle misuse, setMmioMegabytes zero: null-handle, setMmioMegabytes required: null-handle, setMmioMegabytes optional: null-handle, setMmioMegabytes both: null-handle, setMmioMegabytes wide: null-handle, enable: null-handle misuse, disable: null-handle misuse, cleanup: null-handle misuse, start: start-pause null-handle misuse, pause: start-pause null-handle misuse, guestOpen: guest null-handle misuse, guestClose: guest null-handle misuse, readReservation: reservation null-handle misuse, readOffer: offer null-handle misuse, getMmioSpace: mmio-space null-handle misuse",
        "forged | allocate server: forged-handle misuse, allocate client: client-endpoint forged-handle misuse, setMmioMegabytes zero: forged-handle, setMmioMegabytes required: forged-handle, setMmioMegabytes optional: forged-handle, setMmioMegabytes both: forged-handle, setMmioMegabytes wide: forged-handle, enable: forged-handle misuse, disable: forged-handle misuse, cleanup: forged-handle misuse, start: start-pause forged-handle misuse, pause: start-pause forged-handle misuse, guestOpen: guest forged-handle misuse, guestClose: guest forged-handle misuse, readReservation: reservation forged-handle misuse, readOffer: offer forged-handle misuse, getMmioSpace: mmio-space forged-handle misuse",
        "client | allocate server: misuse, allocate client: client-endpoint misuse, enable: misuse, disable: misuse, start: start-pause misuse, pause: start-pause misuse, guestOpen: guest misuse, guestClose: guest misuse, readReservation: reservation, readOffer: offer, getMmioSpace: mmio-space misuse",
      ]
    `);
  });

  it('is measured on sets of capabilities that are within each other', () => {
    const names = Object.entries(MEASURED_PROFILES).map(
      ([name, claimed]) => `${name}: ${claimed.join(' ')} > ${profilesWithin(new Set(claimed)).length}`,
    );
    expect(names).toMatchInlineSnapshot(`
      [
        "status:  > 1",
        "status, every state and handle: guest start-pause client-endpoint null-handle stale-handle forged-handle > 2",
        "reservation: reservation > 2",
        "reservation, every state and handle: reservation guest start-pause client-endpoint null-handle stale-handle forged-handle > 4",
        "reservation and offer, every state and handle: reservation offer offer-bytes guest start-pause client-endpoint null-handle stale-handle forged-handle > 5",
        "all: reservation offer offer-bytes mmio-space guest start-pause client-endpoint null-handle stale-handle forged-handle > 6",
      ]
    `);
    expect(faultsShown([], ['boundary'])).toBeGreaterThan(0);
    expect(faultsShown([], ['no such strategy'])).toBe(0);
    expect(faultsShown(CAPABILITIES, ['complete-1'])).toBe(faultsShown(CAPABILITIES, ['complete-3']));
    expect(faultsShown(CAPABILITIES, ['complete-1'])).toBeGreaterThan(faultsShown(['reservation'], ['complete-1']));
  });

  it('is counted fault by fault, over the strategies that were run, with what claiming more would add', () => {
    const { scope } = gate(WHOLE).verdict;
    const shows = { a: '1100', b: '0110', 'complete-1': '0001', 'two-channels-0': '1000' };
    const nothing = { ...shows, a: '1000', b: '1000' };
    const mutants = { smoke: 'of smoke', ci: 'of ci' };
    const measured = {
      seeds: 7,
      faults: ['1', '2', '3', '4'],
      profiles: Object.fromEntries(
        Object.keys(MEASURED_PROFILES).map((name) => [name, { shows: name === 'all' ? shows : nothing, mutants }]),
      ),
    } as unknown as Parameters<typeof strengthOf>[2];
    const strength = (capabilities: readonly Capability[], names: readonly string[], more: Partial<Facts> = {}) =>
      strengthOf(
        {
          ...WHOLE,
          target: { ...WHOLE.target, capabilities },
          strategies: names.map((name) => strategy(name)),
          ...more,
        },
        scope,
        measured,
      );
    const { capabilities } = WHOLE.target;
    expect([
      strength(capabilities, ['a', 'b', 'c']),
      strength(capabilities, ['complete-3', 'two-channels-1'], { tier: 'smoke' }),
      strength([...capabilities, 'misuse', 'threads'], []),
      strength(
        capabilities.filter((one) => one !== 'mmio-space'),
        ['a', 'b'],
      ),
      strength(['null-handle'], ['a', 'b']),
      strength(['reservation', 'offer-bytes'], ['b'], {
        strategies: [strategy('a', { isLeftOut: true }), strategy('b')],
      }),
    ]).toMatchInlineSnapshot(`
      [
        {
          "kind": "measured",
          "more": [],
          "mutants": "of ci",
          "of": 4,
          "profile": "all",
          "seeds": 7,
          "shown": 3,
        },
        {
          "kind": "measured",
          "more": [],
          "mutants": "of smoke",
          "of": 4,
          "profile": "status",
          "seeds": 7,
          "shown": 2,
        },
        {
          "kind": "measured",
          "more": [],
          "mutants": "of ci",
          "of": 4,
          "profile": "status",
          "seeds": 7,
          "shown": 0,
        },
        {
          "kind": "measured",
          "more": [
            {
              "claim": [
                "mmio-space",
              ],
              "shown": 2,
            },
          ],
          "mutants": "of ci",
          "of": 4,
          "profile": "status",
          "seeds": 7,
          "shown": 1,
        },
        {
          "kind": "measured",
          "more": [],
          "of": 4,
          "profile": "status",
          "seeds": 7,
          "shown": 1,
        },
        {
          "kind": "measured",
          "more": [],
          "mutants": "of ci",
          "of": 4,
          "profile": "status",
          "seeds": 7,
          "shown": 1,
        },
      ]
    `);
    // What is left out for want of time shows nothing, and what adds most is told first.
    const apart = [strategy('a', { isLeftOut: true }), strategy('b')];
    expect(strength(capabilities, [], { strategies: apart })).toMatchObject({ shown: 2 });
    const rows = { status: '1000', reservation: '1100', 'status, every state and handle': '1110' };
    const profiles = Object.keys(MEASURED_PROFILES).map((name) => [
      name,
      { shows: { a: rows[name as keyof typeof rows] ?? '0000' }, mutants },
    ]);
    const uneven = { ...measured, profiles: Object.fromEntries(profiles) } as typeof measured;
    const bare = { ...WHOLE, target: { ...WHOLE.target, capabilities: [] }, strategies: [strategy('a')] };
    const { more } = strengthOf(bare, scope, uneven) as MeasuredRun;
    expect(more.map(({ claim, shown }) => `${claim[0]} ${shown}`)).toEqual(['guest 2', 'reservation 1']);
    expect(strengthOf(WHOLE, scope, { seeds: 1 } as typeof measured)).toEqual({
      kind: 'not stated',
      why: 'it was not measured',
    });
  });

  it('has odds that are left', () => {
    expect([0, 1, 2, 459, 100_000].map(callsPerFault)).toEqual([1, 1, 1, 100, 21_715]);
    expect(rateBound(0)).toBe(1);
    expect(1 - (1 - rateBound(500)) ** 500).toBeCloseTo(0.99, 12);
    expect(randomFaultsLine({ kind: 'not stated', why: 'because' })).toBeUndefined();
    expect([3, 1, 0].map((metOnce) => unseenLine({ calls: 4096, metOnce }))).toMatchInlineSnapshot(`
      [
        "about 0.073 % of further random calls would meet a situation that was not met",
        "about 0.024 % of further random calls would meet a situation that was not met",
        "at most about 0.024 % of further random calls would meet a situation that was not met",
      ]
    `);
  });

  it('is told of a soak as far as it went, and what of it was not done is left open', () => {
    const soak = { rounds: 1, programsBehind: 0, programs: 1_096, calls: 9_000, passedOver: 0, isRefusedAlone: false };
    const ends: readonly [Partial<SoakFacts>, number][] = [
      [{ end: { kind: 'time' } }, 90_000],
      [{ end: { kind: 'time' }, rounds: 2, programsBehind: 1, passedOver: 1_200, calls: 1 }, 0],
      [{ end: { kind: 'quiet' }, rounds: 0, programsBehind: 7, quietCalls: 5_000 }, 0],
      [{ end: { kind: 'failed' }, quietCalls: 50 }, 0],
      [{ end: { kind: 'cut', why: 'interrupted' } }, 0],
      [{ end: { kind: 'time' }, programs: 0 }, 9],
      [{ end: { kind: 'cut', why: 'interrupted' }, programs: 0 }, 9],
    ];
    const rows = ends.map(([more, durationMs]) => {
      const facts = { ...WHOLE, soak: { ...soak, durationMs, ...more } as SoakFacts };
      const { verdict, gate: decided } = gate(facts);
      expect(verdict.scope.soak).toEqual({ ...soak, ...more });
      return [soakLine(verdict.scope.soak!, durationMs), ...decided.reasons].join(' | ');
    });
    expect(rows).toMatchInlineSnapshot(`
      [
        "soaked for 90 s behind the tier: 1 round, 1,096 fresh programs, 9,000 calls",
        "soaked behind the tier: 2 rounds and 1 program of another, 1,096 fresh programs, 1 call; 1,200 of them behind a refusal, not judged",
        "soaked behind the tier: less than a round, 1,096 fresh programs, 9,000 calls; quiet by one in 5,000",
        "soaked behind the tier: 1 round, 1,096 fresh programs, 9,000 calls; not quiet by one in 50; ended since so much failed that more would tell nothing new",
        "soaked behind the tier: 1 round, 1,096 fresh programs, 9,000 calls; the soak ended early: interrupted | the soak ended early: interrupted",
        "no soak: the tier took all of its time",
        "no soak: interrupted | the soak ended early: interrupted",
      ]
    `);
    expect(gate(WHOLE).verdict.scope).not.toHaveProperty('soak');
    const alone = { ...WHOLE, soak: { ...soak, end: { kind: 'time' }, isRefusedAlone: true, durationMs: 0 } } as const;
    expect(gate(alone).gate.reasons).toEqual(['Allocate was refused where no channel was live']);
  });

  it('is told where it went wrong once', () => {
    const kinds = UNREPEATED_KINDS.flatMap((kind) => [once(kind), once(kind, 2)]);
    expect(kinds.map(unrepeatedLine)).toMatchInlineSnapshot(`
      [
        "1 broken connection, not repeated: a connection",
        "2 broken connections, not repeated: a connection",
        "1 hang, not repeated: a timeout",
        "2 hangs, not repeated: a timeout",
        "1 broken answer, not repeated: a adapter-fault",
        "2 broken answers, not repeated: a adapter-fault",
        "1 crash, not repeated: a crash",
        "2 crashes, not repeated: a crash",
        "1 wrong answer, not repeated: a answer",
        "2 wrong answers, not repeated: a answer",
        "1 adapter fault, at no one program: a defect",
        "2 adapter faults, at no one program: a defect",
      ]
    `);
    expect([defectWords([once('crash'), once('defect', 2)]), defectWords([once('crash')])]).toMatchInlineSnapshot(`
      [
        "the target broke the contract 2 times, at no one program: a defect",
        undefined,
      ]
    `);
  });
});
