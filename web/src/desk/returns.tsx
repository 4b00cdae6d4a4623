// What a shop's contacts came to, where its sales come from, and whether it is named in case studies.
import { useEffect, useState } from "preact/hooks";
import { get, post, remove } from "../api/client";
import type { Naming, OwnBusiness, Returns, Sector } from "../api/schema";
import { t } from "../en";
import { money } from "../format";
import { ReturnCurve, share } from "../ui/curve";
import { useDeed } from "../ui/deed";
import { NumberRow, NumberTable } from "../ui/number-table";
import { nameIn } from "../ui/sectors";
import { announce, Notice } from "../ui/shell";
import { TableFold } from "../ui/table-fold";

/** `news` changes when something ended, so that the figures are read again. */
export function OwnReturns({ business, news }: { business: string; news: number }) {
  const [returns, setReturns] = useState<Returns | null>(null);
  useEffect(() => {
    get<Returns>("/v1/businesses/me/returns", { for: business })
      .then(setReturns)
      .catch(() => undefined); // The desk says by itself when the server cannot be reached.
  }, [business, news]);
  if (!returns) return null;
  const { contacts, letters, sales } = returns;
  return (
    <>
      <section class="card" aria-labelledby="returns" data-returns={contacts.length}>
        <h2 id="returns">{t.returns.title}</h2>
        <Contacts contacts={contacts} floor={returns.floor} />
        {contacts.length > 0 && <p class="soft small">{t.returns.rule(share(returns.interval_ppm))}</p>}
        <p class="soft small">{t.returns.lead(returns.days)}</p>
        {letters.length > 0 && <Letters letters={letters} />}
      </section>
      <Sources sales={sales} />
    </>
  );
}

function Contacts({ contacts, floor }: { contacts: Returns["contacts"]; floor: number }) {
  const first = contacts[0];
  const last = contacts[contacts.length - 1];
  if (!first || !last) return <p>{t.returns.few(floor)}</p>;
  return (
    <>
      <p data-returns-sentence>
        <strong>{t.returns.answered(last.number, last.answered, first.answered)}</strong>{" "}
        {t.returns.sold(last.number, last.sold, first.sold)}
      </p>
      <ReturnCurve points={contacts} />
    </>
  );
}

function Letters({ letters }: { letters: Returns["letters"] }) {
  const first = letters[0]!;
  const last = letters[letters.length - 1]!;
  return (
    <>
      <h3>{t.returns.lettersTitle}</h3>
      <p>{t.returns.letters(last.number, last.stopped, first.stopped)}</p>
      <TableFold label={t.returns.lettersTitle}>
        <NumberTable first={t.returns.letter} columns={[t.returns.left]}>
          {letters.map((one) => (
            <NumberRow key={one.number} name={one.number} numbers={[t.returns.count(one.stopped)]} />
          ))}
        </NumberTable>
      </TableFold>
    </>
  );
}

function Sources({ sales }: { sales: Returns["sales"] }) {
  const all = sales.sources.reduce((sum, one) => sum + one.sales, 0);
  return (
    <section class="card tallies" aria-labelledby="sources" data-sources={all}>
      <h2 id="sources">{t.returns.sourcesTitle}</h2>
      {all === 0 ? (
        <p>{t.returns.sourcesNone}</p>
      ) : (
        <table class="bars sources">
          <thead>
            <tr>
              <th scope="col">{t.returns.sourceColumn}</th>
              <th scope="col" class="num">
                {t.returns.salesColumn}
              </th>
              <th scope="col" class="num">
                {t.returns.valueColumn}
              </th>
            </tr>
          </thead>
          <tbody>
            {sales.sources.map((one) => (
              <tr key={one.source} data-source={one.source}>
                <th scope="row">
                  {t.returns.source[one.source]}
                  <svg class="tally-bar" width="100%" height="8" aria-hidden="true" focusable="false">
                    <rect width={`${(one.sales * 100) / all}%`} height="8" rx="2" />
                  </svg>
                </th>
                <td class="num figures">
                  {one.sales}
                  <br />
                  <span class="soft small">{share((one.sales * 1_000_000) / all)}</span>
                </td>
                <td class="num figures">{money(one.value, sales.currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="soft small">{t.returns.sourcesRule}</p>
    </section>
  );
}

export function CaseStudies({ business, sectors }: { business: OwnBusiness; sectors: Sector[] }) {
  const path = "/v1/businesses/me/case-studies";
  const [naming, setNaming] = useState<Naming | null>(null);
  const { busy, problem, run } = useDeed();
  useEffect(() => {
    get<Naming>(path, { for: business.id })
      .then(setNaming)
      .catch(() => undefined); // The desk says by itself when the server cannot be reached.
  }, [business.id]);
  if (!naming) return null;
  const named = naming.state === "confirmed";
  const change = (on: boolean) =>
    run(async () => {
      setNaming(
        on
          ? await post<Naming>(path, { wording: naming.wording.version }, { for: business.id })
          : await remove<Naming>(path, { for: business.id }),
      );
      announce(on ? t.returns.namedState.on : t.returns.namedState.off);
    });
  const sectorName = nameIn(sectors);
  return (
    <section class="card" aria-labelledby="studies" data-naming={naming.state}>
      <h2 id="studies">{t.returns.studies}</h2>
      <p>{t.returns.studiesLead}</p>
      <label class="toggle">
        <input
          type="checkbox"
          role="switch"
          checked={named}
          disabled={busy}
          aria-describedby="naming-words"
          onChange={(event) => void change(event.currentTarget.checked)}
        />
        <span>
          <strong>{t.returns.named}</strong>
          <span class="soft small">{named ? t.returns.namedState.on : t.returns.namedState.off}</span>
        </span>
      </label>
      <p class="soft small" id="naming-words">
        {naming.wording.text}
      </p>
      {problem && <Notice>{problem}</Notice>}
      <ul class="plain study-links">
        {business.sectors.map((slug) => (
          <li key={slug}>
            <a href={`/case-studies/${slug}`}>{t.returns.study(sectorName(slug))}</a>
            <a href={`/v1/case-studies/${slug}?business=${business.id}`} download="case-study.json">
              {t.returns.ownStudy(sectorName(slug))}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
