#!/usr/bin/env node
import { main } from '../harness/cli/main.ts';
import { catalog } from './catalog.ts';

process.exitCode = await main(process.argv.slice(2), catalog);
