// A list of a shop that many parts of its desk show or heed: asked for once and shared by all.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get } from "../../api/client";

export function sharedList<T>(path: string) {
  const known = signal<{ business: string; list: T[] | null }>({ business: "", list: null });
  const load = async (business: string) => {
    const { data } = await get<{ data: T[] }>(path, { for: business });
    if (known.peek().business === business) known.value = { business, list: data };
  };
  /** Null until it is known. */
  const useList = (business: string): T[] | null => {
    useEffect(() => {
      if (known.peek().business === business) return;
      known.value = { business, list: null };
      load(business).catch(() => {
        known.value = { business: "", list: null }; // An offer can be written without; the next who asks tries again.
      });
    }, [business]);
    return known.value.business === business ? known.value.list : null;
  };
  return { load, useList };
}
