/**
 * How programs are made small, try by try: what each step proposes for programs of every shape, where nothing fails, where some of it
 * does, and on faulty targets to the end. A row has how many tries there were and a hash of all of them in order, so that a change of a
 * step shows where it was made; whether it is for the better `npm run score:minimizing` says.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { executeInProcess } from '../../harness/execute/execute.ts';
import { judge } from '../../harness/judge/judge.ts';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { machineOver } from '../../harness/machine/machine.ts';
import { StatePaths } from '../../harness/machine/state-paths.ts';
import { exploreByForks } from '../../harness/minimize/explore-by-forks.ts';
import { exploreByRuns } from '../../harness/minimize/explore-by-runs.ts';
import { minimize } from '../../harness/minimize/minimize.ts';
import { neighbourhood } from '../../harness/minimize/neighbourhood.ts';
import { ProgramTree, slotsInTurn } from '../../harness/minimize/program-tree.ts';
import type { Exploration, Slots } from '../../harness/minimize/program-tree.ts';
import { reductions } from '../../harness/minimize/reductions.ts';
import { wholeAlphabet } from '../../harness/minimize/search-shorter.ts';
import type { Searched } from '../../harness/minimize/search-shorter.ts';
import { simplerCandidate } from '../../harness/minimize/step.ts';
import type { Step, StepContext } from '../../harness/minimize/step.ts';
import { STEPS } from '../../harness/minimize/steps.ts';
import { parseProgram, printProgram } from '../../harness/program/program.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Program, Session } from '../../harness/target.ts';
import { reference } from '../../targets/reference/reference.ts';
import { FAULT_PINS } from '../fault-pins.ts';

const capabilities = new Set(CAPABILITIES);
const lawful = new Set(CAPABILITIES.filter((one) => one !== 'misuse'));
const digest = (lines: readonly string[]) => createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 8);
const line = (program: Program) => printProgram(program).trim().replaceAll('\n', '; ');
const parsed = (text: string) => parseProgram(text.trim().replaceAll(/; */g, '\n'));

const channels = (count: number, each: (slot: number) => string) =>
  Array.from({ length: count }, (_, slot) => each(slot)).join('');
const SHAPES: Readonly<Record<string, string>> = {
  'one call': 'allocate 0 server',
  'two handles': 'setMmioMegabytes null 3 0; setMmioMegabytes forged 0 9; setMmioMegabytes null 0 0',
  'a short life': 'allocate 2 server; setMmioMegabytes 2 8 4; readReservation 2; enable 2; readOffer 2',
  'equal calls':
    'allocate 0 server; setMmioMegabytes 0 5 6; setMmioMegabytes 0 5 6; setMmioMegabytes 0 5 6; setMmioMegabytes 0 5 6; readReservation 0',
  'two lives':
    'allocate 0 server; setMmioMegabytes 0 8 0; pause 0; cleanup 0; setMmioMegabytes 0 1 0; allocate 0 client; setMmioMegabytes 0 3 3; cleanup 0; allocate 0 server; setMmioMegabytes 0 65535 2; enable 0; setMmioMegabytes 0 7 0; readOffer 0',
  'two lives beside others':
    'allocate 0 server; setMmioMegabytes 0 8 0; allocate 1 server; cleanup 0; setMmioMegabytes 1 5 0; allocate 2 server; cleanup 2; allocate 0 server; setMmioMegabytes 1 6 0; enable 1; setMmioMegabytes 0 3 3; setMmioMegabytes 0 4 4; enable 0; readOffer 0; readReservation 1; cleanup 0; allocate 0 server; readReservation 0',
  'two lives and no slot left': `${channels(16, (slot) => `allocate ${slot} server; `)}cleanup 0; allocate 0 server; readReservation 0`,
  'two channels':
    'allocate 1 server; allocate 0 server; setMmioMegabytes 0 300 0; setMmioMegabytes 1 0 9; enable 1; guestOpen 1; enable 0; getMmioSpace 1; guestClose 1; readOffer 0; disable 1; readReservation 1',
  'three channels': `${channels(3, (slot) => `allocate ${slot + 3} server; setMmioMegabytes ${slot + 3} ${slot + 4} ${slot}; `)}enable 4; guestOpen 4; getMmioSpace 4; readReservation 3; readOffer 5`,
  'six channels': `${channels(6, (slot) => `allocate ${15 - slot} server; setMmioMegabytes ${15 - slot} ${slot} 1; `)}${channels(6, (slot) => `enable ${slot + 10}; `)}readReservation 14; readOffer 11`,
  'over and over': `allocate 0 server; setMmioMegabytes 0 20 7; enable 0; guestOpen 0; ${'guestClose 0; guestOpen 0; getMmioSpace 0; '.repeat(9)}disable 0; setMmioMegabytes 0 0 0; readReservation 0`,
  'sets over and over': `allocate 0 server; ${'setMmioMegabytes 0 3 2; readReservation 0; '.repeat(11)}allocate 1 server; ${'setMmioMegabytes 1 9 2; '.repeat(5)}readReservation 0`,
  'a long walk': `allocate 0 server; setMmioMegabytes 0 1 0; ${'enable 0; pause 0; guestOpen 0; start 0; readOffer 0; guestClose 0; disable 0; setMmioMegabytes 0 4 5; readReservation 0; '.repeat(7)}cleanup 0; allocate 0 server; readReservation 0`,
  'a walk of two': `allocate 0 server; allocate 1 server; setMmioMegabytes 1 1 0; setMmioMegabytes 0 4 5; ${'enable 0; enable 1; guestOpen 1; guestClose 1; disable 1; readReservation 0; guestOpen 0; guestClose 0; disable 0; '.repeat(4)}readReservation 1; readReservation 0`,
  misuse:
    'allocate 0 server; guestOpen 0; disable 0; enable 0; enable 0; setMmioMegabytes 0 0 0; guestClose 0; readReservation 0',
};
const PROGRAMS = Object.entries(SHAPES).map(([name, text]) => [name, parsed(text)] as const);

