// The plans of a shop, asked for once and shared by all that show or heed them.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get, put, remove } from "../../api/client";
import type { Playbook, PlaybookRequest } from "../../api/schema";

const known = signal<{ business: string; list: Playbook[] | null }>({ business: "", list: null });

async function load(business: string) {
  const { data } = await get<{ data: Playbook[] }>("/v1/playbooks", { for: business });
  if (known.peek().business === business) known.value = { business, list: data };
}

/** Null until they are known. */
export function usePlaybooks(business: string): Playbook[] | null {
  useEffect(() => {
    if (known.peek().business === business) return;
    known.value = { business, list: null };
    load(business).catch(() => {
      known.value = { business: "", list: null }; // An offer can be written without; the next who asks tries again.
    });
  }, [business]);
  return known.value.business === business ? known.value.list : null;
}

export async function keepPlaybook(business: string, sector: string, request: PlaybookRequest) {
  await put(`/v1/playbooks/${sector}`, request, { for: business });
  await load(business);
}

export async function dropPlaybook(business: string, sector: string) {
  await remove(`/v1/playbooks/${sector}`, { for: business });
  await load(business);
}
