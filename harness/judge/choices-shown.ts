/** How a target answers the questions that nothing decides, as its programs have shown it, and where it changed its mind. */
import type { ClauseId } from '../../spec/clauses.ts';
import { CHOICE_ANSWERS, CHOICE_IDS } from '../../spec/permitted.ts';
import type { ChoiceId } from '../../spec/permitted.ts';
import type { Trace } from '../execute/trace.ts';
import { DEFAULT_PROFILE } from '../machine/automaton.ts';
import type { Profile } from '../machine/automaton.ts';
import type { Program } from '../target.ts';
import { WitnessesByAnswer } from './evidence.ts';
import type { Witness } from './evidence.ts';
import { inconsistent } from './judge.ts';

/** Two programs that answer an open question in two ways. */
export interface Conflict {
  readonly id: ChoiceId;
  readonly clause: ClauseId;
  readonly first: Program;
  /** The run of the second, and where in the order of all programs it was seen. */
  readonly trace: Trace;
  readonly place: number;
  /** The first run that gave either answer. */
  readonly witnesses: readonly [Witness, Witness];
}

/** How the target answers a question that nothing decides. */
export interface ChoiceRecord {
  readonly id: ChoiceId;
  readonly answer: (typeof CHOICE_ANSWERS)[number];
}

/** Each open question has two answers. */
const OTHER_ANSWERS: Readonly<Record<ChoiceRecord['answer'], ChoiceRecord['answer']>> = {
  'channel-first': 'amounts-first',
  'amounts-first': 'channel-first',
  kept: 'reset',
  reset: 'kept',
};

export class ChoicesShown {
  /** By question and answer, the first program that showed it. */
  readonly #witnesses = new WitnessesByAnswer();
  /** The answer to each question that was seen first. */
  readonly #first = new Map<ChoiceId, ChoiceRecord['answer']>();
  conflicts: readonly Conflict[] = [];

  has(id: ChoiceId, answer: ChoiceRecord['answer']): boolean {
    return this.#witnesses.of(id, answer) !== undefined;
  }

  /** The answer that was seen first counts, and where there are two, that is a conflict; in whatever order the programs come in. */
  note(witness: Witness): void {
    const { id, answer, place } = witness;
    const known = this.#witnesses.of(id, answer);
    if (known !== undefined && known.place <= place) return;
    this.#witnesses.set(witness);
    const own = this.#witnesses.all.filter((one) => one.id === id).toSorted((a, b) => a.place - b.place);
    const [first, second] = own as [Witness, Witness?];
    this.#first.set(id, first.answer);
    if (second === undefined) return;
    const { trace, at } = second;
    const clause = inconsistent(id, trace.program[at]!);
    const conflict = {
      id,
      clause,
      first: first.trace.program,
      trace,
      place: second.place,
      witnesses: [first, second] as const,
    };
    const others = this.conflicts.filter((one) => one.id !== id);
    this.conflicts = [...others, conflict].toSorted((a, b) => a.place - b.place);
  }

  get all(): readonly ChoiceRecord[] {
    return CHOICE_IDS.flatMap((id) => {
      const answer = this.#first.get(id);
      return answer === undefined ? [] : [{ id, answer }];
    });
  }

  get profile(): Profile {
    return { ...DEFAULT_PROFILE, ...Object.fromEntries(this.all.map(({ id, answer }) => [id, answer])) };
  }

  get profiles(): readonly Profile[] {
    return this.conflicts
      .map(({ id }) => id)
      .toSorted()
      .reduce<readonly Profile[]>(
        (profiles, id) => profiles.flatMap((profile) => [profile, { ...profile, [id]: OTHER_ANSWERS[profile[id]] }]),
        [this.profile],
      );
  }
}