/** What is left of a candidate that is taken to fail: nothing of most. */
type Outcome = (candidate: Program, index: number) => Program | undefined;
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  'nothing fails': () => undefined,
  'everything fails': (candidate) => candidate,
  'every third fails': (candidate, index) => (index % 3 === 2 ? candidate : undefined),
  'reads behind a set fail': (candidate) => {
    const set = candidate.findIndex(({ kind }) => kind === 'setMmioMegabytes');
    const read = candidate.findLastIndex(({ kind }) => kind === 'readReservation' || kind === 'readOffer');
    return set >= 0 && read > set ? candidate.slice(0, read + 1) : undefined;
  },
};

function contextOf(program: Program): StepContext {
  const profiles = [DEFAULT_PROFILE, { ...DEFAULT_PROFILE, 'after-disable': 'reset' as const }];
  const paths = profiles.map(
    (profile) => new StatePaths(machineOver(wholeAlphabet(program, {}), lawful, 'documented', profile)),
  );
  return { capabilities: lawful, claimsMisuse: true, paths };
}

/** On many channels a step may propose thousands. */
const TRIES_MAX = 200;

it.each(PROGRAMS)('each step proposes what it was looked at for: %s', async (name, program) => {
  const context = contextOf(program);
  const rows = STEPS.flatMap((step) => {
    const tries = Object.values(OUTCOMES).map((outcome) => triesOf(step, program, context, outcome));
    const told = tries.map((tried) => `${tried.length} ${digest(tried)}`);
    return tries.every(({ length }) => length === 0) ? [] : [`${step.name}: ${[...new Set(told)].join(', ')}`];
  });
  await expect(`${rows.join('\n')}\n`).toMatchFileSnapshot(`steps/${name.replaceAll(' ', '-')}.txt`);
});

/** As the driver would take the candidates of a step: those that are simpler, and of these what is left where they fail. */
function triesOf(step: Step, program: Program, context: StepContext, outcome: Outcome): readonly string[] {
  const tried: string[] = [];
  let best = program;
  const candidates = step.candidates(program, context);
  for (let next = candidates.next(); next.done !== true && tried.length < TRIES_MAX;) {
    tried.push(line(next.value));
    const candidate = simplerCandidate(next.value, best, context);
    const left = candidate && outcome(candidate, tried.length);
    best = left ?? best;
    next = candidates.next(left);
  }
  return tried;
}

