/**
 * Whether a target breaks off by the run or by the clock. An adapter that dies or hangs at every 500th run does so after as many runs each
 * time; a link that is slow, lossy or cut breaks whenever it does, and the runs between two breaks are any number.
 *
 *     answered, under way    500, 8   1004, 8   1499, 8    ->  500 fits each time: by the run
 *     answered, under way    700, 8    912, 8   3051, 8    ->  no number fits: a link
 */

/** Where a break was: runs answered by then in all, and those that were under way, of which any may have been the one. */
export interface BreakPlace {
  readonly answered: number;
  readonly underWay: number;
}

/** How likely a link that breaks by chance may be to have come out as regular as this. */
const CHANCE_MAX = 0.001;

export class RunPeriod {
  #last: BreakPlace = { answered: 0, underWay: 0 };
  /** Numbers of runs that fit each of the last gaps; and how likely so good a fit is by chance. */
  #from = 0;
  #to = 0;
  #chance = 1;

  note(place: BreakPlace): void {
    const least = place.answered - this.#last.answered;
    // What was under way when it last broke may have been taken in and counted over there.
    const most = least + place.underWay + this.#last.underWay + 1;
    this.#last = place;
    const from = Math.max(least, this.#from);
    const to = Math.min(most, this.#to);
    if (from > to) {
      this.#from = least;
      this.#to = most;
      this.#chance = 1;
      return;
    }
    // Of gaps that are exponentially distributed, so many are as near to their mean as that.
    const near = (this.#to - this.#from + most - least) / (Math.E * Math.max(1, most));
    this.#chance *= Math.min(1, near);
    this.#from = from;
    this.#to = to;
  }

  /** After about how many runs it breaks each time; nothing where it does so at no number of them. */
  get runs(): number | undefined {
    return this.#chance < CHANCE_MAX ? Math.round((this.#from + this.#to) / 2) : undefined;
  }
}
