import { CLAUSES } from '../../dist/spec/clauses.js';

export default {
  load: () => Object.entries(CLAUSES).map(([clause, { level, gist }]) => ({ clause, level, gist })),
};
