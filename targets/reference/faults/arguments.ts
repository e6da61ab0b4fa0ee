/**
 * Faults in what is made of the two amounts: which pairs are refused, and by which status.
 */
import type { Handle, Response } from '../../../spec/call.ts';
import { answer, BOTH_ZERO, SUCCESS } from '../emulator/answers.ts';
import { Emulator } from '../emulator/emulator.ts';
import { allocate, set } from './calls.ts';
import type { Fault } from './fault.ts';
import { Remembering } from './remembering.ts';

type Pair = readonly [mmioMegabytes: number, mmioMegabytesOptional: number];

/** Refuses pairs that are good, as though both amounts were zero. */
function refusing(name: string, gist: string, pair: Pair, refuses: (a: number, b: number) => boolean): Fault {
  return {
    name,
    gist,
    witness: [allocate(), set(...pair)],
    emulator: class extends Emulator {
      protected override refusesAmounts(a: number, b: number): boolean {
        return super.refusesAmounts(a, b) || refuses(a, b);
      }
    },
  };
}

/** Answers a call on a good channel by another status than the right one; what it does is right. */
function answering(name: string, gist: string, right: Response, pair: Pair, status: number): Fault {
  const wrong = answer(status);
  return {
    name,
    gist,
    witness: [allocate(), set(...pair)],
    emulator: class extends Emulator {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const given = super.setMmioMegabytes(handle, a, b);
        const channel = this.channelOf(handle);
        return given === right && channel !== undefined && this.accepts(channel) ? wrong : given;
      }
    },
  };
}

