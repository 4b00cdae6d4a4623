// Two nodes on the same stores, for whoever needs a house and does not mind which node it is: every question goes to
// the next one that lives, so that one caller's questions go to both.
import { House } from "./house.mjs";

export class Pair {
  #asked = 0;

  /** As House.open, twice. */
  static async open(stores, options) {
    const first = await House.open(stores, { ...options, name: "first" });
    // A mail may be sent by either, whoever was asked.
    const { mailDir } = first;
    const second = await House.open(stores, { ...options, name: "second", mailDir });
    return Object.assign(new Pair(), { stores, mailDir, nodes: [first, second] });
  }

  get url() {
    const living = this.nodes.filter(({ lives }) => lives);
    this.#asked += 1;
    // With none left it does not matter: whoever is refused waits for a start.
    return (living.length > 0 ? living : this.nodes)[this.#asked % (living.length || 2)].url;
  }

  get starts() {
    return this.nodes.reduce((sum, { starts }) => sum + starts, 0);
  }

  /** Once one can be asked again: now, as long as one lives. */
  async after() {
    if (this.nodes.some(({ lives }) => lives)) return;
    await Promise.race(this.nodes.map((node) => node.after(node.starts)));
  }

  async stop() {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }
}
