/** Channels side by side are each what one is alone, on two and on three. */
import { expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../harness/machine/automaton.ts';
import { channelProduct } from '../../harness/machine/channel-product.ts';
import { abstractMachine } from '../../harness/machine/machine.ts';
import { CAPABILITIES } from '../../harness/target.ts';

const automaton = abstractMachine(new Set(CAPABILITIES), 'documented', DEFAULT_PROFILE);
const width = automaton.inputs.length;

it.each([2, 3])('moves the channel that is called, and no other, of %i', (channels) => {
  const product = channelProduct(automaton, channels);
  const places = product.inputs.length;
  expect(product.next.length).toBe(automaton.states.length ** channels * places);
  // A step that is prime to both meets every state and every input without all of their pairs.
  for (let cell = 0; cell < product.next.length; cell += channels === 2 ? 1 : 101) {
    const state = Math.floor(cell / places);
    const call = product.inputs[cell % places]!;
    const slot = typeof call.channel === 'number' ? call.channel : 0;
    const own = product.statesOf(state);
    const input = automaton.inputs.findIndex((_, each) => product.inputOn(slot, each) === cell % places);
    const following = automaton.next[own[slot]! * width + input]!;
    if (following < 0) {
      if (product.next[cell] !== -1) expect([state, call]).toBe('not allowed');
    } else if (product.statesOf(product.next[cell]!).join() !== own.with(slot, following).join()) {
      expect([state, call, product.statesOf(product.next[cell]!)]).toEqual([state, call, own.with(slot, following)]);
    }
  }
  expect(product.inputs.map((call) => call.channel).filter((channel) => channel === 'null')).toHaveLength(1);
});
