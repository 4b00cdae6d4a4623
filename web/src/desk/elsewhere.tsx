// What people asked for in public elsewhere, in the sectors of this shop, and nobody claimed: counts by town, and
// nothing of whoever asked.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { Demand, OwnBusiness, Sector } from "../api/schema";
import { t } from "../en";
import { nameIn } from "../ui/sectors";

interface Town {
  sector: string;
  area: string;
  posts: number;
}

/** Those whose number is told. */
const towns = ({ sector, data }: Demand): Town[] =>
  data.flatMap(({ area, posts }) => (posts === null ? [] : [{ sector, area: area ?? t.desk.elsewhere.noTown, posts }]));

export function Elsewhere({ business, sectors }: { business: OwnBusiness; sectors: Sector[] }) {
  const [demand, setDemand] = useState<Demand[]>([]);
  const sold = business.sectors.join();
  useEffect(() => {
    const asked = sold.split(",").map((sector) => get<Demand>(`/v1/demand?${new URLSearchParams({ sector })}`));
    Promise.all(asked)
      .then(setDemand)
      .catch(() => undefined); // The desk says by itself when the server cannot be reached.
  }, [sold]);
  const told = demand.flatMap(towns).sort((a, b) => b.posts - a.posts);
  const days = demand[0]?.days;
  if (told.length === 0 || days === undefined) return null;
  const name = nameIn(sectors);
  return (
    <section class="card" aria-labelledby="elsewhere" data-elsewhere={told.length}>
      <h2 id="elsewhere">{t.desk.elsewhere.title}</h2>
      <p class="soft">{t.desk.elsewhere.lead(days)}</p>
      <ul class="plain elsewhere">
        {told.map(({ sector, area, posts }) => (
          <li key={`${sector} ${area}`}>
            <span>{t.desk.elsewhere.where(name(sector), area)}</span>
            <strong class="figures">{t.desk.elsewhere.posts(posts)}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}
