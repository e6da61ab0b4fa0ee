/** Writes down all traffic, one JSON text a line: when, on which link, in which direction, and the line itself. */
import { appendFileSync, writeFileSync } from 'node:fs';
import type { Transport } from './transport.ts';

export function recordTransport(inner: Transport, file: string): Transport {
  const began = performance.now();
  let links = 0;
  writeFileSync(file, '');

  // Written at once: the line that matters most is the last one before the end.
  function note(link: number, direction: 'sent' | 'received' | 'ended', lines: readonly string[]): void {
    const ms = Math.round((performance.now() - began) * 1000) / 1000;
    appendFileSync(file, lines.map((line) => `${JSON.stringify({ ms, link, direction, line })}\n`).join(''));
  }

  return {
    ...inner,
    async connect(listener) {
      links += 1;
      const number = links;
      const link = await inner.connect({
        lines(lines) {
          note(number, 'received', lines);
          listener.lines(lines);
        },
        held: (ms) => listener.held?.(ms),
        end(end) {
          note(number, 'ended', [end.message]);
          listener.end(end);
        },
      });
      return {
        send(line) {
          note(number, 'sent', [line]);
          link.send(line);
        },
        kill: () => link.kill(),
        close: () => link.close(),
        get stderrTail() {
          return link.stderrTail;
        },
      };
    },
  };
}
