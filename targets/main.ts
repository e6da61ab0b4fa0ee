#!/usr/bin/env node
import { main } from '../harness/cli/main.ts';
import { catalog } from './catalog.ts';

// What the command waits for may be held by nothing that keeps a process alive, such as the end of a child that is at rest.
const staysAlive = setInterval(() => undefined, 2 ** 30);
try {
  process.exitCode = await main(process.argv.slice(2), catalog);
} finally {
  clearInterval(staysAlive);
}
