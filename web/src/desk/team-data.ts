// What a desk knows of its people: who is in the team, whose request is whose, and what is to do.
import { useCallback, useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { LeadList, SeatRole, Task, TeamList, TeamMember } from "../api/schema";
import { t } from "../en";

export type Lead = LeadList["data"][number];

export interface TeamData {
  team: TeamList | null;
  leads: Record<string, Lead>;
  tasks: Task[];
  reload: () => void;
}

export const nameOf = (member: TeamMember) => member.name ?? t.team.somebody;

/** What a role may do on the pages; the server has the last say. */
export const may = {
  sell: (role: SeatRole | undefined) => role === undefined || role === "owner" || role === "seller",
  own: (role: SeatRole | undefined) => role === "owner",
  write: (role: SeatRole | undefined) => role !== undefined && role !== "reader",
};

/** Reads anew whenever `news` changes. What cannot be read now is read with the next news. */
export function useTeam(business: string, news: string): TeamData {
  const [team, setTeam] = useState<TeamList | null>(null);
  const [leads, setLeads] = useState<Record<string, Lead>>({});
  const [tasks, setTasks] = useState<Task[]>([]);
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  useEffect(() => {
    const calm = () => undefined;
    get<TeamList>("/v1/businesses/me/team", { for: business }).then(setTeam).catch(calm);
    get<LeadList>("/v1/businesses/me/leads", { for: business })
      .then(({ data }) => setLeads(Object.fromEntries(data.map((lead) => [lead.intent_id, lead]))))
      .catch(calm);
    get<{ data: Task[] }>("/v1/businesses/me/tasks", { for: business })
      .then(({ data }) => setTasks(data))
      .catch(calm);
  }, [business, news, turn]);
  return { team, leads, tasks, reload };
}
