/**
 * Three channels at once: what one does to another only while a third is in some state. The product of their lives is walked, each
 * time to the nearest call that is still to be made, until each was made in every combination of the three.
 *
 * Before a channel gets its next call everything on it is looked at, and a set is tried: what was done to it shows if it lasted until
 * then. Combinations in which a slot was never used are only passed through, since no walk comes back to them: a slot that was
 * freed stands for them.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { isRead, SLOTS_MAX } from '../../spec/call.ts';
import type { Call, Reservation, Slot } from '../../spec/call.ts';
import { abstractInputs } from '../machine/automaton.ts';
import { channelProduct } from '../machine/channel-product.ts';
import type { ChannelProduct } from '../machine/channel-product.ts';
import type { Word } from '../machine/identification.ts';
import { machineOver } from '../machine/machine.ts';
import { withoutMisuse } from '../program/lifecycle.ts';
import type { Capability, Program } from '../target.ts';
import { set } from './calls.ts';
import type { Strategy, StrategyContext } from './generate.ts';
import { WearProgram } from './wear-program.ts';

const CHANNELS = 3;
/** A program gets no further call behind so many, but for a last look at all channels. */
const PROGRAM_CALLS = 300;

/** Small enough for any guest; odd and even, so that neither amount is taken for the other. */
const AMOUNTS = 32;
/** What is set in each round in turn. */
const PAIRS: readonly ((amount: number) => Reservation)[] = [
  (amount) => ({ mmioMegabytes: amount, mmioMegabytesOptional: amount + 1 }),
  (amount) => ({ mmioMegabytes: 0, mmioMegabytesOptional: amount + 1 }),
  (amount) => ({ mmioMegabytes: amount, mmioMegabytesOptional: 0 }),
];

/** The lives of three channels as one machine. It knows no amounts: what is held moves no life. */
function livesOfThree({ capabilities, reading, profile }: StrategyContext): ChannelProduct {
  const isOfLife = (call: Call) => !isRead(call) && !(call.kind === 'setMmioMegabytes' && call.channel === 0);
  const alphabet = abstractInputs().filter(isOfLife);
  return channelProduct(machineOver(alphabet, capabilities, reading, profile()), CHANNELS);
}

/** One round over all cells of the product in which each slot was used. */
class Round {
  readonly #product: ChannelProduct;
  readonly #capabilities: ReadonlySet<Capability>;
  readonly #slots: readonly Slot[];
  readonly #pairOf: (amount: number) => Reservation;
  readonly #random: RandomGenerator;
  readonly #isToMake: Uint8Array;
  #toMake = 0;
  #sets = 0;

  constructor(product: ChannelProduct, { capabilities }: StrategyContext, round: number, random: RandomGenerator) {
    this.#product = product;
    this.#capabilities = withoutMisuse(capabilities);
    this.#random = random;
    this.#pairOf = PAIRS[round % PAIRS.length]!;
    this.#slots = round === 0 ? [0, 1, 2] : this.#drawnSlots();
    // State 0 of a channel is that to which nothing was ever bound.
    this.#isToMake = Uint8Array.from(product.next, (following, cell) => {
      const isUsed = product.statesOf(Math.floor(cell / product.inputs.length)).every((life) => life > 0);
      return following >= 0 && isUsed ? 1 : 0;
    });
    for (const cell of this.#isToMake) this.#toMake += cell;
  }

  *programs(): Generator<Program> {
    while (this.#toMake > 0) yield this.#program();
  }

  #program(): Program {
    const { inputs, next } = this.#product;
    const program = new WearProgram(this.#capabilities);
    let state = 0;
    while (this.#toMake > 0 && program.calls.length < PROGRAM_CALLS) {
      for (const input of this.#wayToNew(state)) {
        const cell = state * inputs.length + input;
        this.#toMake -= this.#isToMake[cell]!;
        this.#isToMake[cell] = 0;
        this.#make(program, inputs[input]!);
        state = next[cell]!;
      }
    }
    for (const slot of this.#slots) this.#lookAt(program, slot);
    return program.calls;
  }

  /** The shortest way to a call that is still to be made, and with it. From every combination all others can be reached. */
  #wayToNew(state: number): Word {
    const { inputs, next } = this.#product;
    const ways = new Map<number, Word>([[state, []]]);
    for (const [from, way] of ways) {
      const first = this.#below(inputs.length);
      for (let turn = 0; turn < inputs.length; turn += 1) {
        const input = (first + turn) % inputs.length;
        const cell = from * inputs.length + input;
        if (this.#isToMake[cell] === 1) return [...way, input];
        const following = next[cell]!;
        if (following >= 0 && !ways.has(following)) ways.set(following, [...way, input]);
      }
    }
    throw new Error('a call that is still to be made cannot be reached');
  }

  #make(program: WearProgram, call: Call): void {
    if (typeof call.channel !== 'number') {
      program.make(call);
      return;
    }
    const slot = this.#slots[call.channel]!;
    this.#lookAt(program, slot);
    program.make({ ...call, channel: slot } as Call);
    if (call.kind === 'allocate') this.#set(program, slot);
  }

  #lookAt(program: WearProgram, slot: Slot): void {
    program.look(slot);
    this.#set(program, slot);
  }

  /** What is set is never the pair before, so that a set which is lost shows. */
  #set(program: WearProgram, slot: Slot): void {
    this.#sets += 1;
    program.make(set(slot, this.#pairOf(1 + 2 * (this.#sets % AMOUNTS))));
  }

  #below(bound: number): number {
    return (this.#random.next() >>> 0) % bound;
  }

  #drawnSlots(): readonly Slot[] {
    const slots: Slot[] = Array.from({ length: SLOTS_MAX }, (_, slot) => slot);
    return Array.from({ length: CHANNELS }, () => slots.splice(this.#below(slots.length), 1)[0]!);
  }
}

/** `rounds`: the first on slots 0 to 2 with two amounts, the same whatever the seed; the others on slots by chance, each kind of pair in turn. */
export function threeChannelsStrategy(rounds: number): Strategy {
  const often = rounds === 1 ? '' : `, in ${rounds} rounds with other slots and other kinds of pairs`;
  return {
    name: 'three-channels',
    guarantee: `each claimed call but reads and sets, on each of three channels in every combination of their lives${often}; what it does to any of them shows if it lasts until that one's next call`,
    *programs(context) {
      const product = livesOfThree(context);
      yield* new Round(product, context, 0, xoroshiro128plus(0)).programs();
      const random = xoroshiro128plus(context.seed);
      for (let round = 1; round < rounds; round += 1) yield* new Round(product, context, round, random).programs();
    },
  };
}
