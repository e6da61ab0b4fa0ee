/** Each command of the documents, what runs it, and where it is shown: `npm run docs:commands`. */
import { documentedCommands, fateOf, TABLE } from './documented-commands.ts';

const shown = documentedCommands();
const rows = new Map(TABLE.map((row) => [row.command, row]));
for (const [command, pages] of shown) {
  const row = rows.get(command);
  process.stdout.write(
    `${command}\n    ${row === undefined ? 'NOT IN THE TABLE' : fateOf(row)}\n    ${pages.join(', ')}\n`,
  );
}
const count = (key: 'exit' | 'by' | 'not') => [...rows.values()].filter((row) => row[key] !== undefined).length;
process.stdout.write(
  `\n${shown.size} commands: ${count('exit')} run here, ${count('by')} by other tests, ${count('not')} not run, with a reason\n`,
);
