#!/usr/bin/env node
import { endWith } from '../harness/cli/exit-guard.ts';
import { main } from '../harness/cli/main.ts';
import { catalog } from './catalog.ts';

await endWith(() => main(process.argv.slice(2), catalog));
