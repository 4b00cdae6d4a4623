// Shops that offer at the same time for several intents while somebody pulls plugs, and everybody who listens; what
// each asked and was answered is written down. invariants.mjs judges the whole afterwards.
import assert from "node:assert/strict";
import { call, newKey } from "./client.mjs";
import { House, persist, steady } from "./house.mjs";
import { Listener } from "./listener.mjs";
import { newIntent, newShop } from "./market.mjs";
import { ownStores } from "./stores.mjs";

/** Numbers that the seed decides (mulberry32). Whoever sees a failure finds the seed in its output. */
export function drawsFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { next, below: (n) => Math.floor(next() * n), chance: (p) => next() < p };
}

export function newSeed() {
  const seed = process.env.PARLEY_TEST_SEED
    ? Number(process.env.PARLEY_TEST_SEED)
    : Math.floor(Math.random() * 2 ** 32);
  console.log(`seed ${seed} (PARLEY_TEST_SEED repeats its choices)`);
  return seed;
}

/** Rules under which every price may follow every other, so that the crowd does not stand still. */
export const freely = (duration_s, more = {}) => ({
  duration_s,
  close: { mode: "hard" },
  step: { own_bp: 0, own_min: 0, lead_bp: 0, lead_min: 0 },
  max_drop_bp: 0,
  max_revisions: 0,
  self_outbid: true,
  allow_raise: true,
  ...more,
});

/** What the rules call by hand a refusal, not a failure of ours. */
const refusals = new Set([
  "round_closed",
  "intent_over",
  "not_recorded",
  "unchanged",
  "round_not_open",
  "awaiting_answer",
]);

/** What a repeat has to say again. */
const said = ({ offer_id, seq, at, code }) => ({ offer_id, seq, at, code });

export class Crowd {
  acts = []; // what was asked with a key, in the order of asking
  enough = false; // set to let a haggling without end come to one
  listeners = [];
  #acknowledged = 0;
  #waiting = new Set();

  /** `ownPrices`: no two offers have the same price, so that a price tells whose it is. */
  constructor(house, seed, { ownPrices = false } = {}) {
    this.house = house;
    this.draws = drawsFrom(seed);
    this.ownPrices = ownPrices;
  }

