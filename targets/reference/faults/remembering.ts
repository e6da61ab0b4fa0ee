import { Emulator } from '../emulator/emulator.ts';

/** An emulator with a notebook, for faults that depend on what went before. The notes fork with the instance. */
export class Remembering extends Emulator {
  private notes: ReadonlyMap<string, number> = new Map();

  protected recall(key: string): number {
    return this.notes.get(key) ?? 0;
  }

  /** Notes are few and written seldom: a new map each time lets forks share the old one. */
  protected note(key: string, value: number): void {
    this.notes = new Map(this.notes).set(key, value);
  }

  /** How often this was counted, this time included. */
  protected count(key: string): number {
    const count = this.recall(key) + 1;
    this.note(key, count);
    return count;
  }

  protected override inherit(origin: Remembering): void {
    super.inherit(origin);
    this.notes = origin.notes;
  }
}
