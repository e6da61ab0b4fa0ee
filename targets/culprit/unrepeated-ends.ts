/** Counts what ended once and not again, by words that are alike but for their numbers; those beyond the first are counted together. */
import type { Unrepeated, UnrepeatedKind } from '../../harness/target.ts';

/** A peer may put something else into each text, so only the first ones of a kind are kept. */
const TEXTS_MAX = 10;
const OTHER_TEXTS = 'in other words';

type Counted = { -readonly [Field in keyof Unrepeated]: Unrepeated[Field] };

export class UnrepeatedEnds {
  readonly #byWords = new Map<string, Counted>();
  total = 0;

  /** Gives how often these words were heard by now. */
  note(kind: UnrepeatedKind, message: string): number {
    this.total += 1;
    const [line = ''] = message.split('\n', 1);
    const isKept = this.#byWords.has(keyOf(kind, line)) || this.#textsOf(kind) < TEXTS_MAX;
    const text = isKept ? line : OTHER_TEXTS;
    const key = keyOf(kind, text);
    const counted = this.#byWords.get(key) ?? { kind, message: text, count: 0 };
    this.#byWords.set(key, counted);
    counted.count += 1;
    // What was not kept apart may be a hundred texts.
    return isKept ? counted.count : 1;
  }

  /** What was noted in these words is no accident. */
  asDefect(kind: UnrepeatedKind, message: string): void {
    const [line = ''] = message.split('\n', 1);
    const counted = this.#byWords.get(keyOf(kind, line));
    if (counted !== undefined) counted.kind = 'defect';
  }

  get list(): readonly Unrepeated[] {
    return [...this.#byWords.values()].map((counted) => ({ ...counted }));
  }

  #textsOf(kind: UnrepeatedKind): number {
    let texts = 0;
    for (const counted of this.#byWords.values()) if (counted.kind === kind) texts += 1;
    return texts;
  }
}

/** Ids, times and counts differ where the cause is the same. */
function keyOf(kind: UnrepeatedKind, line: string): string {
  return `${kind} ${line.replaceAll(/\d+/g, '#')}`;
}
