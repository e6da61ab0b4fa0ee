/** The automaton is the oracle, state by state and along any path. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abstractInputs, DEFAULT_PROFILE, excludes, stateKey, tabulate } from '../../harness/machine/automaton.ts';
import type { Profile } from '../../harness/machine/automaton.ts';
import { isAllowed, NO_CHANNEL } from '../../spec/model.ts';
import type { ChannelModel } from '../../spec/model.ts';
import { ALONE, permitted } from '../../spec/oracle.ts';
import { READINGS } from '../../spec/readings.ts';
import { readingsPart } from '../../spec/set-mmio-megabytes.ts';

const PROFILES: readonly Profile[] = [
  DEFAULT_PROFILE,
  { ...DEFAULT_PROFILE, 'after-disable': 'reset' },
  {
    'either-code:null': 'amounts-first',
    'either-code:forged': 'amounts-first',
    'either-code:stale': 'amounts-first',
    'either-code:state': 'amounts-first',
    'after-disable': 'kept',
  },
];
const MACHINES = READINGS.flatMap((reading) =>
  PROFILES.map((profile) => tabulate(abstractInputs(), { reading, profile })),
);

describe.each(MACHINES)('the machine under $reading', (machine) => {
  const { inputs, states, next, output, answers, reading, profile } = machine;

  it('is answered alike under both readings but where they are said to part', () => {
    for (const [state, input] of states.flatMap((model) => inputs.map((call) => [model, call] as const))) {
      const [documented, stateModel] = READINGS.map((one) => permitted(state, input, one));
      if (readingsPart(state, input)) expect(documented).not.toEqual(stateModel);
      else expect(documented).toEqual(stateModel);
    }
  });

  it('gives in two parts what it gives at once: what conforms first, and what only deviates', () => {
    for (const [state, input] of states.flatMap((model) => inputs.map((call) => [model, call] as const))) {
      const [all, ...parts] = (['all', 'conforming', 'deviating'] as const).map((part) =>
        permitted(state, input, reading, ALONE, part),
      );
      expect(parts.flat()).toEqual(all);
      const kinds = parts.map((part) => [...new Set(part.map(({ conformance }) => conformance.kind))]);
      expect(['', 'conforms', 'conforms | deviates']).toContain(kinds.flat().join(' | '));
      expect(kinds[1]).not.toContain('conforms');
    }
  });

  it('has on every cell the answer and the successor that the oracle permits', () => {
    for (const [state, model] of states.entries()) {
      for (const [column, input] of inputs.entries()) {
        const cell = state * inputs.length + column;
        const before = typeof input.channel === 'number' ? model : NO_CHANNEL[input.channel];
        expect(next[cell]! >= 0).toBe(isAllowed(before, input.kind));
        if (next[cell]! < 0) continue;
        const conforming = permitted(before, input, reading).filter(
          ({ conformance }) => conformance.kind === 'conforms',
        );
        const answer = answers[output[cell]!]!;
        const chosen = conforming.filter((permit) => !excludes(permit.answer, answer));
        const successors = chosen.map((permit) => stateKey(typeof input.channel === 'number' ? permit.next : model));
        expect(chosen.map((permit) => permit.answer)).toContainEqual(answer);
        expect(successors).toContain(stateKey(states[next[cell]!]!));
        // What the table leaves out is another answer to an open question, or a call that failed and changed nothing.
        for (const permit of conforming.filter((other) => !chosen.includes(other))) {
          const isOtherChoice = permit.choice !== undefined && permit.choice.answer !== profile[permit.choice.id];
          expect(isOtherChoice || permit.answer.kind === 'failure').toBe(true);
        }
      }
    }
  });

  it('stays with the oracle along any path', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: inputs.length - 1 }), { minLength: 5, maxLength: 60 }), (path) => {
        let state = 0;
        let models: readonly ChannelModel[] = [NO_CHANNEL.absent];
        for (const column of path) {
          const cell = state * inputs.length + column;
          const input = inputs[column]!;
          if (next[cell]! < 0 || typeof input.channel !== 'number') continue;
          state = next[cell]!;
          models = models.flatMap((model) =>
            permitted(model, input, reading)
              .filter(
                ({ conformance, answer }) =>
                  conformance.kind === 'conforms' && (answer.kind !== 'failure' || input.kind === 'setMmioMegabytes'),
              )
              .map((permit) => permit.next),
          );
          expect(models.map(stateKey)).toContain(stateKey(states[state]!));
        }
      }),
    );
  });
});

it('tells a pair of states apart only by answers of which no response can be both', () => {
  const space = (sizeMin: bigint, sizeMax: bigint) =>
    ({ kind: 'space', sizeMin, sizeMax, address: 'nonzero', apartFrom: [] }) as const;
  expect(excludes(space(0n, 5n), space(6n, 9n))).toBe(true);
  expect(excludes(space(0n, 6n), space(6n, 9n))).toBe(false);
  expect(excludes({ kind: 'failure' }, { kind: 'status', status: 0 })).toBe(true);
  expect(excludes({ kind: 'failure' }, { kind: 'status', status: 0xc000_000d })).toBe(false);
  expect(excludes({ kind: 'nothing' }, { kind: 'nothing' })).toBe(false);
});