it('a candidate is taken where it is simpler, and calls that became illegal are left out of a shorter one only', () => {
  const context = { capabilities: lawful, claimsMisuse: false, paths: [] };
  const program = parsed('allocate 0 server; setMmioMegabytes 0 2 0; enable 0; readOffer 0');
  const taken = (text: string) => {
    const simpler = simplerCandidate(parsed(text), program, context);
    return simpler && line(simpler);
  };
  expect(taken('allocate 0 server; enable 0; readOffer 0')).toBe('allocate 0 server; enable 0; readOffer 0');
  expect(taken('setMmioMegabytes null 2 0')).toBe('setMmioMegabytes null 2 0');
  expect(taken('allocate 0 server; enable 0; enable 0')).toBe('allocate 0 server; enable 0');
  expect(taken('allocate 0 server; enable 0; enable 0; readOffer 0')).toBeUndefined();
  expect(taken('allocate 0 server; setMmioMegabytes 0 1 0; enable 0; readOffer 0')).toContain('0 1 0');
  expect(taken('allocate 0 server; setMmioMegabytes 0 3 0; enable 0; readOffer 0')).toBeUndefined();
  expect(taken('allocate 0 server; setMmioMegabytes 0 2 0; enable 0; readOffer 0')).toBeUndefined();
});

it('what one step leads to is simpler and runnable, with what is known of the states and without', () => {
  const rows = PROGRAMS.slice(1, 6).map(([name, program]) => {
    const [near, reduced] = [[...neighbourhood(program, contextOf(program))], [...reductions(program, lawful)]];
    const misused = [...reductions(program, capabilities)].length;
    return `${name}: ${near.length} ${digest(near.map(line))}, ${reduced.length} ${digest(reduced.map(line))}, ${misused}`;
  });
  expect(rows).toMatchInlineSnapshot(`
    [
      "two handles: 68 de48a332, 65 b1da4ac0, 68",
      "a short life: 140 48874fb9, 50 c98e2bbc, 62",
      "equal calls: 191 1320169e, 83 639be95a, 103",
      "two lives: 522 3ce0aefe, 195 210c6a02, 195",
      "two lives beside others: 80 3b30817a, 80 3b30817a, 80",
    ]
  `);
});

