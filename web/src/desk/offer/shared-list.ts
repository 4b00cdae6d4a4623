// What many parts of a shop's desk show or heed: asked for once and shared by all.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get } from "../../api/client";

/** What the server answers a shop under one path. */
export function sharedAnswer<A>(path: string) {
  const known = signal<{ business: string; answer: A | null }>({ business: "", answer: null });
  let turns = 0;
  const load = async (business: string) => {
    const turn = ++turns;
    const answer = await get<A>(path, { for: business });
    // An answer that was overtaken by a later one says what was.
    if (turn === turns) known.value = { business, answer };
  };
  /** Null until it is known. */
  const useAnswer = (business: string): A | null => {
    useEffect(() => {
      if (known.peek().business === business) return;
      known.value = { business, answer: null };
      load(business).catch(() => {
        known.value = { business: "", answer: null }; // An offer can be written without; the next who asks tries again.
      });
    }, [business]);
    return known.value.business === business ? known.value.answer : null;
  };
  return { load, useAnswer };
}

export function sharedList<T>(path: string) {
  const { load, useAnswer } = sharedAnswer<{ data: T[] }>(path);
  const useList = (business: string): T[] | null => useAnswer(business)?.data ?? null;
  return { load, useList };
}
