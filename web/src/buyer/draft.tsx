// The card: what was understood, every guess editable, and who would be asked. Posting it starts nothing until the mail
// is confirmed.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ApiError, post } from "../api/client";
import type { Draft, DraftRequest, IntentAccepted, IntentRequest, MailWishes, Sector } from "../api/schema";
import { clock } from "../clock";
import { clockTime, dateInput, plainMoney } from "../format";
import { t } from "../en";
import { sentence } from "../ui/errors";
import { typedMoney } from "../ui/amounts";
import { Choices, Field, MoneyField, PlaceField, QuestionField, Stepper } from "../ui/fields";
import { areSent, named, PhotoPicker, type Picked } from "../ui/photo-picker";
import { SectorPicture, ShopRow } from "../ui/pictures";
import { Notice } from "../ui/shell";
import { endedBy, EndedSector } from "./ended";
import { GuidePanel, shownBy, useGuide, type Shown } from "./guide";
import { keepPending, type Pending } from "./waiting";
import { MailWishesFields, noWishes, useBuyer, wishesInWords, wrongWishes } from "./wishes";

const fieldOf: Record<string, string> = {
  title: "item",
  sector: "sector",
  place: "place",
  budget: "budget",
  email: "email",
};

/** That day at six in the evening, or at its end when six has passed. */
function endOfWork(date: string): string {
  const six = new Date(`${date}T18:00:00`);
  return (six.getTime() > clock.now() ? six : new Date(`${date}T23:59:00`)).toISOString();
}

