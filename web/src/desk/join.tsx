// A shop joins with four facts; the rest can wait until its first offer.
import { useEffect, useState } from "preact/hooks";
import { get, post } from "../api/client";
import type { BusinessRequest, CodeOfConduct, Sector, TriedReach } from "../api/schema";
import { t } from "../en";
import { sentence } from "../ui/errors";
import { Field, PlaceField, Stepper } from "../ui/fields";
import { Notice } from "../ui/shell";
import { Sells } from "./sells";

export function Join({ sectors, demo }: { sectors: Sector[]; demo: boolean }) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [place, setPlace] = useState("");
  const [sells, setSells] = useState<string[]>([]);
  const [radius, setRadius] = useState(40);
  const [agreed, setAgreed] = useState(false);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const missing = {
    name: name.trim() ? null : t.draft.missing,
    email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email.trim()) ? null : t.draft.missingEmail,
    place: place.trim() ? null : t.draft.missingPlace,
    sells: sells.length ? null : t.draft.missingSector,
    conduct: agreed ? null : t.conduct.joinMissing,
  };
  const join = async () => {
    setTried(true);
    if (Object.values(missing).some(Boolean)) return;
    setBusy(true);
    setProblem(null);
    try {
      const { version } = await get<CodeOfConduct>("/v1/conduct");
      const request: BusinessRequest = {
        name: name.trim(),
        email: email.trim(),
        place: { name: place.trim() },
        sectors: sells,
        radius_km: radius,
        conduct: version,
      };
      await post("/v1/businesses", request, { once: true });
      setDone(true);
    } catch (error) {
      setProblem(sentence(error));
    }
    setBusy(false);
  };
  if (done) return <Notice kind="good">{t.desk.joinDone}</Notice>;
  return (
    <form
      noValidate
      data-join
      onSubmit={(event) => {
        event.preventDefault();
        void join();
      }}
    >
      <h2>{t.desk.joinTitle}</h2>
      <p class="soft">{t.desk.joinLead}</p>
      <Field label={t.desk.shopName} error={tried ? missing.name : null}>
        {(props) => (
          <input
            {...props}
            type="text"
            autocomplete="organization"
            maxLength={120}
            value={name}
            onInput={(e) => setName(e.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t.draft.email} error={tried ? missing.email : null}>
        {(props) => (
          <input
            {...props}
            type="email"
            autocomplete="email"
            value={email}
            onInput={(e) => setEmail(e.currentTarget.value)}
          />
        )}
      </Field>
      <PlaceField
        label={t.draft.place}
        error={tried ? missing.place : null}
        value={place}
        onInput={setPlace}
        onChosen={setPlace}
      />
      <Sells sectors={sectors} value={sells} error={tried ? missing.sells : null} onChange={setSells} />
      <Stepper label={t.desk.radius} value={radius} min={5} max={200} step={5} suffix="km" onChange={setRadius} />
      <TriedSentence sells={sells} place={place} radius={radius} demo={demo} />
      <label class="toggle">
        <input
          type="checkbox"
          name="conduct"
          checked={agreed}
          aria-invalid={tried && !agreed}
          onChange={(e) => setAgreed(e.currentTarget.checked)}
        />
        <span>{t.conduct.join}</span>
      </label>
      <p class="small">
        <a href="/conduct" target="_blank" rel="noreferrer">
          {t.conduct.link}
        </a>
      </p>
      {tried && missing.conduct && <p class="field-error">{missing.conduct}</p>}
      {problem && <Notice>{problem}</Notice>}
      <button type="submit" class="primary" disabled={busy}>
        {t.desk.joinDo}
      </button>
    </form>
  );
}

/** What it would have received, as soon as enough is known to count it. */
function TriedSentence({
  sells,
  place,
  radius,
  demo,
}: {
  sells: string[];
  place: string;
  radius: number;
  demo: boolean;
}) {
  const [tried, setTried] = useState<TriedReach | null>(null);
  const asked =
    sells.length && place.trim()
      ? JSON.stringify({ sectors: sells, place: { name: place.trim() }, radius_km: radius })
      : "";
  useEffect(() => {
    setTried(null);
    if (!asked) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      post<TriedReach>(`/v1/preview?simulated=${demo ? 1 : 0}`, JSON.parse(asked), { signal: abort.signal })
        .then(setTried)
        .catch(() => undefined); // A place that nobody knows is said when joining.
    }, 300);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [asked, demo]);
  return (
    <p aria-live="polite" data-tried={tried?.wanted.matched}>
      {tried && (
        <>
          <strong>{t.reach.joinPreview(tried.wanted.matched, tried.days)}</strong>{" "}
          {tried.simulated && <span class="soft">{t.reach.simulated}</span>}
        </>
      )}
    </p>
  );
}
