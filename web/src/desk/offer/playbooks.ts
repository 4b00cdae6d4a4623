// The plans of a shop.
import { put, remove } from "../../api/client";
import type { Playbook, PlaybookRequest } from "../../api/schema";
import { sharedList } from "./shared-list";

const { load, useList } = sharedList<Playbook>("/v1/playbooks");
export const usePlaybooks = useList;

export async function keepPlaybook(business: string, sector: string, request: PlaybookRequest) {
  await put(`/v1/playbooks/${sector}`, request, { for: business });
  await load(business);
}

export async function dropPlaybook(business: string, sector: string) {
  await remove(`/v1/playbooks/${sector}`, { for: business });
  await load(business);
}
