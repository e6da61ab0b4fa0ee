import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { parse } = createRequire(new URL('../../package.json', import.meta.url))('yaml');

export default {
  watch: ['../../spec/sentences.yaml'],
  load: () => parse(readFileSync(new URL('../../spec/sentences.yaml', import.meta.url), 'utf8')),
};