export function DraftCard({
  text,
  draft: first,
  sectors,
  demo,
  onBack,
  onPosted,
}: {
  text: string;
  demo: boolean;
  draft: Draft;
  sectors: Sector[];
  onBack: () => void;
  onPosted: (pending: Pending) => void;
}) {
  const [draft, setDraft] = useState(first);
  const [title, setTitle] = useState(first.title);
  const [sector, setSector] = useState(first.sectors[0]?.slug ?? "");
  const [place, setPlace] = useState(first.place?.value.name ?? "");
  const currency = first.budget?.value.currency ?? "GBP";
  const [budget, setBudget] = useState(first.budget ? plainMoney(first.budget.value.amount, currency) : "");
  const [sealed, setSealed] = useState(false);
  const [neededBy, setNeededBy] = useState(first.needed_by ? dateInput(first.needed_by.value) : "");
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [photos, setPhotos] = useState<Picked[]>([]);
  const [offers, setOffers] = useState(5);
  const [start, setStart] = useState<"now" | "when_reachable">("when_reachable");
  const [adviceFirst, setAdviceFirst] = useState(false);
  const [experiments, setExperiments] = useState(true);
  const buyer = useBuyer();
  const [preferredFirst, setPreferredFirst] = useState(true); // who has a list has made it for this
  const [newWishes, setNewWishes] = useState<MailWishes | null>(null);
  const wishes = newWishes ?? buyer?.mail_wishes ?? noWishes;
  const [email, setEmail] = useState(demo ? "you@example.org" : "");
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const form = useRef<HTMLFormElement>(null);
  const attention = useRef<HTMLDetailsElement>(null);

  // The card is read again when the kind or the place changes: other questions, other shops in reach.
  const asked = useRef({ sector, place });
  const refresh = async (next: { sector?: string; place?: string }) => {
    asked.current = { ...asked.current, ...next };
    const request: DraftRequest = { text };
    if (asked.current.sector) request.sector = asked.current.sector;
    if (asked.current.place.trim()) request.place = { name: asked.current.place.trim() };
    const sent = asked.current;
    try {
      const answer = await post<Draft>("/v1/drafts", request);
      if (sent === asked.current) setDraft(answer);
      setWrong((w) => ({ ...w, place: "" }));
    } catch (error) {
      if (sent !== asked.current) return;
      setDraft((d) => ({ ...d, reach: null }));
      if (error instanceof ApiError && error.problem?.errors.some((e) => e.pointer.startsWith("/place")))
        setWrong((w) => ({ ...w, place: sentence(error) }));
    }
  };

  const groups = useMemo(() => {
    const leaves = sectors.filter((s) => s.parent !== null);
    return sectors
      .filter((s) => s.parent === null)
      .map((top) => ({ top, leaves: leaves.filter((s) => s.parent === top.slug) }));
  }, [sectors]);

  // Rounds may have ended since the list of sectors was read: then the refusal of the request tells it.
  const [refused, setRefused] = useState<Record<string, string>>({});
  const endOf = (slug: string) => refused[slug] ?? endedBy(sectors, slug);
  const ended = endOf(sector);
  const optionName = (one: { slug: string; name: string }) =>
    endOf(one.slug) ? t.draft.endedOption(one.name) : one.name;
  const choose = (slug: string) => {
    setSector(slug);
    void refresh({ sector: slug });
  };

  const typed = typedMoney(budget, currency);
  const amount = typed ?? null;
  const missing = {
    item: title.trim().length >= 3 ? null : t.draft.missingItem,
    sector: !sector ? t.draft.missingSector : ended ? t.draft.endedField : null,
    place: place.trim() ? null : t.draft.missingPlace,
    budget: typed === undefined || typed === 0 ? t.draft.badBudget : null,
    email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email.trim()) ? null : t.draft.missingEmail,
  };
  const shown = (field: keyof typeof missing) => (tried ? missing[field] : null) || wrong[field] || null;

  useEffect(() => {
    if (tried) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [tried, wrong]);

  const reach = draft.reach;
  const guide = useGuide({ sector, near: draft.place?.value ?? null, currency, simulated: demo });
  const forecastShown = useRef<Shown | null>(null);
  useEffect(() => {
    forecastShown.current = guide ? shownBy(guide, clock.now()) : null;
  }, [guide]);

  const submit = async () => {
    setTried(true);
    setProblem(null);
    if (wrongWishes(wishes)) {
      attention.current!.open = true;
      return;
    }
    if (Object.values(missing).some(Boolean)) {
      form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
      return;
    }
    const request: IntentRequest = {
      title: title.trim(),
      text,
      sector,
      place: { name: place.trim() },
      attention: { max_offers: offers },
      start,
      advice_first: adviceFirst,
      experiments,
      email: email.trim(),
      needed_by: null,
      budget: amount ? { amount, currency, visibility: sealed ? "sealed" : "public" } : null,
    };
    if (newWishes) request.attention!.mail = newWishes;
    if (buyer?.preferred.length) request.preferred_first = preferredFirst;
    if (neededBy) {
      const same = draft.needed_by && dateInput(draft.needed_by.value) === neededBy;
      request.needed_by = same ? draft.needed_by!.value : endOfWork(neededBy);
    }
    const keys = new Set(draft.questions.map((q) => q.key));
    const given = Object.fromEntries(Object.entries(answers).filter(([k]) => keys.has(k)));
    if (Object.keys(given).length) request.answers = given;
    if (photos.length) request.photos = named(photos);
    if (name.trim()) request.name = name.trim();
    const forecast = forecastShown.current;
    if (forecast && forecast.sector === sector && clock.now() < forecast.until) request.forecast = forecast.token;
    setBusy(true);
    try {
      const accepted = await post<IntentAccepted>("/v1/intents", request, { once: true });
      const waiting = { id: accepted.id, title: title.trim(), email: email.trim() };
      keepPending(waiting);
      onPosted(waiting);
    } catch (error) {
      const fields: Record<string, string> = {};
      for (const e of error instanceof ApiError ? (error.problem?.errors ?? []) : []) {
        const field = fieldOf[e.pointer.split("/")[1] ?? ""];
        if (field) fields[field] = e.detail;
      }
      setWrong(fields);
      if (error instanceof ApiError && error.code === "rounds_ended")
        setRefused({ ...refused, [sector]: error.problem?.finding ?? "/findings" });
      else setProblem(sentence(error));
      setBusy(false);
    }
  };

  const opens = reach?.opens_at ? clockTime(reach.opens_at, clock.now()) : null;
  return (
    <form
      ref={form}
      class="draft"
      noValidate
      data-page="draft"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div class="draft-head">
        <h1>{t.draft.title}</h1>
        <p class="lead">{t.draft.lead}</p>
        <blockquote class="words">{text}</blockquote>
      </div>

      <div class="card draft-card">
        <div class="draft-title">
          <span class="draft-picture">
            <SectorPicture slug={sector} size={40} />
          </span>
          <Field label={t.draft.item} error={shown("item")}>
            {(props) => (
              <input
                {...props}
                type="text"
                class="big"
                maxLength={120}
                required
                value={title}
                onInput={(e) => setTitle(e.currentTarget.value)}
              />
            )}
          </Field>
        </div>

        <div class="grid-2">
          <Field label={t.draft.sector} error={shown("sector")}>
            {(props) => (
              <select {...props} required value={sector} onChange={(e) => choose(e.currentTarget.value)}>
                {!sector && <option value="">{t.draft.sectorPick}</option>}
                {first.sectors.length > 0 && (
                  <optgroup label={t.draft.sectorGuess}>
                    {first.sectors.map((s) => (
                      <option key={s.slug} value={s.slug}>
                        {optionName(s)}
                      </option>
                    ))}
                  </optgroup>
                )}
                {groups.map(({ top, leaves }) => (
                  <optgroup key={top.slug} label={top.name}>
                    {leaves
                      .filter((s) => !first.sectors.some((c) => c.slug === s.slug))
                      .map((s) => (
                        <option key={s.slug} value={s.slug}>
                          {optionName(s)}
                        </option>
                      ))}
                  </optgroup>
                ))}
              </select>
            )}
          </Field>
          <PlaceField
            label={t.draft.place}
            hint={t.draft.placeHint}
            error={shown("place")}
            value={place}
            onInput={setPlace}
            onChosen={(value) => void refresh({ place: value })}
          />
        </div>
        {ended && (
          <EndedSector
            name={sectors.find((one) => one.slug === sector)?.name ?? sector}
            page={ended}
            others={first.sectors.filter(({ slug }) => slug !== sector && !endOf(slug))}
            onChoose={choose}
          />
        )}

        <div class="grid-2">
          <MoneyField
            label={t.draft.budget}
            hint={t.draft.budgetHint}
            error={shown("budget")}
            currency={currency}
            name="budget"
            value={budget}
            onInput={setBudget}
          />
          <Field label={t.draft.neededBy} optional>
            {(props) => (
              <input
                {...props}
                type="date"
                min={dateInput(new Date(clock.now()).toISOString())}
                value={neededBy}
                onInput={(e) => setNeededBy(e.currentTarget.value)}
              />
            )}
          </Field>
        </div>
        {amount !== null && amount > 0 && (
          <Choices
            legend={t.draft.budgetWho}
            options={[
              { value: "public", label: t.draft.budgetPublic, hint: t.draft.budgetPublicHint },
              { value: "sealed", label: t.draft.budgetSealed, hint: t.draft.budgetSealedHint },
            ]}
            value={sealed ? "sealed" : "public"}
            onChange={(v) => setSealed(v === "sealed")}
          />
        )}

        <PhotoPicker photos={photos} onChange={setPhotos} label={t.photos.ofRequest} hint={t.photos.ofRequestHint} />

        {draft.questions.length > 0 && (
          <details class="fold">
            <summary>
              <span>
                {t.draft.questions(draft.questions.length)} <span class="soft">({t.common.optional})</span>
              </span>
            </summary>
            <div class="questions">
              {draft.questions.map((q) => (
                <QuestionField
                  key={q.key}
                  question={q}
                  value={answers[q.key]}
                  onChange={(value) =>
                    setAnswers((all) => {
                      const { [q.key]: _, ...others } = all;
                      return value === undefined ? others : { ...others, [q.key]: value };
                    })
                  }
                />
              ))}
            </div>
          </details>
        )}

        <details class="fold" ref={attention} data-fold="attention">
          <summary>
            <span>
              {t.draft.attention}: {offers} · {t.draft.start.toLowerCase()}:{" "}
              {start === "now" ? t.draft.startNow.toLowerCase() : (opens ?? t.draft.startOpen.toLowerCase())} ·{" "}
              {wishesInWords(wishes)}
            </span>
          </summary>
          <div class="questions">
            <Stepper
              label={t.draft.attention}
              hint={t.draft.attentionHint}
              value={offers}
              min={1}
              max={12}
              onChange={setOffers}
            />
            <Choices
              legend={t.draft.start}
              options={[
                {
                  value: "when_reachable",
                  label: t.draft.startOpen,
                  hint: opens ? t.draft.startOpenAt(opens) : t.draft.startOpenNow,
                },
                { value: "now", label: t.draft.startNow, hint: t.draft.startNowHint },
              ]}
              value={start}
              onChange={(v) => setStart(v as "now" | "when_reachable")}
            />
            <MailWishesFields value={wishes} onChange={setNewWishes} />
          </div>
        </details>
      </div>

      <div class="reach" aria-live="polite" data-reach={ended ? "" : (reach?.shops ?? "")} hidden={ended !== null}>
        {reach ? (
          reach.shops === 0 ? (
            <p>{t.draft.reachNone}</p>
          ) : (
            <>
              <ShopRow
                shops={reach.shops}
                open={reach.open_now}
                label={t.draft.reachPicture(reach.shops, reach.open_now)}
              />
              <p>
                <strong>{t.draft.reach(reach.shops)}</strong>, {t.draft.reachOpen(reach.open_now)}.{" "}
                {opens && t.draft.reachOpens(opens)}
              </p>
            </>
          )
        ) : (
          <p class="soft">{t.draft.reachUnknown}</p>
        )}
      </div>

      {buyer && buyer.preferred.length > 0 && (
        <label class="card toggle">
          <input
            type="checkbox"
            name="preferred-first"
            role="switch"
            checked={preferredFirst}
            onChange={(e) => setPreferredFirst(e.currentTarget.checked)}
          />
          <span>
            <strong>{t.wishes.first}</strong>
            <span class="soft small">{t.wishes.firstHint(buyer.preferred.map((one) => one.name).join(", "))}</span>
          </span>
        </label>
      )}

      <label class="card toggle">
        <input
          type="checkbox"
          name="advice-first"
          role="switch"
          checked={adviceFirst}
          aria-describedby="advice-first-words"
          onChange={(e) => setAdviceFirst(e.currentTarget.checked)}
        />
        <span>
          <strong>{t.advice.first}</strong>
          <span class="soft small" id="advice-first-words">
            {t.advice.firstHint}
          </span>
        </span>
      </label>

      <div class="card allow-tests">
        <label class="toggle">
          <input
            type="checkbox"
            name="experiments"
            role="switch"
            checked={experiments}
            aria-describedby="experiments-words"
            onChange={(e) => setExperiments(e.currentTarget.checked)}
          />
          <strong>{t.tests.allow}</strong>
        </label>
        <p class="soft small" id="experiments-words">
          {t.tests.allowHint} <a href="/findings">{t.tests.findings}</a>
        </p>
      </div>

      {guide && !ended && <GuidePanel guide={guide} budget={amount} />}

      <div class="card draft-send">
        <Field label={t.draft.email} hint={t.draft.emailHint} error={shown("email")}>
          {(props) => (
            <input
              {...props}
              type="email"
              name="email"
              autocomplete="email"
              inputMode="email"
              maxLength={254}
              required
              value={email}
              onInput={(e) => setEmail(e.currentTarget.value)}
            />
          )}
        </Field>
        <details class="fold fold-plain">
          <summary>
            <span>
              {t.draft.name} <span class="soft">({t.common.optional})</span>
            </span>
          </summary>
          <Field label={t.draft.name} hint={t.draft.forWinner}>
            {(props) => (
              <input
                {...props}
                type="text"
                autocomplete="name"
                maxLength={120}
                value={name}
                onInput={(e) => setName(e.currentTarget.value)}
              />
            )}
          </Field>
        </details>
        {tried && Object.values(missing).some(Boolean) && <Notice>{t.draft.missing}</Notice>}
        {problem && <Notice>{problem}</Notice>}
        <div class="row">
          <button type="submit" class="primary wide" disabled={busy || !areSent(photos)} data-action="ask">
            {!areSent(photos) ? t.photos.waiting : busy ? t.draft.asking : t.draft.ask}
          </button>
          <button type="button" class="quiet" onClick={onBack}>
            {t.draft.startOver}
          </button>
        </div>
      </div>
    </form>
  );
}
