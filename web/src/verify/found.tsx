// What a check found, for people: the answer, what is wrong, the picture of each round, the ranking, and what nobody
// can check.
import { clockTime, money } from "../format";
import { PriceChart } from "../ui/charts";
import { words } from "../words/verify";
import type { Finding, Report, RoundStory } from "./rounds";

const w = words.page;
const shown = 5;
const iso = (micros: number) => new Date(micros / 1000).toISOString();

function Verdict({ report }: { report: Report }) {
  const { holds, result, faults, events, unchecked } = report;
  const why = result ? (unchecked.length > 0 ? w.yesPartly(events) : w.yesMore(events)) : w.yesSoFarMore;
  return (
    <section
      class={`card verdict verdict-${holds ? "yes" : "no"}`}
      data-holds={holds}
      data-fault={faults[0]?.seq}
      aria-labelledby="verdict"
    >
      <span class="bigcheck">
        <svg viewBox="0 0 40 40" aria-hidden="true">
          {holds ? <path d="M7 21l9 9 17-20" /> : <path d="M9 9l22 22M31 9L9 31" />}
        </svg>
      </span>
      <div>
        <h2 id="verdict">{holds ? (result ? w.yes : w.yesSoFar) : w.no}</h2>
        <p>{holds ? why : w.noMore(faults.length)}</p>
      </div>
    </section>
  );
}

const Faults = ({ faults }: { faults: Finding[] }) => (
  <ul class="plain verify-list">
    {faults.map((fault, i) => (
      <li key={i} data-seq={fault.seq}>
        <strong>{w.event(fault.seq)}</strong>
        {fault.what}
      </li>
    ))}
  </ul>
);

function AllFaults({ faults }: { faults: Finding[] }) {
  if (faults.length === 0) return null;
  return (
    <section class="card" data-page-part="faults">
      <Faults faults={faults.slice(0, shown)} />
      {faults.length > shown && (
        <details>
          <summary>{w.moreFaults(faults.length - shown)}</summary>
          <Faults faults={faults.slice(shown)} />
        </details>
      )}
    </section>
  );
}

function Round({ round, report }: { round: RoundStory; report: Report }) {
  const points = round.offers.flatMap(({ bidder, at, price }) =>
    price === null ? [] : [{ offerId: String(bidder), name: w.bidder(bidder), at: iso(at), price }],
  );
  return (
    <div class="verify-round" data-round={round.round}>
      <h3>{w.round(round.round, w.formats[round.format] ?? round.format)}</h3>
      {points.length > 0 ? (
        <PriceChart
          points={points}
          from={iso(round.opens_at)}
          until={iso(round.closes_at)}
          now={round.closes_at / 1000}
          budget={report.budget}
          currency={report.currency}
        />
      ) : (
        <p class="soft">{round.offers.length > 0 ? w.sealedStill : w.noOffers}</p>
      )}
      {round.cause && (
        <p class="soft small">
          {w.causes[round.cause]} {round.pays !== null && w.pays(money(round.pays, report.currency))}
        </p>
      )}
    </div>
  );
}

function Ranking({ report }: { report: Report }) {
  const { result, chosen, currency } = report;
  if (!result) return null;
  const scored = result.ranking.some((one) => one.score !== null && one.score !== BigInt(one.price ?? 0));
  const cell = (minor: number | bigint | null) => (minor === null ? w.notOpened : money(Number(minor), currency));
  return (
    <section class="card" data-page-part="ranking">
      <h2>{w.ranking}</h2>
      {result.ranking.length === 0 ? (
        <p class="soft">{w.rankingNone}</p>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label={w.ranking}>
          <table class="verify-ranking">
            <thead>
              <tr>
                <th scope="col">{w.place}</th>
                <th scope="col">{w.whoColumn}</th>
                <th scope="col" class="num">
                  {w.price}
                </th>
                {scored && (
                  <th scope="col" class="num">
                    {w.score}
                  </th>
                )}
                <th scope="col" class="num">
                  {w.at}
                </th>
              </tr>
            </thead>
            <tbody>
              {result.ranking.map((one, i) => (
                <tr key={one.bidder} data-bidder={one.bidder}>
                  <td class="figures">{i + 1}</td>
                  <th scope="row">
                    {w.bidder(one.bidder)} {chosen?.bidder === one.bidder && <span class="ribbon">{w.chosen}</span>}
                  </th>
                  <td class="num figures">{cell(one.price)}</td>
                  {scored && <td class="num figures">{cell(one.score)}</td>}
                  <td class="num figures">{clockTime(one.at / 1000, result.closed_at / 1000, true)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="soft small">
        {scored && w.scoreHint} {w.labels}
      </p>
    </section>
  );
}

/** The same sentence about many events is said once. */
function grouped(findings: Finding[]): { what: string; seqs: number[] }[] {
  const groups = new Map<string, number[]>();
  for (const { seq, what } of findings) groups.set(what, [...(groups.get(what) ?? []), seq]);
  return [...groups].map(([what, seqs]) => ({ what, seqs }));
}

export function Found({ report }: { report: Report }) {
  return (
    <>
      <Verdict report={report} />
      <AllFaults faults={report.faults} />
      {report.rounds.length > 0 && (
        <section class="card" aria-labelledby="what">
          <h2 id="what">{w.what}</h2>
          {report.rounds.map((round) => (
            <Round key={round.round} round={round} report={report} />
          ))}
        </section>
      )}
      <Ranking report={report} />
      <section class="card" aria-labelledby="unchecked" data-page-part="unchecked">
        <h2 id="unchecked">{w.unchecked}</h2>
        <ul class="plain verify-list">
          {grouped(report.unchecked).map(({ what, seqs }) => (
            <li key={what}>
              <strong>{w.events(seqs)}</strong>
              {what}
            </li>
          ))}
          <li>{w.uncheckedAll}</li>
          <li class="verify-head">
            <strong>{w.head}</strong>
            <code>{report.head}</code> <span class="soft small">{w.headHint}</span>
          </li>
        </ul>
      </section>
    </>
  );
}
