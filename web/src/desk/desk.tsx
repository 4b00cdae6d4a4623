// A shop's page in three rooms: requests that fit, live, each answered in a few taps; what comes of them; the shop
// itself.
import { useEffect, useState } from "preact/hooks";
import { get, patch } from "../api/client";
import type { BidderIntent, OwnBusiness, Sector } from "../api/schema";
import { t } from "../en";
import { sentence } from "../ui/errors";
import { SignIn } from "../ui/signin";
import { DemoTag, LinkBadge, Loading, Notice } from "../ui/shell";
import { isOver, isWon, useDesk } from "./desk-stream";
import { Elsewhere } from "./elsewhere";
import { ConductCard, useConduct } from "./conduct";
import { DeskIdeas } from "./ideas";
import { Invitation } from "./invitation";
import { Numbers } from "./numbers/numbers";
import { WhyNotUs } from "./missed";
import { Unsent } from "./offer/unsent";
import { CaseStudies, OwnReturns } from "./returns";
import { Rooms, type Room } from "./rooms";
import { Left } from "./shop/leaving";
import { Shop } from "./shop/shop";
import { may, useTeam, useTeamList } from "./team-data";
import { Tasks } from "./tasks";
import { Deletions, DeskComplaints, OwnRecord, Suspended, useDeletions, useStanding } from "./standing";

export function Desk({ id, room, sectors, demo }: { id: string; room: Room; sectors: Sector[]; demo: boolean }) {
  const { views, ready, problem, signedOut, fresh, decline } = useDesk(id);
  const [business, setBusiness] = useState<OwnBusiness | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const { standing, known: standingKnown, load } = useStanding(id);
  useEffect(() => {
    get<OwnBusiness>("/v1/businesses/me", { for: id })
      .then((b) => {
        setBusiness(b);
        document.title = `${b.name} · ${t.brand}`;
      })
      .catch((error: unknown) => setFailed(sentence(error)));
  }, [id]);
  const focus = location.hash.slice(1);
  const all = Object.values(views.value);
  const rank = (v: BidderIntent) => (v.id === focus ? 0 : isWon(v) || v.state === "awarded" ? 1 : 2);
  const open = all
    .filter((v) => !isOver(v))
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        Date.parse(a.round?.closes_at ?? a.created_at) - Date.parse(b.round?.closes_at ?? b.created_at),
    );
  const over = all
    .filter(isOver)
    .sort((a, b) => (b.ended_at ?? b.created_at).localeCompare(a.ended_at ?? a.created_at));
  const won = over.filter(isWon);
  const judged = all
    .filter(isWon)
    .flatMap((v) => [v.id, v.deal?.review?.rating, ...(v.deal?.promises ?? []).map((promise) => promise.state)])
    .join();
  const people = useTeamList(id);
  const { conduct, known: conductKnown, load: loadConduct } = useConduct(id, over.length);
  const deletions = useDeletions(id, all.filter((v) => v.erased).length);
  const conductCard = conduct && <ConductCard business={id} conduct={conduct} reload={loadConduct} />;
  const isUrgent = conduct !== null && (!conduct.may_offer || conduct.throttle !== null);
  const rest = over.filter((v) => !isWon(v));
  const news = all
    .map((v) => [v.id, v.state, v.me.offer?.offer_id, v.me.thread?.messages.length, v.questions.length].join(":"))
    .join();
  // What stands above the requests comes before them: nothing may move away under a thumb.
  const headKnown = (business ?? failed) !== null && standingKnown && conductKnown && deletions.known;
  if (!headKnown || (!ready.value && !problem.value)) return <Loading />;
  return (
    <div class="desk" data-page="desk" data-business={id} data-shop={business?.name ?? ""}>
      <header class="desk-head">
        <div>
          <h1>
            {business?.name ?? t.desk.title} {business?.simulated && <DemoTag />}
          </h1>
          {business && <p class="soft">{business.branches.map((branch) => branch.name).join(", ")}</p>}
        </div>
        <div class="desk-tools">
          <LinkBadge />
        </div>
      </header>
      <Rooms business={id} room={room} open={open.length} />
      {signedOut.value && (
        <section class="card">
          <SignIn title={t.links.signInAgain} />
        </section>
      )}
      {problem.value && !signedOut.value && (
        <Notice>
          {problem.value}{" "}
          <button type="button" onClick={() => location.reload()}>
            {t.common.retry}
          </button>
        </Notice>
      )}
      {failed && <Notice>{failed}</Notice>}
      {business?.simulated && <Notice kind="calm">{t.desk.beingShop}</Notice>}
      {business?.left_at && <Left at={business.left_at} sectors={sectors} demo={demo} />}
      {standing && <Suspended business={id} standing={standing} reload={load} />}
      {isUrgent && conductCard}
      <Deletions business={id} open={deletions.open} onDone={deletions.done} />
      {business?.paused && !business.left_at && (
        <div class="notice notice-calm paused">
          <span>{t.desk.pausedText}</span>
          <button
            type="button"
            onClick={() =>
              void patch<OwnBusiness>("/v1/businesses/me", { paused: false }, { for: id })
                .then(setBusiness)
                .catch((error: unknown) => setFailed(sentence(error)))
            }
          >
            {t.desk.autoResume}
          </button>
        </div>
      )}
      {room === "now" && <Unsent business={id} views={open} />}
      {room === "now" && (
        <Now
          id={id}
          branches={business?.branches ?? []}
          sectors={sectors}
          open={open}
          over={[...won, ...rest]}
          fresh={fresh.value}
          news={`${news},${judged}`}
          onDeclined={decline}
        />
      )}
      {room === "now" && standing && <DeskComplaints business={id} standing={standing} reload={load} />}
      {room === "numbers" && (
        <>
          {business && <Numbers business={business} sectors={sectors} news={over.length} />}
          {business && <WhyNotUs business={business} sectors={sectors} simulated={demo || business.simulated} />}
          {business && <Elsewhere business={business} sectors={sectors} />}
          <OwnRecord business={id} sectors={sectors} news={judged} />
          <OwnReturns business={id} news={over.length} />
          {business && <CaseStudies business={business} sectors={sectors} />}
          {!isUrgent && conductCard}
          <DeskIdeas business={id} sectors={sectors} />
        </>
      )}
      {room === "shop" && business && (
        <Shop
          business={business}
          sectors={sectors}
          simulated={demo || business.simulated}
          isOwner={may.own(people?.role)}
          onChange={setBusiness}
        />
      )}
    </div>
  );
}

