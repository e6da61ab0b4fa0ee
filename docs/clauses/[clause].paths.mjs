/** A page for each clause: what `explain` says of it, with the fault that breaks it and the program that shows it. */
import { explained } from '../../dist/harness/cli/explain-command.js';
import { CLAUSES } from '../../dist/spec/clauses.js';
import { catalog } from '../../dist/targets/catalog.js';

const SCREEN = { paint: (_, text) => text, columns: 72, calls: 'labelled', command: 'kmcl-conformance' };

export default {
  async paths() {
    const pages = [];
    for (const [clause, { level, gist }] of Object.entries(CLAUSES)) {
      const lines = await explained(clause, '', catalog, SCREEN);
      pages.push({ params: { clause, level, gist }, content: `\`\`\`text\n${lines.join('\n')}\n\`\`\`` });
    }
    return pages;
  },
};
