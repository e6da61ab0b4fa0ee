/** What schemas of a response as JSON are made of. The wire's and the report's differ in what they let be null or absent. */
import { z } from 'zod';
import { AMOUNT_MAX } from '../../spec/call.ts';
import type { ResponseJson } from './response-json.ts';

export const amount = z
  .int({ error: `a whole number of megabytes, 0..${AMOUNT_MAX}` })
  .min(0)
  .max(AMOUNT_MAX);
export const reservation = z.object({ mmioMegabytes: amount, mmioMegabytesOptional: amount });

export const hex32 = z
  .string({ error: 'a string such as "0xc000000d"' })
  .regex(/^0x[0-9a-f]{1,8}$/, 'must be 0x and at most eight lower-case hexadecimal digits');
export const hex64 = z
  .string({ error: 'a string such as "0x800000"' })
  .regex(/^0x[0-9a-f]{1,16}$/, 'must be 0x and at most sixteen lower-case hexadecimal digits');
export const hexBytes = z
  .string({ error: 'a string of hexadecimal digits' })
  .regex(/^(?:[0-9a-f]{2})*$/, 'must be lower-case hexadecimal digits, two a byte');

/** Refuses a response that answers two things at once: no reading of it would be safe. */
export function eachAnswersOnce(responses: readonly ResponseJson[], context: z.RefinementCtx): void {
  for (let index = 0; index < responses.length; index += 1) {
    const { status, reservation: held, offer, space } = responses[index]!;
    const count = Number(status != null) + Number(held != null) + Number(offer != null) + Number(space != null);
    if (count < 2) continue;
    const message = `gives ${count} answers at once; a response has one field at most`;
    context.addIssue({ code: 'custom', message, path: [index] });
  }
}