describe('made small', () => {
  const rowOf = async (
    fault: string,
    text: string,
    limits: { callsMax: number; programsMax: number },
    searchProgramsMax?: number,
    steps?: readonly Step[],
  ) => {
    const target = reference({ fault });
    const { clause } = FAULT_PINS[fault]!;
    const tried: string[] = [];
    const failsAt = async (program: Program) => {
      const { findings } = judge(executeInProcess(target.open!, program), { reading: 'documented', capabilities });
      return findings.find((finding) => finding.clause === clause)?.at;
    };
    const known = new Map<string, Searched>();
    const options = {
      capabilities,
      failsAt,
      ...limits,
      ...(steps === undefined ? {} : { steps }),
      onTry: (step: { readonly name: string }, candidate: Program, simpler: Program | undefined) =>
        void tried.push(`${step.name} ${line(candidate)} ${simpler && line(simpler)}`),
      ...(searchProgramsMax === undefined
        ? {}
        : {
            search: {
              explore: (exploration: Exploration) => exploreByForks(target.open!, exploration),
              reading: 'documented' as const,
              profiles: [DEFAULT_PROFILE],
              programsMax: searchProgramsMax,
              known,
            },
          }),
    };
    const small = await minimize(parsed(text), options);
    const { program, certificate, spentPrograms, spentCalls, certifyingCalls, searchCalls } = small;
    if (searchProgramsMax !== undefined && certificate !== 'out of budget') {
      // What is known by now is not sought again.
      const again = await minimize(program, options);
      expect([line(again.program), again.certificate, again.searchCalls > 0]).toEqual([
        line(program),
        certificate,
        searchCalls > 0,
      ]);
    }
    return `${fault}: ${line(program)}\n  ${certificate}, ${spentPrograms} ${spentCalls} ${certifyingCalls} ${searchCalls}, ${tried.length} ${digest(tried)}`;
  };
  const plenty = { callsMax: 3_000, programsMax: 3_000 };

  it('comes out of as many tries as it was looked at for', async () => {
    const rows = [
      await rowOf(
        'both-zero-accepted',
        'allocate 1 server; setMmioMegabytes 1 7 9; allocate 0 server; enable 1; setMmioMegabytes 0 0 0; readOffer 1',
        plenty,
        400,
      ),
      await rowOf(
        'both-zero-accepted',
        'allocate 0 server; guestOpen 0; disable 0; setMmioMegabytes 0 0 0; cleanup 0',
        plenty,
      ),
      await rowOf(
        'both-zero-accepted',
        SHAPES['six channels']!.replace('enable 10', 'setMmioMegabytes 14 0 0; enable 10'),
        { callsMax: 120, programsMax: 3_000 },
        400,
      ),
      await rowOf(
        'both-zero-accepted',
        SHAPES['six channels']!.replace('enable 10', 'setMmioMegabytes 14 0 0; enable 10'),
        { callsMax: 3_000, programsMax: 3 },
      ),
      await rowOf('enabled-refusal-offered', SHAPES['two lives']!, plenty, 60),
      await rowOf('enabled-refusal-offered', SHAPES['two lives']!, plenty, 3_000),
      await rowOf(
        'sum-wraps',
        'allocate 3 server; setMmioMegabytes 3 40000 40000; setMmioMegabytes 3 65535 1; readReservation 3',
        plenty,
        60,
      ),
      await rowOf(
        'ranges-never-released',
        `${SHAPES['over and over']!.replace('disable 0; setMmioMegabytes 0 0 0; readReservation 0', '')}${'guestClose 0; guestOpen 0; getMmioSpace 0; '.repeat(30)}`,
        plenty,
      ),
      // Where the steps take out no call, the search does, and what it found is made small again.
      await rowOf(
        'sum-wraps',
        'allocate 3 server; pause 3; setMmioMegabytes 3 40000 40000; readReservation 3; setMmioMegabytes 3 65535 1; readReservation 3',
        plenty,
        3_000,
        STEPS.filter(({ name }) => name.includes('amount')),
      ),
      await rowOf(
        'last-slot-gets-nothing',
        'allocate 15 server; setMmioMegabytes 15 1 0; enable 15; guestOpen 15; readOffer 15; getMmioSpace 15',
        plenty,
        1_000,
      ),
    ];
    await expect(`${rows.join('\n')}\n`).toMatchFileSnapshot('made-small.txt');
  });
});