  // Few prices otherwise, so that scores are equal now and then and the earlier offer has to win.
  #price(draws) {
    return this.ownPrices ? 40_000 + 7 * this.acts.length : 40_000 + 100 * draws.below(60);
  }

  /** Shops and confirmed intents whose rounds run, every shop asked, everybody listening. */
  async gather({ shops = 4, intents = 3 } = {}) {
    const names = ["Oak & Sons", "Board Room", "Four Legs", "Plane Facts", "Grain Store", "Dovetail"];
    this.shops = await Promise.all(Array.from({ length: shops }, (_, n) => newShop(this.house, { name: names[n] })));
    await this.post(intents);
  }

  async post(intents) {
    this.intents = await Promise.all(Array.from({ length: intents }, () => newIntent(this.house)));
    const everybodyIn = this.intents.map(async (intent) => {
      intent.topic = `intent/${intent.id}`;
      intent.buyer = await this.#listen(intent, { session: intent.session, name: "the buyer" });
      intent.public = await this.#listen(intent, { name: "the public" });
      await intent.buyer.until((frame) => frame.data.asked === this.shops.length, "everybody asked");
      intent.bidders = new Map();
      for (const shop of this.shops) {
        intent.bidders.set(shop.id, await this.#listen(intent, { session: shop.session, name: shop.name }));
      }
    });
    await Promise.all(everybodyIn);
  }

  async #listen(intent, options) {
    const draws = drawsFrom(this.draws.below(2 ** 32));
    const leaves = () => draws.chance(0.03);
    const listener = await Listener.start(this.house, intent.topic, { ...options, leaves });
    listener.intent = intent;
    this.listeners.push(listener);
    return listener;
  }

  /**
   * Asks with a key until there is an answer. The act keeps what was asked and answered:
   * { kind, who, intent, key, body, path, url, askedAt, answeredAt, tries, status, answer }.
   */
  async act(kind, who, intent, path, body, { twice = false } = {}) {
    const act = { kind, who, intent, key: newKey(), body, path, askedAt: steady() };
    this.acts.push(act);
    const asked = persist(this.house, () => this.#ask(act));
    const again = twice ? persist(this.house, () => this.#ask(act)) : asked;
    const [{ answer, tries }, { answer: other }] = await Promise.all([asked, again]);
    assert.deepEqual([other.status, said(other.body)], [answer.status, said(answer.body)], "one key has one answer");
    Object.assign(act, { answeredAt: steady(), tries, status: answer.status, answer: answer.body });
    assert.ok(act.status < 500 || act.answer.round_closed, `${path}: ${act.status} ${JSON.stringify(act.answer)}`);
    if (act.status < 300) this.#acknowledge();
    return act;
  }

  #ask(act) {
    const { path, who, key, body } = act;
    act.url = this.house.url; // whom it was asked last
    return call(act.url, "POST", path, { session: who.session, key, body });
  }

  /** The same again, as somebody does who never saw the answer: it must be the same answer. */
  async repeat(act) {
    const { answer } = await persist(this.house, () => this.#ask(act));
    assert.equal(
      answer.status,
      act.status,
      `a repeat of ${JSON.stringify(act.answer)}: ${JSON.stringify(answer.body)}`,
    );
    assert.deepEqual(said(answer.body), said(act.answer), "a repeat is answered as the first time");
  }

  /** One shop, one intent: so many offers one after another, some of them sent twice. */
  async offers(shop, intent, count) {
    const draws = drawsFrom(this.draws.below(2 ** 32));
    const mine = [];
    for (let n = 0; n < count && !this.enough; n += 1) {
      const body = {
        price: this.#price(draws),
        attributes: { delivery_days: draws.below(5) },
        message: `offer ${n} of ${shop.name}`,
      };
      const twice = draws.chance(0.1);
      const act = await this.act("offer", shop, intent, `/v1/intents/${intent.id}/offers`, body, { twice });
      if (act.status < 300) mine.push(act);
      else assert.ok(refusals.has(act.answer.code), JSON.stringify(act.answer));
      if (act.answer.code === "round_closed" || act.answer.code === "intent_over") return;
      if (mine.length > 0 && draws.chance(0.15)) await this.repeat(mine[draws.below(mine.length)]);
    }
  }

  /** Everybody at once; ends when all have been answered, or with `enough`. */
  haggle(count = Infinity) {
    const all = this.intents.flatMap((intent) => this.shops.map((shop) => this.offers(shop, intent, count)));
    return Promise.all(all);
  }

  #acknowledge() {
    this.#acknowledged += 1;
    for (const waiting of [...this.#waiting]) waiting();
  }

  /** Once so many acts more than now were acknowledged. */
  acknowledged(more) {
    const goal = this.#acknowledged + more;
    return new Promise((resolve) => {
      const waiting = () => {
        if (this.#acknowledged < goal) return;
        this.#waiting.delete(waiting);
        resolve();
      };
      this.#waiting.add(waiting);
      waiting();
    });
  }

  /** Awaits that everybody has heard of the close of every round. */
  async closes(ms = 40_000) {
    await Promise.all(
      this.listeners.map((listener) => listener.until((frame) => frame.type === "round_closed", "the close", ms)),
    );
  }

  /** The buyers decide: the first chooses the best, whose shop confirms, the second declines all, and so on. */
  async decide() {
    const each = this.intents.map(async (intent, n) => {
      const path = `/v1/intents/${intent.id}`;
      const closed = await intent.buyer.until((frame) => frame.type === "round_closed", "the close");
      const best = closed.data.offers[0];
      if (n % 2 === 1 || best === undefined) {
        const declined = await this.act("decline", intent, intent, `${path}/decline-all`, {
          reason: "changed my mind",
        });
        assert.equal(declined.status, 200, JSON.stringify(declined.answer));
        return;
      }
      const award = await this.act("award", intent, intent, `${path}/award`, { offer_id: best.offer_id });
      assert.equal(award.status, 200, JSON.stringify(award.answer));
      const winner = this.shops.find((shop) => shop.id === best.business.id);
      const confirmed = await this.act("confirm", winner, intent, `${path}/confirm-award`, {});
      assert.equal(confirmed.status, 200, JSON.stringify(confirmed.answer));
    });
    await Promise.all(each);
  }

  async leave() {
    await Promise.all(this.listeners.map((listener) => listener.stop()));
  }
}

/**
 * A crowd on stores of its own under these rules, on one node or on what else `open` starts; all leave when the work is
 * done or has failed.
 */
export async function withCrowd(rules, { open = House.open, env = {}, ...options }, work) {
  const stores = await ownStores();
  let house, crowd;
  try {
    house = await open(stores, { env: { PARLEY_RULES_PATCH: JSON.stringify(rules), ...env } });
    crowd = new Crowd(house, newSeed(), options);
    await crowd.gather(options);
    await work(house, crowd);
  } finally {
    // Each of them, even if one fails: what is left running would keep the whole file from ending.
    await Promise.allSettled([crowd?.leave(), house?.stop()]);
    await stores.stop();
  }
}