/** Requests that can be answered, then those that are over. */
function Now({
  id,
  branches,
  sectors,
  open,
  over,
  fresh,
  news,
  onDeclined,
}: {
  id: string;
  branches: OwnBusiness["branches"];
  sectors: Sector[];
  open: BidderIntent[];
  over: BidderIntent[];
  fresh: string[];
  /** Changes with whatever may change what is to do. */
  news: string;
  onDeclined: (intent: string) => void;
}) {
  const focus = location.hash.slice(1);
  const [mine, setMine] = useState(false);
  const team = useTeam(id, news);
  const me = team.team?.me ?? null;
  const owned = (view: BidderIntent) => team.leads[view.id]?.owner?.id === me;
  const several = (team.team?.data.length ?? 0) > 1;
  const ours = mine && several ? open.filter(owned) : open;
  const list = (views: BidderIntent[]) => (
    <ul class="plain invitations">
      {views.map((view) => (
        <Invitation
          key={view.id}
          view={view}
          business={id}
          branches={branches}
          sectors={sectors}
          fresh={fresh.includes(view.id)}
          focus={view.id === focus}
          team={team}
          onDeclined={onDeclined}
        />
      ))}
    </ul>
  );
  if (!team.known) return <Loading />;
  return (
    <>
      <Tasks business={id} tasks={team.tasks} onChange={team.reload} />
      <section aria-labelledby="open">
        <h2 id="open">{t.desk.now}</h2>
        {several && me && open.length > 0 && (
          <div class="switch" role="group" aria-label={t.team.filter}>
            {[false, true].map((only) => (
              <button
                key={String(only)}
                type="button"
                aria-pressed={mine === only}
                onClick={() => setMine(only)}
                data-action={only ? "filter-mine" : "filter-all"}
              >
                {only ? t.team.mine : t.team.all}
              </button>
            ))}
          </div>
        )}
        {open.length > 0 && ours.length === 0 && <p class="soft">{t.team.noneMine}</p>}
        {open.length === 0 && (
          <div class="empty">
            <p>{t.desk.nowNone}</p>
            <p class="soft">{t.desk.nowNoneHint}</p>
          </div>
        )}
        {list(ours)}
      </section>
      {over.length > 0 && (
        <section aria-labelledby="over">
          <h2 id="over">{t.desk.over}</h2>
          {list(over.slice(0, 30))}
        </section>
      )}
    </>
  );
}
