/** The classes of argument pairs that the clauses tell apart, as the columns of the map, each with a pair that stands for it. */
import type { Reservation } from '../../../spec/call.ts';
import type { ArgumentClass } from '../../../spec/set-mmio-megabytes.ts';

export const ARGUMENT_CLASSES: readonly ArgumentClass[] = ['zero', 'required', 'optional', 'both', 'wide'];

const pair = (mmioMegabytes: number, mmioMegabytesOptional: number): Reservation => ({
  mmioMegabytes,
  mmioMegabytesOptional,
});

export const CLASS_FACTS: Readonly<
  Record<ArgumentClass, { readonly name: string; readonly gist: string; readonly example: Reservation }>
> = {
  zero: { name: '0/0', gist: 'both zero', example: pair(0, 0) },
  required: { name: 'n/0', gist: 'the required amount alone', example: pair(8, 0) },
  optional: { name: '0/n', gist: 'the optional amount alone', example: pair(0, 8) },
  both: { name: 'n/m', gist: 'two amounts', example: pair(2, 6) },
  wide: { name: 'wide', gist: 'from 32768, or a sum above 65535', example: pair(1, 65535) },
};