export const ARGUMENT_FAULTS: readonly Fault[] = [
  {
    name: 'both-zero-accepted',
    gist: 'a reservation of nothing at all is accepted',
    witness: [allocate(), set(0, 0)],
    emulator: class extends Emulator {
      protected override refusesAmounts(): boolean {
        return false;
      }
    },
  },
  {
    name: 'both-zero-accepted-to-clear',
    gist: 'both zero is accepted where there is a reservation to clear',
    witness: [allocate(), set(8, 0), set(0, 0)],
    emulator: class extends Emulator {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const given = super.setMmioMegabytes(handle, a, b);
        const channel = this.channelOf(handle);
        if (given !== BOTH_ZERO || channel === undefined || channel.mmioMegabytes === 0) return given;
        this.store(channel, 0, 0);
        return SUCCESS;
      }
    },
  },
  answering(
    'both-zero-answers-mix',
    'both zero is refused as an invalid mix of parameters',
    BOTH_ZERO,
    [0, 0],
    0xc000_0030,
  ),
  answering('both-zero-answers-1', 'both zero is blamed on the first parameter', BOTH_ZERO, [0, 0], 0xc000_00ef),
  answering('both-zero-answers-2', 'both zero is blamed on the second parameter', BOTH_ZERO, [0, 0], 0xc000_00f0),
  answering('both-zero-answers-3', 'both zero is blamed on the third parameter', BOTH_ZERO, [0, 0], 0xc000_00f1),
  answering(
    'both-zero-answers-positive',
    'both zero is refused by the Win32 code 87, which counts as a success',
    BOTH_ZERO,
    [0, 0],
    87,
  ),
  answering('success-is-pending', 'a stored reservation is answered by STATUS_PENDING', SUCCESS, [8, 0], 0x103),
  answering('success-is-true', 'a stored reservation is answered by TRUE instead of a status', SUCCESS, [8, 0], 1),
  answering(
    'success-is-failure',
    'a reservation is stored and yet answered by STATUS_UNSUCCESSFUL',
    SUCCESS,
    [8, 0],
    0xc000_0001,
  ),
  {
    name: 'optional-alone-pending',
    gist: 'a reservation that is all optional is answered by STATUS_PENDING',
    witness: [allocate(), set(0, 1)],
    emulator: class extends Emulator {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const given = super.setMmioMegabytes(handle, a, b);
        return given === SUCCESS && a === 0 ? answer(0x103) : given;
      }
    },
  },
  {
    name: 'repeated-set-informs',
    gist: 'replacing a reservation is answered by the informational STATUS_OBJECT_NAME_EXISTS',
    witness: [allocate(), set(8, 0), set(8, 0)],
    emulator: class extends Emulator {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const channel = this.channelOf(handle);
        const replaces = channel !== undefined && channel.mmioMegabytes + channel.mmioMegabytesOptional > 0;
        const given = super.setMmioMegabytes(handle, a, b);
        return given === SUCCESS && replaces ? answer(0x4000_0000) : given;
      }
    },
  },

  refusing('required-zero-refused', 'an optional amount alone is refused', [0, 1], (a) => a === 0),
  refusing('optional-zero-refused', 'a required amount alone is refused', [1, 0], (_, b) => b === 0),
  refusing('both-nonzero-refused', '"one of" is taken for exactly one', [1, 1], (a, b) => a !== 0 && b !== 0),
  refusing('equal-amounts-refused', 'the check for zero is an exclusive or', [5, 5], (a, b) => (a ^ b) === 0),
  refusing(
    'disjoint-bits-refused',
    'amounts without a bit in common are refused, for the check is a bitwise and',
    [4, 8],
    (a, b) => a !== 0 && b !== 0 && (a & b) === 0,
  ),
  refusing(
    'complement-refused',
    'amounts that are each the complement of the other are refused',
    [0x0102, 0xfefd],
    (a, b) => (a ^ b) === 0xffff,
  ),
  refusing('sum-wraps', 'the check for zero is a sum in 16 bits', [1, 65535], (a, b) => ((a + b) & 0xffff) === 0),
  refusing(
    'product-wraps',
    'the check for zero is a product in 16 bits',
    [256, 256],
    (a, b) => a !== 0 && b !== 0 && (Math.imul(a, b) & 0xffff) === 0,
  ),
  refusing('required-signed', 'the required amount is a signed number', [32768, 0], (a) => a >= 0x8000),
  refusing('optional-signed', 'the optional amount is a signed number', [0, 32768], (_, b) => b >= 0x8000),
  refusing(
    'sum-signed',
    'the sum of the amounts is a signed number of 16 bits',
    [32767, 1],
    (a, b) => ((a + b) & 0x8000) !== 0,
  ),
  refusing('sum-bounded', 'a sum that takes 17 bits is refused', [65535, 1], (a, b) => a + b > 0xffff),
  refusing('sum-maximum-refused', 'a sum of 65535 is refused', [32767, 32768], (a, b) => a + b === 0xffff),
  refusing('required-maximum-refused', 'a required 65535 is a mark for no value', [65535, 0], (a) => a === 0xffff),
  refusing('optional-maximum-refused', 'an optional 65535 is a mark for no value', [0, 65535], (_, b) => b === 0xffff),
  refusing('required-bounded', 'more than 4095 required megabytes are refused', [4096, 0], (a) => a > 4095),
  refusing(
    'optional-bounded-by-required',
    'an optional amount that exceeds the required one is refused',
    [1, 2],
    (a, b) => a !== 0 && b > a,
  ),
  refusing(
    'one-pair-refused',
    'one pair of all, 258 and 772, is refused',
    [0x0102, 0x0304],
    (a, b) => a === 0x0102 && b === 0x0304,
  ),
  refusing(
    'another-pair-refused',
    'one pair of all, 4095 and 4096, is refused',
    [4095, 4096],
    (a, b) => a === 4095 && b === 4096,
  ),
  {
    name: 'repeated-pair-refused',
    gist: 'the pair that a channel already holds is refused',
    witness: [allocate(), set(8, 0), set(8, 0)],
    emulator: class extends Emulator {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const channel = this.channelOf(handle);
        const repeats = channel?.mmioMegabytes === a && channel.mmioMegabytesOptional === b;
        const accepts = channel !== undefined && this.accepts(channel);
        return repeats && accepts ? BOTH_ZERO : super.setMmioMegabytes(handle, a, b);
      }
    },
  },
  {
    name: 'swapped-pair-refused',
    gist: 'the pair that a channel holds is refused the other way round',
    witness: [allocate(), set(1, 0), set(0, 1)],
    emulator: class extends Emulator {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const channel = this.channelOf(handle);
        const swaps = a !== b && channel?.mmioMegabytes === b && channel.mmioMegabytesOptional === a;
        const accepts = channel !== undefined && this.accepts(channel);
        return swaps && accepts ? BOTH_ZERO : super.setMmioMegabytes(handle, a, b);
      }
    },
  },
  {
    name: 'fourth-set-refused',
    gist: 'a channel takes three reservations and no more',
    witness: [allocate(), set(1, 0), set(1, 0), set(1, 0), set(1, 0)],
    emulator: class extends Remembering {
      protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
        const channel = this.channelOf(handle);
        if (channel !== undefined && this.recall(`sets of ${channel.id}`) === 3 && this.accepts(channel)) {
          return answer(0xc000_009a);
        }
        const given = super.setMmioMegabytes(handle, a, b);
        if (given === SUCCESS && channel !== undefined) this.count(`sets of ${channel.id}`);
        return given;
      }
    },
  },
];
