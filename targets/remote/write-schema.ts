/** Publishes the schema anew: `node --import jiti/register targets/remote/write-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { protocolSchema } from './protocol-schema.ts';

for (const file of ['./protocol.schema.json', '../../docs/protocol.schema.json'])
  writeFileSync(new URL(file, import.meta.url), protocolSchema());
