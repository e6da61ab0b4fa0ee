/** Writes the tables of `docs/command-line.md` anew: `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withFlagTables } from './command-line-page.ts';

const PAGE = fileURLToPath(new URL('../../docs/command-line.md', import.meta.url));
writeFileSync(PAGE, withFlagTables(readFileSync(PAGE, 'utf8')));
