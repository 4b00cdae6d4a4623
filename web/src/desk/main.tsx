// The desk: who this browser speaks for, then that shop's page.
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import "../styles.css";
import { get, getConfig } from "../api/client";
import type { Config, Me, Sector } from "../api/schema";
import { t } from "../en";
import { sentence } from "../ui/errors";
import { Loading, Notice, Shell } from "../ui/shell";
import { SignIn } from "../ui/signin";
import { Desk } from "./desk";
import { Join } from "./join";
import { roomOf } from "./rooms";
import { TapPage } from "./tap";

function Page() {
  const [first, business, room] = location.pathname.split("/").filter(Boolean);
  const [config, setConfig] = useState<Config | null>(null);
  const [sectors, setSectors] = useState<Sector[]>([]);
  const [me, setMe] = useState<Me | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const byLink = first === "offer";
  useEffect(() => {
    getConfig()
      .then(setConfig)
      .catch(() => undefined);
    if (byLink) return;
    get<{ data: Sector[] }>("/v1/sectors")
      .then((s) => setSectors(s.data))
      .catch(() => undefined);
    get<Me>("/v1/me")
      .then(setMe)
      .catch((error: unknown) => setProblem(sentence(error)));
  }, []);
  const shops = me?.principals.flatMap((p) => (p.business ? [p.business] : [])) ?? [];
  const only = shops.length === 1 ? shops[0] : undefined;
  useEffect(() => {
    if (!byLink && !business && only) location.replace(`/desk/${only.id}`);
  }, [business, only?.id]);
  const mine = business !== undefined && shops.some((s) => s.id === business);
  return (
    <Shell page="desk" demo={config?.demo ?? false}>
      {problem && <Notice>{problem}</Notice>}
      {byLink && <TapPage />}
      {!me && !problem && !byLink && <Loading />}
      {me && mine && <Desk id={business} room={roomOf(room)} sectors={sectors} demo={config?.demo ?? false} />}
      {me && !mine && (
        <div class="narrow" data-page="desk-door">
          {business ? <Notice kind="calm">{t.desk.notYours}</Notice> : null}
          {shops.length > 0 ? (
            <section class="card">
              <h1>{t.desk.pick}</h1>
              <ul class="plain yours">
                {shops.map((s) => (
                  <li key={s.id}>
                    <a href={`/desk/${s.id}`}>{s.name}</a>
                  </li>
                ))}
              </ul>
            </section>
          ) : (
            <>
              <h1>{t.desk.title}</h1>
              <p class="lead">{t.desk.none}</p>
            </>
          )}
          <div class="card">
            <SignIn />
          </div>
          <div class="card">
            <Join sectors={sectors} demo={config?.demo ?? false} />
          </div>
        </div>
      )}
    </Shell>
  );
}

const root = document.getElementById("app");
if (root) render(<Page />, root);
