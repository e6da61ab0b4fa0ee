/** A response as the report has it: as JSON, and a status with its name. */
import { z } from 'zod';
import type { Response } from '../../spec/call.ts';
import { statusName } from '../../spec/status.ts';
import { responseToJson } from '../execute/response-json.ts';
import { hex64, hexBytes, reservation } from '../execute/response-schema.ts';

/** One of these fields, or none for a VOID call. Statuses and 64-bit numbers are lower-case hexadecimal. */
export const plainResponseSchema = z.object({
  status: z
    .string()
    .regex(/^0x[0-9a-f]{8}$/)
    .optional(),
  name: z.string().optional(),
  reservation: reservation.optional(),
  /** `null`: there is no live offer. */
  offer: reservation
    .extend({ bytes: z.string().pipe(hexBytes).optional() })
    .nullable()
    .optional(),
  space: z.object({ address: z.string().pipe(hex64), size: z.string().pipe(hex64) }).optional(),
});
type PlainResponse = z.infer<typeof plainResponseSchema>;

export function plainResponse(response: Response): PlainResponse {
  const json = responseToJson(response);
  return response.kind === 'status' ? { ...json, name: statusName(response.status) } : json;
}
