// What the lab's pages ask once and share: who looks, the sectors, the measures.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { ApiError, get, getConfig, onSignedOut } from "../api/client";
import type { Config, Me, Sector } from "../api/schema";
import type { LabMe, Metric } from "./types";

/** Undefined until it is known; null for whoever is no researcher. */
export const me = signal<LabMe | null | undefined>(undefined);
/** Whoever was a researcher and is signed out by now: the page says so and shows the door. */
export const lapsed = signal(false);
export const config = signal<Config | null>(null);
export const sectors = signal<Sector[]>([]);
export const metrics = signal<Metric[] | null>(null);

export const may = (what: LabMe["may"][number]) => me.value?.may.includes(what) ?? false;
export const sectorName = (slug: string) => sectors.value.find((one) => one.slug === slug)?.name ?? slug;
/** The server's words have sectors as addresses do. */
export const withSectorNames = (text: string) => text.replace(/[a-z0-9-]+\/[a-z0-9-]+/g, sectorName);

export async function meetMe(): Promise<void> {
  try {
    // Everybody may ask this; the lab's own question is a refusal for whoever is no researcher.
    const { principals } = await get<Me>("/v1/me");
    const isResearcher = principals.some(({ kind }) => kind === "researcher");
    me.value = isResearcher ? await get<LabMe>("/v1/lab/me") : null;
    lapsed.value = false;
  } catch (error) {
    // Whoever cannot be asked about now is a visitor, and sees what everybody sees.
    me.value = null;
    if (!(error instanceof ApiError) || (error.status !== 401 && error.status !== 403)) throw error;
  }
}

export function loadCommon(): void {
  onSignedOut(() => {
    if (!me.peek()) return;
    lapsed.value = true;
    me.value = null;
  });
  const quiet = () => undefined;
  getConfig()
    .then((answer) => (config.value = answer))
    .catch(quiet);
  get<{ data: Sector[] }>("/v1/sectors")
    .then((answer) => (sectors.value = answer.data))
    .catch(quiet);
  get<{ data: Metric[] }>("/v1/lab/metrics")
    .then((answer) => (metrics.value = answer.data))
    .catch(() => (metrics.value = []));
  meetMe().catch(quiet);
}

/** Asks every five seconds while the page is seen and the last answer `moves`, and when `again` is called. */
export function useLook<T>(
  ask: () => Promise<T>,
  on: unknown,
  moves: (last: T) => boolean = () => true,
): { data: T | null; error: unknown; again: () => Promise<void> } {
  const [data, setData] = useState<T | null>(null);
  const [error, setError] = useState<unknown>(null);
  /** Whether there is a reason to look again soon. */
  const look = async (): Promise<boolean> => {
    try {
      const answer = await ask();
      setData(answer);
      setError(null);
      return moves(answer);
    } catch (failure) {
      setError(failure);
      return true;
    }
  };
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let stopped = false;
    const round = async () => {
      clearTimeout(timer);
      const goesOn = document.hidden || (await look());
      if (!stopped && goesOn) timer = setTimeout(() => void round(), 5_000);
    };
    const seen = () => {
      if (!document.hidden) void round();
    };
    document.addEventListener("visibilitychange", seen);
    void round();
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [on]);
  return { data, error, again: async () => void (await look()) };
}
