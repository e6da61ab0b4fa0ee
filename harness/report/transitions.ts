/**
 * The automaton as a diagram: its states put together by the life of the channel, a client endpoint apart from them, its calls by
 * their class, each edge with how often it was taken. Counted over every call that was judged, not over the abstract programs alone.
 */
import type { Facts } from '../campaign/facts.ts';
import { cellStateOf, classOf } from '../judge/cells.ts';
import type { CellState } from '../judge/cells.ts';
import { DEFAULT_PROFILE } from '../machine/automaton.ts';
import type { Automaton } from '../machine/automaton.ts';
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
  const states = new Set<CellState>();
  for (const [state, model] of machine.states.entries()) {
    const from = cellStateOf(model);
    states.add(from);
    for (const [input, call] of machine.inputs.entries()) {
      const next = machine.next[state * machine.inputs.length + input]!;
      // A bad handle is no channel, and nothing leads into or out of it.
      if (next < 0 || typeof call.channel !== 'number') continue;
      const to = cellStateOf(machine.states[next]!);
      const called = classOf(call);
      const cell = result.cells.find((row) => row.state === from && row.call === called);
      const { calls = 0, broken = [], ended = [] } = cell ?? {};
      const outcome = ended[0] ?? (broken.length > 0 ? 'failed' : calls > 0 ? 'covered' : 'unseen');
      const edge: Edge = {
        from,
        to,
        call: called,
        calls,
        outcome,
        ...(ended.length === 0 ? {} : { ended: [...ended] }),
      };
      edges.set(`${edge.from} ${edge.to} ${edge.call}`, edge);
    }
  }
  return {
    machine: { states: machine.states.length, transitions: transitionsOf(machine) },
    states: [...states],
    edges: [...edges.values()],
  };
}
