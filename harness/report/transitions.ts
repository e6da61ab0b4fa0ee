/**
 * The automaton as a diagram: its states put together by the life of the channel, its calls by their class, each edge
 * with how often it was taken. Counted over every call that was judged, not over the abstract programs alone.
 */
import type { Facts } from '../campaign/facts.ts';
import { classOf } from '../judge/cells.ts';
import { DEFAULT_PROFILE } from '../machine/automaton.ts';
import type { Automaton } from '../machine/automaton.ts';
import type { Life } from '../../spec/model.ts';
import { abstractMachine, transitionsOf } from '../machine/machine.ts';
import { mergeable } from '../generate/complete.ts';
import { identify } from '../machine/identification.ts';
import type { Report } from './report-schema.ts';

type Edge = Report['transitions']['edges'][number];

/** The machine that the target was tried against: what it claims, and how it answers the open questions. */
function machineOf({ target, reading, choices }: Facts): Automaton {
  const profile = { ...DEFAULT_PROFILE, ...Object.fromEntries(choices.map(({ id, answer }) => [id, answer])) };
  return abstractMachine(new Set(target.capabilities), reading, profile);
}

/** Pairs of states that no call tells apart, in words: what even the complete suites cannot see. */
export function mergeableStates(result: Facts): readonly string[] {
  const machine = machineOf(result);
  return mergeable(machine, identify(machine));
}

export function transitions(result: Facts): Report['transitions'] {
  const machine = machineOf(result);
  const edges = new Map<string, Edge>();
  const lives = new Set<Life>();
  for (const [state, model] of machine.states.entries()) {
    lives.add(model.life);
    for (const [input, call] of machine.inputs.entries()) {
      const next = machine.next[state * machine.inputs.length + input]!;
      // A bad handle is no channel, and nothing leads into or out of it.
      if (next < 0 || typeof call.channel !== 'number') continue;
      const to = machine.states[next]!.life;
      const called = classOf(call);
      const cell = result.cells.find((row) => row.state === model.life && row.call === called);
      const { calls = 0, broken = [] } = cell ?? {};
      const outcome = broken.length > 0 ? 'failed' : calls > 0 ? 'covered' : 'unseen';
      const edge: Edge = { from: model.life, to, call: called, calls, outcome };
      edges.set(`${edge.from} ${edge.to} ${edge.call}`, edge);
    }
  }
  return {
    machine: { states: machine.states.length, transitions: transitionsOf(machine) },
    states: [...lives],
    edges: [...edges.values()],
  };
}
