// What a check found, by number of the event.

export interface Finding {
  seq: number;
  what: string;
}

export class Findings {
  readonly faults: Finding[] = [];
  readonly unchecked: Finding[] = [];

  fault(seq: number, what: string) {
    this.faults.push({ seq, what });
  }

  /** Something that the log does not let anybody check; said once for each event. */
  cannot(seq: number, what: string) {
    if (!this.unchecked.some((one) => one.seq === seq && one.what === what)) this.unchecked.push({ seq, what });
  }
}
