/** An amount as a person types it, decimal or hexadecimal as `0x10`, and two of them as the address keeps them. */
import { AMOUNT_MAX } from '../../../spec/call.ts';
import type { Reservation } from '../../../spec/call.ts';

export type TypedAmount =
  | { readonly kind: 'amount'; readonly amount: number }
  | { readonly kind: 'wrong'; readonly why: string };

/** Longer than any amount, short enough to be repeated in a sentence. */
export const TYPED_CHARACTERS_MAX = 16;

export function typedAmount(text: string): TypedAmount {
  const typed = text.trim();
  if (typed === '') return { kind: 'wrong', why: 'is empty' };
  if (!/^(\d+|0x[\da-f]+)$/i.test(typed)) {
    return { kind: 'wrong', why: 'is no whole number: write 16, or 0x10 for the same in hexadecimal' };
  }
  const amount = Number(typed);
  if (amount <= AMOUNT_MAX) return { kind: 'amount', amount };
  return { kind: 'wrong', why: `is above ${AMOUNT_MAX}, or 0xFFFF, the largest UINT16` };
}

export type TypedPair = readonly [required: string, optional: string];

export function typedOf({ mmioMegabytes, mmioMegabytesOptional }: Reservation): TypedPair {
  return [String(mmioMegabytes), String(mmioMegabytesOptional)];
}

/** As `8,0x10`, whatever was typed. */
export function pairText(pair: TypedPair): string {
  return pair.map((typed) => encodeURIComponent(typed)).join(',');
}

export function typedPair(text: string): TypedPair {
  const [required = '', optional = ''] = text.split(',').map(decoded);
  return [required, optional];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text).slice(0, TYPED_CHARACTERS_MAX);
  } catch {
    return text.slice(0, TYPED_CHARACTERS_MAX);
  }
}

/** Nothing where one of them is no amount. */
export function reservationOf(pair: TypedPair): Reservation | undefined {
  const [required, optional] = pair.map(typedAmount) as [TypedAmount, TypedAmount];
  if (required.kind === 'wrong' || optional.kind === 'wrong') return undefined;
  return { mmioMegabytes: required.amount, mmioMegabytesOptional: optional.amount };
}
