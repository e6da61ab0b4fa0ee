/**
 * A tree of programs explored in this process: a session that can be forked carries the whole tree, one call an edge, so no
 * beginning is run twice.
 */
import type { Call, Response } from '../../spec/call.ts';
import type { Session } from '../target.ts';
import type { Edge, Exploration, Explored, ProgramTree } from './program-tree.ts';
import { RangesSeen } from './ranges-seen.ts';

/** `open`: gives fresh sessions that can be forked. A session that throws has answered otherwise than the automaton says. */
export function exploreByForks(open: () => Session, exploration: Exploration): Explored {
  return new Explorer(exploration).run(open());
}

class Explorer {
  readonly #exploration: Exploration;
  readonly #tree: ProgramTree;
  readonly #programsMax: number;
  readonly #states: Int16Array;
  readonly #path: Call[] = [];
  #seen = new RangesSeen();
  #programs = 0;
  #calls = 0;
  #stopped = false;

  constructor(exploration: Exploration) {
    this.#exploration = exploration;
    this.#tree = exploration.tree;
    this.#programsMax = exploration.programsMax;
    this.#states = new Int16Array(exploration.tree.slots);
  }

  run(session: Session): Explored {
    if (session.fork === undefined) throw new Error('the session cannot be forked');
    this.#below(session, this.#exploration.depth);
    return { programs: this.#programs, calls: this.#calls, complete: !this.#stopped };
  }

  #below(session: Session, depth: number): void {
    const slots = this.#tree.slotsToTry(this.#states);
    for (let slot = 0; slot < slots; slot += 1) {
      const state = this.#states[slot]!;
      const edges = this.#tree.edges(slot, state);
      for (let index = 0; index < edges.length; index += 1) {
        if (depth === 1 && this.#programs >= this.#programsMax) this.#stopped = true;
        if (this.#stopped) return;
        // A session is not forked for the last edge, since it is not needed again.
        const isLast = slot === slots - 1 && index === edges.length - 1;
        this.#along(edges[index]!, isLast ? session : session.fork!(), slot, depth);
      }
      this.#states[slot] = state;
    }
  }

  #along(edge: Edge, session: Session, slot: number, depth: number): void {
    this.#calls += 1;
    if (depth === 1) this.#programs += 1;
    const response = answerOf(session, edge.call);
    const seen = this.#seen;
    if (response === undefined || !seen.allow(edge.answer, edge.call, response)) {
      if (this.#exploration.onSurprise([...this.#path, edge.call]) === 'stop') this.#stopped = true;
      return;
    }
    if (depth === 1) return;
    this.#states[slot] = edge.next;
    this.#seen = seen.after(edge.call, response);
    this.#path.push(edge.call);
    this.#below(session, depth - 1);
    this.#path.pop();
    this.#seen = seen;
  }
}

function answerOf(session: Session, call: Call): Response | undefined {
  try {
    return session.perform(call);
  } catch {
    return undefined;
  }
}
