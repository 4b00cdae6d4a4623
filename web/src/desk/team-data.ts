// What a desk knows of its people: who is in the team, whose request is whose, and what is to do.
import { useCallback, useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { LeadList, SeatRole, Task, TeamList, TeamMember } from "../api/schema";
import { t } from "../en";
import { sharedAnswer } from "./offer/shared-list";

type Lead = LeadList["data"][number];

export interface TeamData {
  team: TeamList | null;
  leads: Record<string, Lead>;
  tasks: Task[];
  /** Whether all was asked for once. */
  known: boolean;
  reload: () => void;
}

export const nameOf = (member: TeamMember) => member.name ?? t.team.somebody;

/** Whom a note names: behind each "@" the longest name that stands there whole, for "@Anna" is not Ann. */
export function mentionedIn(text: string, seats: { id: string; name: string }[]): string[] {
  const longestFirst = [...seats].sort((a, b) => b.name.length - a.name.length);
  const named = [...text.matchAll(/@/g)].map(({ index }) => {
    const rest = text.slice(index + 1);
    const isWhole = (name: string) => rest.startsWith(name) && !/^[\p{L}\p{N}]/u.test(rest.slice(name.length));
    return longestFirst.find(({ name }) => isWhole(name))?.name;
  });
  return seats.filter(({ name }) => named.includes(name)).map(({ id }) => id);
}

/** What a role may do on the pages; the server has the last say. */
export const may = {
  sell: (role: SeatRole | undefined) => role === undefined || role === "owner" || role === "seller",
  own: (role: SeatRole | undefined) => role === "owner",
  write: (role: SeatRole | undefined) => role !== undefined && role !== "reader",
};

/** Who is in the team, where nothing else of it is shown. */
export const { useAnswer: useTeamList } = sharedAnswer<TeamList>("/v1/businesses/me/team");

const pause = 200; // ms in which what changes together is read once

/** Reads anew whenever `news` changes. What cannot be read now is read with the next news. */
export function useTeam(business: string, news: string): TeamData {
  const [team, setTeam] = useState<TeamList | null>(null);
  const [leads, setLeads] = useState<Record<string, Lead>>({});
  const [tasks, setTasks] = useState<Task[]>([]);
  const [known, setKnown] = useState(false);
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  useEffect(() => {
    const abort = new AbortController();
    const read = <T>(what: string, put: (answer: T) => void) =>
      get<T>(`/v1/businesses/me/${what}`, { for: business, signal: abort.signal })
        .then((answer) => {
          if (!abort.signal.aborted) put(answer);
        })
        .catch(() => undefined);
    const readAll = () =>
      Promise.all([
        read<TeamList>("team", setTeam),
        read<LeadList>("leads", ({ data }) => setLeads(Object.fromEntries(data.map((lead) => [lead.intent_id, lead])))),
        read<{ data: Task[] }>("tasks", ({ data }) => setTasks(data)),
      ]).then(() => {
        if (!abort.signal.aborted) setKnown(true);
      });
    const timer = setTimeout(() => void readAll(), known ? pause : 0);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [business, news, turn]);
  return { team, leads, tasks, known, reload };
}
