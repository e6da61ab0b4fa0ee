/** Publishes the schema anew: `node --import jiti/register targets/remote/writeSchema.ts`. */
import { writeFileSync } from 'node:fs';
import { protocolSchema } from './protocolSchema.ts';

for (const file of ['./protocol.schema.json', '../../docs/protocol.schema.json'])
  writeFileSync(new URL(file, import.meta.url), protocolSchema());
