/**
 * Several channels side by side as one machine: by the oracle they are independent of one another, so a call moves the
 * channel in its slot and leaves the others where they are. A state is a number whose digits are the channels' states, that
 * of slot 0 the lowest.
 */
import type { Call } from '../../spec/call.ts';
import type { Automaton } from './automaton.ts';
import type { TransitionTable } from './identification.ts';

export interface ChannelProduct extends TransitionTable {
  /** The states of the channels in a state of the product, by slot. */
  readonly statesOf: (state: number) => readonly number[];
  /** The product's input by which an input of the automaton is made on a slot. */
  readonly inputOn: (slot: number, input: number) => number;
}

/** Up to three channels: a state of more does not fit the table. */
export function channelProduct({ inputs, states, next }: Automaton, channels: number): ChannelProduct {
  const radix = states.length;
  const weights = Array.from({ length: channels }, (_, slot) => radix ** slot);
  const isOnSlot = (input: Call) => typeof input.channel === 'number';
  // Slot by slot; then, once for all, those on handles that name no channel.
  const made = [
    ...weights.flatMap((_, slot) => inputs.flatMap((call, input) => (isOnSlot(call) ? [{ slot, input }] : []))),
    ...inputs.flatMap((call, input) => (isOnSlot(call) ? [] : [{ slot: 0, input }])),
  ];
  const digit = (state: number, slot: number) => Math.floor(state / weights[slot]!) % radix;
  const table = new Int16Array(radix ** channels * made.length);
  for (let cell = 0; cell < table.length; cell += 1) {
    const state = Math.floor(cell / made.length);
    const { slot, input } = made[cell % made.length]!;
    const from = digit(state, slot);
    const following = next[from * inputs.length + input]!;
    table[cell] = following < 0 ? -1 : state + (following - from) * weights[slot]!;
  }
  const places = new Map(made.map(({ slot, input }, place) => [slot * inputs.length + input, place]));
  return {
    inputs: made.map(({ slot, input }) => onSlot(inputs[input]!, slot)),
    next: table,
    statesOf: (state) => weights.map((_, slot) => digit(state, slot)),
    inputOn: (slot, input) => places.get((isOnSlot(inputs[input]!) ? slot : 0) * inputs.length + input)!,
  };
}

function onSlot(call: Call, slot: number): Call {
  return typeof call.channel === 'number' ? ({ ...call, channel: slot } as Call) : call;
}