describe('explored', () => {
  const inputs = parsed(
    'allocate 0 server; setMmioMegabytes 0 1 0; setMmioMegabytes null 1 0; enable 0; guestOpen 0; getMmioSpace 0; guestClose 0',
  );
  const automaton = machineOver(inputs, lawful, 'documented', DEFAULT_PROFILE);
  const SLOTS: readonly Slots[] = [slotsInTurn(1), slotsInTurn(3), { names: [4, 0], taken: 'in any order' }];
  const both = async (
    target: ReturnType<typeof reference>,
    slots: Slots,
    depth: number,
    programsMax: number,
    stopAt = Infinity,
  ) => {
    const tree = new ProgramTree(automaton, slots);
    const told = async (explore: (exploration: Exploration) => unknown) => {
      const surprises: string[] = [];
      const onSurprise = (program: Program) =>
        (surprises.push(line(program)), surprises.length >= stopAt ? 'stop' : 'go on') as 'stop';
      const explored = await explore({ tree, depth, programsMax, onSurprise });
      return { explored, surprises };
    };
    const forks = await told((exploration) => exploreByForks(target.open!, exploration));
    const runs = await told((exploration) =>
      exploreByRuns({ execute: async (program) => executeInProcess(target.open!, program), runsMax: 3 }, exploration),
    );
    return { forks, runs, count: tree.count(depth, Infinity), atMost: tree.count(depth, 50) > 50 };
  };

  it('finds what is wrong in every program of a depth, by forks and by runs', async () => {
    const rows: string[] = [];
    for (const slots of SLOTS) {
      for (const fault of ['space-all-at-base', 'null-accepted', 'enabled-refusal-offered'].filter(
        (name) => name in FAULT_PINS,
      )) {
        for (const [depth, programsMax, stopAt] of [
          [1, Infinity, Infinity],
          [3, Infinity, Infinity],
          [5, 40, Infinity],
          [5, Infinity, 2],
        ] as const) {
          const { forks, runs, count, atMost } = await both(reference({ fault }), slots, depth, programsMax, stopAt);
          rows.push(
            `${slots.names} ${fault} ${depth} ${programsMax} ${stopAt}: ${count} ${atMost} ${JSON.stringify(forks.explored)} ${JSON.stringify(runs.explored)} ${forks.surprises.length} ${digest(forks.surprises)} ${runs.surprises.length} ${digest(runs.surprises)}`,
          );
        }
      }
    }
    expect(rows).toMatchInlineSnapshot(`
      [
        "0 space-all-at-base 1 Infinity Infinity: 2 false {"programs":2,"calls":2,"complete":true} {"programs":2,"calls":2,"complete":true} 0 e3b0c442 0 e3b0c442",
        "0 space-all-at-base 3 Infinity Infinity: 21 false {"programs":14,"calls":21,"complete":true} {"programs":14,"calls":42,"complete":true} 0 e3b0c442 0 e3b0c442",
        "0 space-all-at-base 5 40 Infinity: 196 true {"programs":40,"calls":62,"complete":false} {"programs":40,"calls":205,"complete":false} 0 e3b0c442 0 e3b0c442",
        "0 space-all-at-base 5 Infinity 2: 196 true {"programs":133,"calls":196,"complete":true} {"programs":133,"calls":665,"complete":true} 0 e3b0c442 0 e3b0c442",
        "0 null-accepted 1 Infinity Infinity: 2 false {"programs":2,"calls":2,"complete":true} {"programs":2,"calls":2,"complete":true} 1 c1bc277c 1 c1bc277c",
        "0 null-accepted 3 Infinity Infinity: 21 false {"programs":6,"calls":11,"complete":true} {"programs":6,"calls":36,"complete":true} 4 99923c0c 4 99923c0c",
        "0 null-accepted 5 40 Infinity: 196 true {"programs":31,"calls":55,"complete":true} {"programs":31,"calls":275,"complete":true} 17 510d90f7 17 510d90f7",
        "0 null-accepted 5 Infinity 2: 196 true {"programs":3,"calls":8,"complete":false} {"programs":3,"calls":20,"complete":false} 2 3de79db6 2 3de79db6",
        "0 enabled-refusal-offered 1 Infinity Infinity: 2 false {"programs":2,"calls":2,"complete":true} {"programs":2,"calls":2,"complete":true} 0 e3b0c442 0 e3b0c442",
        "0 enabled-refusal-offered 3 Infinity Infinity: 21 false {"programs":14,"calls":21,"complete":true} {"programs":14,"calls":42,"complete":true} 0 e3b0c442 0 e3b0c442",
        "0 enabled-refusal-offered 5 40 Infinity: 196 true {"programs":40,"calls":62,"complete":false} {"programs":40,"calls":205,"complete":false} 0 e3b0c442 0 e3b0c442",
        "0 enabled-refusal-offered 5 Infinity 2: 196 true {"programs":133,"calls":196,"complete":true} {"programs":133,"calls":665,"complete":true} 1 2d5ac4c7 1 2d5ac4c7",
        "0,1,2 space-all-at-base 1 Infinity Infinity: 2 false {"programs":2,"calls":2,"complete":true} {"programs":2,"calls":2,"complete":true} 0 e3b0c442 0 e3b0c442",
        "0,1,2 space-all-at-base 3 Infinity Infinity: 32 false {"programs":24,"calls":32,"complete":true} {"programs":24,"calls":72,"complete":true} 0 e3b0c442 0 e3b0c442",
        "0,1,2 space-all-at-base 5 40 Infinity: 786 true {"programs":40,"calls":55,"complete":false} {"programs":40,"calls":205,"complete":false} 0 e3b0c442 0 e3b0c442",
        "0,1,2 space-all-at-base 5 Infinity 2: 786 true {"programs":638,"calls":786,"complete":true} {"programs":638,"calls":3190,"complete":true} 0 e3b0c442 0 e3b0c442",
        "0,1,2 null-accepted 1 Infinity Infinity: 2 false {"programs":2,"calls":2,"complete":true} {"programs":2,"calls":2,"complete":true} 1 c1bc277c 1 c1bc277c",
        "0,1,2 null-accepted 3 Infinity Infinity: 32 false {"programs":14,"calls":20,"complete":true} {"programs":14,"calls":60,"complete":true} 5 b339a0be 5 b339a0be",
        "0,1,2 null-accepted 5 40 Infinity: 786 true {"programs":40,"calls":57,"complete":false} {"programs":40,"calls":265,"complete":false} 12 547567a0 12 547567a0",
        "0,1,2 null-accepted 5 Infinity 2: 786 true {"programs":4,"calls":9,"complete":false} {"programs":4,"calls":25,"complete":false} 2 3de79db6 2 3de79db6",
        "0,1,2 enabled-refusal-offered 1 Infinity Infinity: 2 false {"programs":2,"calls":2,"complete":true} {"programs":2,"calls":2,"complete":true} 0 e3b0c442 0 e3b0c442",
        "0,1,2 enabled-refusal-offered 3 Infinity Infinity: 32 false {"programs":24,"calls":32,"complete":true} {"programs":24,"calls":72,"complete":true} 0 e3b0c442 0 e3b0c442",
        "0,1,2 enabled-refusal-offered 5 40 Infinity: 786 true {"programs":40,"calls":55,"complete":false} {"programs":40,"calls":205,"complete":false} 0 e3b0c442 0 e3b0c442",
        "0,1,2 enabled-refusal-offered 5 Infinity 2: 786 true {"programs":638,"calls":786,"complete":true} {"programs":638,"calls":3190,"complete":true} 1 2d5ac4c7 1 2d5ac4c7",
        "4,0 space-all-at-base 1 Infinity Infinity: 3 false {"programs":3,"calls":3,"complete":true} {"programs":3,"calls":3,"complete":true} 0 e3b0c442 0 e3b0c442",
        "4,0 space-all-at-base 3 Infinity Infinity: 59 true {"programs":45,"calls":59,"complete":true} {"programs":45,"calls":135,"complete":true} 0 e3b0c442 0 e3b0c442",
        "4,0 space-all-at-base 5 40 Infinity: 1193 true {"programs":40,"calls":55,"complete":false} {"programs":40,"calls":205,"complete":false} 0 e3b0c442 0 e3b0c442",
        "4,0 space-all-at-base 5 Infinity 2: 1193 true {"programs":935,"calls":1193,"complete":true} {"programs":935,"calls":4675,"complete":true} 0 e3b0c442 0 e3b0c442",
        "4,0 null-accepted 1 Infinity Infinity: 3 false {"programs":3,"calls":3,"complete":true} {"programs":3,"calls":3,"complete":true} 1 c1bc277c 1 c1bc277c",
        "4,0 null-accepted 3 Infinity Infinity: 59 true {"programs":26,"calls":37,"complete":true} {"programs":26,"calls":105,"complete":true} 9 99893323 9 99893323",
        "4,0 null-accepted 5 40 Infinity: 1193 true {"programs":40,"calls":58,"complete":false} {"programs":40,"calls":265,"complete":false} 13 cebbb0d0 13 cebbb0d0",
        "4,0 null-accepted 5 Infinity 2: 1193 true {"programs":4,"calls":9,"complete":false} {"programs":4,"calls":25,"complete":false} 2 21b32ac3 2 21b32ac3",
        "4,0 enabled-refusal-offered 1 Infinity Infinity: 3 false {"programs":3,"calls":3,"complete":true} {"programs":3,"calls":3,"complete":true} 0 e3b0c442 0 e3b0c442",
        "4,0 enabled-refusal-offered 3 Infinity Infinity: 59 true {"programs":45,"calls":59,"complete":true} {"programs":45,"calls":135,"complete":true} 0 e3b0c442 0 e3b0c442",
        "4,0 enabled-refusal-offered 5 40 Infinity: 1193 true {"programs":40,"calls":55,"complete":false} {"programs":40,"calls":205,"complete":false} 0 e3b0c442 0 e3b0c442",
        "4,0 enabled-refusal-offered 5 Infinity 2: 1193 true {"programs":909,"calls":1161,"complete":false} {"programs":909,"calls":4545,"complete":false} 2 89ef3b09 2 89ef3b09",
      ]
    `);
  });

  it('ends with its time, and after a few runs that ended the target', async () => {
    const tree = new ProgramTree(automaton, slotsInTurn(2));
    const ended = async (kind: 'crash' | 'timeout', at: number | undefined, isOver?: () => boolean) => {
      const surprises: string[] = [];
      const execute = async (program: Program) =>
        ({ program, responses: [], end: { kind, message: 'gone', at } }) as const;
      const explored = await exploreByRuns(
        { execute, runsMax: 2, ...(isOver ? { isOver } : {}) },
        { tree, depth: 3, programsMax: Infinity, onSurprise: (program) => (surprises.push(line(program)), 'go on') },
      );
      return { ...explored, surprises };
    };
    let left = 3;
    expect([
      await ended('crash', undefined),
      await ended('crash', 1),
      await ended('timeout', 2),
      await ended('crash', 9, () => (left -= 1) < 0),
    ]).toMatchInlineSnapshot(`
      [
        {
          "calls": 15,
          "complete": false,
          "programs": 5,
          "surprises": [
            "allocate 0 server; setMmioMegabytes 0 1 0; setMmioMegabytes 0 1 0",
            "allocate 0 server; setMmioMegabytes 0 1 0; setMmioMegabytes null 1 0",
            "allocate 0 server; setMmioMegabytes 0 1 0; enable 0",
            "allocate 0 server; setMmioMegabytes 0 1 0; allocate 1 server",
            "allocate 0 server; setMmioMegabytes null 1 0; setMmioMegabytes 0 1 0",
          ],
        },
        {
          "calls": 27,
          "complete": false,
          "programs": 0,
          "surprises": [
            "allocate 0 server; setMmioMegabytes 0 1 0",
            "allocate 0 server; setMmioMegabytes null 1 0",
            "allocate 0 server; enable 0",
            "allocate 0 server; allocate 1 server",
            "setMmioMegabytes null 1 0; allocate 0 server",
          ],
        },
        {
          "calls": 3,
          "complete": false,
          "programs": 1,
          "surprises": [
            "allocate 0 server; setMmioMegabytes 0 1 0; setMmioMegabytes 0 1 0",
          ],
        },
        {
          "calls": 6,
          "complete": false,
          "programs": 2,
          "surprises": [
            "allocate 0 server; setMmioMegabytes 0 1 0; setMmioMegabytes 0 1 0",
            "allocate 0 server; setMmioMegabytes 0 1 0; setMmioMegabytes null 1 0",
          ],
        },
      ]
    `);
    await expect(
      exploreByRuns(
        { execute: () => Promise.reject(new Error('lost')), runsMax: 4 },
        { tree, depth: 2, programsMax: Infinity, onSurprise: () => 'go on' },
      ),
    ).rejects.toThrow('lost');
    const thrown: string[] = [];
    const throwing = (): Session => ({
      fork: throwing,
      perform() {
        throw new Error('gone');
      },
    });
    const onSurprise = (program: Program): 'go on' => (thrown.push(line(program)), 'go on');
    exploreByForks(throwing, { tree, depth: 2, programsMax: Infinity, onSurprise });
    expect(thrown).toEqual(['allocate 0 server', 'setMmioMegabytes null 1 0']);
    expect(() =>
      exploreByForks(() => ({ perform: () => ({ kind: 'nothing' }) }), {
        tree,
        depth: 1,
        programsMax: 1,
        onSurprise: () => 'stop',
      }),
    ).toThrow('cannot be forked');
  });
});
