// What a check found, by number of the event.

export interface Finding {
  seq: number;
  what: string;
}

export class Findings {
  readonly faults: Finding[] = [];
  readonly unchecked: Finding[] = [];
  readonly #said = new Set<string>();

  fault(seq: number, what: string) {
    this.faults.push({ seq, what });
  }

  /** Something that the log does not let anybody check; said once for each event. */
  cannot(seq: number, what: string) {
    if (this.#said.has(`${seq} ${what}`)) return;
    this.#said.add(`${seq} ${what}`);
    this.unchecked.push({ seq, what });
  }
}
