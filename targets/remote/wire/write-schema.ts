/** Publishes the schema anew: `npm run schema`. */
import { writeFileSync } from 'node:fs';
import { protocolSchema } from './protocol-schema.ts';

for (const file of ['../protocol.schema.json', '../../../docs/protocol.schema.json'])
  writeFileSync(new URL(file, import.meta.url), protocolSchema());
