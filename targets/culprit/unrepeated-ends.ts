/** Counts what ended once and not again, by its text; texts beyond the first ones are counted together. */
import type { Unrepeated, UnrepeatedKind } from '../../harness/target.ts';

/** A peer may put a number into each text, so only the first ones of a kind are kept. */
const TEXTS_MAX = 10;
const OTHER_TEXTS = 'in other words';

export class UnrepeatedEnds {
  readonly #byKind = new Map<UnrepeatedKind, Map<string, number>>();
  total = 0;

  note(kind: UnrepeatedKind, message: string): void {
    this.total += 1;
    const texts = this.#byKind.get(kind) ?? new Map<string, number>();
    this.#byKind.set(kind, texts);
    const [line = ''] = message.split('\n', 1);
    const text = texts.has(line) || texts.size < TEXTS_MAX ? line : OTHER_TEXTS;
    texts.set(text, (texts.get(text) ?? 0) + 1);
  }

  get list(): readonly Unrepeated[] {
    return [...this.#byKind].flatMap(([kind, texts]) =>
      [...texts].map(([message, count]) => ({ kind, message, count })),
    );
  }
}
