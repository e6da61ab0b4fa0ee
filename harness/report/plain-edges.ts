/** The edges of a library that notes them, as the report has them. */
import { z } from 'zod';
import type { Facts } from '../campaign/facts.ts';

/** `unreached`: absent where it is not known how many there are. Addresses as the file has them. */
export const edgesSchema = z.object({
  reached: z.number().int().nonnegative(),
  unreached: z.array(z.object({ address: z.number().int().nonnegative(), symbol: z.string().optional() })).optional(),
});

export function plainEdges({ edges }: Facts): { readonly edges?: z.infer<typeof edgesSchema> } {
  if (edges === undefined) return {};
  const { reached, unreached } = edges;
  return { edges: { reached, ...(unreached === undefined ? {} : { unreached: [...unreached] }) } };
}
