#include "roles/node.hpp"

#include "adapters/http/server.hpp"
#include "adapters/http/static_files.hpp"
#include "adapters/postgres/accounts.hpp"
#include "adapters/postgres/aged.hpp"
#include "adapters/postgres/api_keys.hpp"
#include "adapters/postgres/businesses.hpp"
#include "adapters/postgres/campaigns.hpp"
#include "adapters/postgres/case_studies.hpp"
#include "adapters/postgres/claims.hpp"
#include "adapters/postgres/conduct_log.hpp"
#include "adapters/postgres/earlier.hpp"
#include "adapters/postgres/history.hpp"
#include "adapters/postgres/ideas.hpp"
#include "adapters/postgres/ledger.hpp"
#include "adapters/postgres/listings.hpp"
#include "adapters/postgres/lists.hpp"
#include "adapters/postgres/mail_log.hpp"
#include "adapters/postgres/migrations.hpp"
#include "adapters/postgres/numbers.hpp"
#include "adapters/postgres/outbox.hpp"
#include "adapters/postgres/oversight.hpp"
#include "adapters/postgres/past_deals.hpp"
#include "adapters/postgres/past_requests.hpp"
#include "adapters/postgres/photos.hpp"
#include "adapters/postgres/postbacks.hpp"
#include "adapters/postgres/prepared.hpp"
#include "adapters/postgres/profiles.hpp"
#include "adapters/postgres/proofs.hpp"
#include "adapters/postgres/pushes.hpp"
#include "adapters/postgres/read_marks.hpp"
#include "adapters/postgres/reference_data.hpp"
#include "adapters/postgres/referrals.hpp"
#include "adapters/postgres/returns.hpp"
#include "adapters/postgres/rights.hpp"
#include "adapters/postgres/said.hpp"
#include "adapters/postgres/seats.hpp"
#include "adapters/postgres/stages.hpp"
#include "adapters/postgres/team.hpp"
#include "adapters/postgres/uptime.hpp"
#include "adapters/postgres/webhooks.hpp"
#include "adapters/postgres/wishes.hpp"
#include "adapters/redis/live.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/crash.hpp"
#include "adapters/system/random.hpp"
#include "app/ageing.hpp"
#include "app/consequences.hpp"
#include "app/mail_room.hpp"
#include "app/notary.hpp"
#include "app/push_room.hpp"
#include "app/retention.hpp"
#include "app/retirement.hpp"
#include "app/round_clock.hpp"
#include "app/standing_news.hpp"
#include "app/suspension_sweep.hpp"
#include "app/uptime_watch.hpp"
#include "roles/demo.hpp"
#include "roles/gateway/api.hpp"
#include "roles/gateway/live_socket.hpp"
#include "roles/lab.hpp"
#include "roles/node_settings.hpp"
#include "roles/sector_facts.hpp"
#include "runtime/log.hpp"
#include "wire/value_json.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <future>
#include <ostream>

namespace parley::roles {

namespace {

constexpr std::size_t pool_workers = 3;
constexpr std::chrono::seconds polite{5};

/// Runs one coroutine to its end from outside the reactors.
template <class T>
T wait_for(const runtime::Reactors& reactors, awaitable<T> work) {
    return asio::co_spawn(reactors.executor(0), std::move(work), asio::use_future).get();
}

/// Refuses a schema that is not ours and a server that may lose what it acknowledged.
std::string database_problem(postgres::Session& session, const Settings& settings) {
    const auto problems = settings.unsafe_database ? postgres::server_problems_except_durability(session)
                                                   : postgres::server_problems(session);
    if (!problems.empty())
        return problems.front();
    return postgres::schema_problem(session, std::filesystem::path(settings.share_dir) / "sql");
}

/// Everything of a node, in the order in which it is built.
class Node {
public:
    Node(Settings given, std::ostream& out)
        : settings_(std::move(given)), out_(out), reactors_(reactors_of(settings_)),
          sessions_(std::make_shared<postgres::Sessions>(session_settings(settings_), pool_workers)),
          ledger_(ledger_settings(settings_)), outbox_(sessions_), uptime_(sessions_), accounts_(sessions_),
          businesses_(sessions_), reference_(sessions_), listings_(sessions_), history_(sessions_), returns_(sessions_),
          past_requests_(sessions_), numbers_(sessions_), case_studies_(sessions_), past_deals_(sessions_),
          proofs_(sessions_), stages_(sessions_), read_marks_(sessions_), ideas_(sessions_), referrals_(sessions_),
          claims_(sessions_), photos_(sessions_), postbacks_(sessions_), prepared_(sessions_), profiles_(sessions_),
          aged_(sessions_), said_(sessions_), earlier_(sessions_), lists_(sessions_), seats_(sessions_),
          team_(sessions_), mail_log_(sessions_), rights_(sessions_), oversight_(sessions_), conduct_log_(sessions_),
          wishes_(sessions_), api_keys_(sessions_), webhooks_(sessions_), campaigns_(sessions_),
          push_subscriptions_(sessions_),
          seat_watch_([this](std::vector<std::string> seats) { return seats_.gone(std::move(seats)); }),
          key_watch_([this](std::vector<std::string> keys) { return api_keys_.gone(std::move(keys), system::now()); }),
          suspensions_(oversight_),
          live_(
              reactors_.executor(0), live_settings(settings_),
              [this](app::Committed run) { committed_elsewhere(std::move(run)); }, [this] { line_restored(); }),
          sockets_(reactors_), mailer_(make_mailer(settings_)), postman_(*mailer_, mail_log_, system::now),
          webhook_line_(make_webhook_line(settings_)) {}

    ~Node() { take_down(); }

    void serve();

private:
    void read_reference_data();
    void build();
    void build_mails();
    void start();
    void take_down();
    void wait_for_signal();
    void committed_elsewhere(app::Committed run);
    void line_restored();
    void committed_here(const app::Committed& run);
    void keep(std::string name, awaitable<void> work) {
        asio::co_spawn(reactors_.executor(0), std::move(work), [name = std::move(name)](std::exception_ptr error) {
            if (!error)
                return;
            try {
                std::rethrow_exception(error);
            } catch (const std::exception& failure) {
                runtime::log_error("worker_ended", {{"worker", name}, {"reason", failure.what()}});
            }
        });
    }

    Settings settings_;
    std::ostream& out_;
    runtime::Reactors reactors_;
    asio::thread_pool background_{1};
    asio::thread_pool comparing_{1}; // texts; a page that shows what came of that does not wait for a replay
    std::shared_ptr<postgres::Sessions> sessions_;
    postgres::PostgresLedger ledger_;
    postgres::PostgresOutbox outbox_;
    postgres::PostgresUptime uptime_;
    postgres::PostgresAccounts accounts_;
    postgres::PostgresBusinesses businesses_;
    postgres::PostgresReferenceData reference_;
    postgres::PostgresListings listings_;
    postgres::PostgresHistory history_;
    postgres::PostgresReturns returns_;
    postgres::PostgresPastRequests past_requests_;
    postgres::PostgresNumbers numbers_;
    postgres::PostgresCaseStudies case_studies_;
    postgres::PostgresPastDeals past_deals_;
    postgres::PostgresProofs proofs_;
    postgres::PostgresStages stages_;
    postgres::PostgresReadMarks read_marks_;
    postgres::PostgresIdeas ideas_;
    postgres::PostgresReferrals referrals_;
    postgres::PostgresClaims claims_;
    postgres::PostgresPhotos photos_;
    postgres::PostgresPostbacks postbacks_;
    postgres::PostgresPrepared prepared_;
    postgres::PostgresProfiles profiles_;
    postgres::PostgresAged aged_;
    postgres::PostgresSaid said_;
    postgres::PostgresEarlier earlier_;
    postgres::PostgresLists lists_;
    postgres::PostgresSeats seats_;
    postgres::PostgresTeam team_;
    postgres::PostgresMailLog mail_log_;
    postgres::PostgresRights rights_;
    postgres::PostgresOversight oversight_;
    postgres::PostgresConductLog conduct_log_;
    postgres::PostgresWishes wishes_;
    postgres::PostgresApiKeys api_keys_;
    postgres::PostgresWebhooks webhooks_;
    postgres::PostgresCampaigns campaigns_;
    postgres::PostgresPushSubscriptions push_subscriptions_;
    LineWatch seat_watch_;
    LineWatch key_watch_;
    app::Suspensions suspensions_;
    redis::RedisLiveState live_;
    ws::Sessions sockets_;
    std::shared_ptr<app::Mailer> mailer_;
    app::Postman postman_;
    std::unique_ptr<webhook::Line> webhook_line_;
    std::shared_ptr<app::Pusher> pusher_;

    std::vector<app::Sector> sectors_;
    std::unique_ptr<app::PlaceBook> places_;
    std::unique_ptr<DraftReader> drafts_;
    std::unique_ptr<app::RuleBook> rules_;
    std::unique_ptr<Lab> lab_;
    std::unique_ptr<app::Market> market_;
    std::unique_ptr<app::MatchBook> matches_;
    std::unique_ptr<app::TopicFeed> topics_;
    std::unique_ptr<app::Outreach> outreach_;
    std::unique_ptr<app::Retirement> retirement_;
    std::unique_ptr<app::SuspensionSweep> suspension_sweep_;
    std::unique_ptr<app::Conduct> conduct_;
    std::unique_ptr<app::Notary> notary_;
    std::unique_ptr<app::LinkMails> link_mails_;
    std::unique_ptr<app::OfferLists> offer_lists_;
    std::unique_ptr<app::Stewardship> stewardship_;
    std::unique_ptr<app::StandingMails> standing_mails_;
    std::unique_ptr<app::Flags> flags_;
    std::unique_ptr<app::MailRoom> mail_room_;
    std::unique_ptr<app::PushRoom> push_room_;
    std::unique_ptr<app::Retention> retention_;
    std::unique_ptr<app::Ageing> ageing_;
    std::unique_ptr<app::RoundClock> clock_;
    std::unique_ptr<app::UptimeWatch> uptime_watch_;
    std::unique_ptr<app::Admission> admission_;
    std::unique_ptr<app::Hindsight> hindsight_;
    std::unique_ptr<app::ReachReplay> reach_;
    std::unique_ptr<app::WeeklyReport> weekly_report_;
    std::unique_ptr<app::TrustBook> trust_;
    std::unique_ptr<app::Copies> copies_;
    std::unique_ptr<app::Repeats> repeats_;
    std::unique_ptr<app::OwnPrices> own_prices_;
    std::unique_ptr<app::Replies> replies_;
    std::unique_ptr<app::OfferLinks> offer_links_;
    std::unique_ptr<app::Bulk> bulk_;
    std::unique_ptr<app::WebhookSender> webhook_sender_;
    std::unique_ptr<Services> services_;
    std::unique_ptr<Demo> demo_;
    std::unique_ptr<http::StaticFiles> pages_;
    std::unique_ptr<Api> api_;
    std::unique_ptr<http::Server> server_;
};

void Node::read_reference_data() {
    std::string problem = wait_for(
        reactors_, sessions_->run([this](postgres::Session& session) { return database_problem(session, settings_); }));
    if (!problem.empty())
        throw SettingsError(problem);
    sectors_ = wait_for(reactors_, reference_.sectors());
    if (sectors_.empty())
        throw SettingsError("the database has no sectors: run parley seed first");
    places_ = std::make_unique<app::PlaceBook>(wait_for(reactors_, reference_.places()));
    drafts_ = std::make_unique<DraftReader>(sectors_, places_->all());
    rules_ = std::make_unique<app::RuleBook>(sectors_, rules_patch(settings_));
    lab_ = std::make_unique<Lab>(sessions_, *rules_, background_.get_executor(), system::now, settings_);
}

void Node::build() {
    const auto main = reactors_.executor(0);
    const std::string restores = wait_for(reactors_, listings_.stream_epoch_restores());
    app::MarketParts parts{reactors_,
                           ledger_,
                           live_,
                           main,
                           system::now,
                           system::random_bytes,
                           socket_frames(),
                           [this](core::PrincipalId consumer) -> awaitable<core::Value> {
                               const auto contact = co_await accounts_.contact_of(consumer);
                               core::Value value;
                               if (contact) {
                                   value["name"] = contact->name;
                                   value["email"] = contact->email;
                                   value["phone"] = contact->phone;
                               }
                               co_return value;
                           },
                           std::to_string(core::view_version) + '.' + restores,
                           [this](const app::Committed& run) { committed_here(run); },
                           settings_.mail_grace_ms* core::micros_per_ms,
                           system::crash_point,
                           [this](core::IntentId intent, core::BusinessId business, core::Instant erased_at) {
                               return notary_->deletion({intent, business, erased_at});
                           },
                           [this](core::IntentId intent, const core::State& state, const core::Bidder& bidder) {
                               return notary_->solicitation(app::solicitation_of(intent, state, bidder));
                           },
                           [this](core::BusinessId business) -> awaitable<core::Value> {
                               const auto known = co_await businesses_.find(business);
                               const auto contact = co_await accounts_.contact_of(app::principal_of(business));
                               if (!known)
                                   co_return core::Value{};
                               co_return app::seller_value(*known, contact ? contact->email : "");
                           },
                           [this](const std::string& experiment) { return lab_->book.has_ended_for_harm(experiment); },
                           [this](const std::string& experiment) { return lab_->book.title_of(experiment); }};
    market_ = std::make_unique<app::Market>(std::move(parts));
    matches_ = std::make_unique<app::MatchBook>(businesses_, sector_tree(sectors_), main);
    topics_ = std::make_unique<app::TopicFeed>(*market_, outbox_, 0);
    outreach_ = std::make_unique<app::Outreach>(app::OutreachParts{
        *market_, *matches_, businesses_, accounts_, ledger_, listings_, outbox_, stages_, wishes_,
        system::random_bytes, [this](const std::string& sector) { return typical_budget(sectors_, sector); }, main,
        [this] { return suspensions_.businesses(); },
        [this](core::BusinessId business) { return conduct_->may_answer_by_rule(business); }});
    conduct_ = std::make_unique<app::Conduct>(
        app::ConductParts{conduct_log_, businesses_, *matches_, outbox_, system::now, main});
    retirement_ = std::make_unique<app::Retirement>(app::RetirementParts{*market_, ledger_, listings_, outbox_, main});
    suspension_sweep_ = std::make_unique<app::SuspensionSweep>(
        app::SuspensionSweepParts{*market_, suspensions_, listings_, outbox_, main});
    const auto seed = wait_for(reactors_, proofs_.signing_seed(system::random_bytes(), system::now()));
    const std::chrono::milliseconds publish_every{settings_.publish_every_ms};
    notary_ = std::make_unique<app::Notary>(app::NotaryParts{proofs_, outbox_, system::now, publish_every}, seed);
    build_mails();
    clock_ = std::make_unique<app::RoundClock>(*market_, app::ClockPace{});
    app::UptimePace pace;
    pace.tolerance = settings_.outage_after_ms * core::micros_per_ms;
    // A beat that is late, or lost once, is no outage.
    pace.beat_every = std::min(pace.beat_every, std::chrono::milliseconds(settings_.outage_after_ms / 3));
    uptime_watch_ = std::make_unique<app::UptimeWatch>(*market_, uptime_, settings_.node, pace);
    admission_ = std::make_unique<app::Admission>(app::AdmissionParts{
        *market_, *matches_, accounts_, businesses_, *link_mails_, *offer_lists_, *rules_, earlier_, wishes_,
        system::random_bytes, [this](core::IntentId complaint) { return stewardship_->confirm_complaint(complaint); },
        &seats_, &lab_->book});
    hindsight_ = std::make_unique<app::Hindsight>(app::HindsightParts{history_, returns_, case_studies_, system::now,
                                                                      settings_.guide_fresh_ms * core::micros_per_ms});
    reach_ = std::make_unique<app::ReachReplay>(app::ReachReplayParts{past_requests_, sectors_, sector_tree(sectors_),
                                                                      background_.get_executor(), system::now,
                                                                      settings_.guide_fresh_ms * core::micros_per_ms});
    weekly_report_ = std::make_unique<app::WeeklyReport>(app::WeeklyReportParts{
        numbers_, *hindsight_, accounts_, businesses_, system::random_bytes, system::now, settings_.public_url});
    trust_ = std::make_unique<app::TrustBook>(
        app::TrustBookParts{past_deals_, system::now, settings_.guide_fresh_ms * core::micros_per_ms});
    own_prices_ = std::make_unique<app::OwnPrices>(earlier_);
    repeats_ = std::make_unique<app::Repeats>(earlier_, comparing_.get_executor());
    copies_ = std::make_unique<app::Copies>(earlier_, comparing_.get_executor());
    flags_ = std::make_unique<app::Flags>(*market_, oversight_, *conduct_, *copies_);
    replies_ = std::make_unique<app::Replies>(*market_, accounts_);
    offer_links_ = std::make_unique<app::OfferLinks>(*market_, accounts_, businesses_);
    bulk_ = std::make_unique<app::Bulk>(said_);
    webhook_sender_ = std::make_unique<app::WebhookSender>(app::WebhookSenderParts{
        *market_, webhooks_, *webhook_line_, [](const core::Value& value) { return wire::to_json(value); },
        system::random_bytes, system::now, settings_.webhook_second_ms * core::micros_per_ms, main});
    topics_->on_desk_news([this] { webhook_sender_->poke(); });
    services_ = std::make_unique<Services>(Services{settings_,
                                                    *market_,
                                                    *admission_,
                                                    *offer_lists_,
                                                    accounts_,
                                                    businesses_,
                                                    listings_,
                                                    outbox_,
                                                    stages_,
                                                    read_marks_,
                                                    ideas_,
                                                    referrals_,
                                                    claims_,
                                                    postbacks_,
                                                    prepared_,
                                                    *replies_,
                                                    *bulk_,
                                                    proofs_,
                                                    *notary_,
                                                    *matches_,
                                                    *outreach_,
                                                    *topics_,
                                                    *rules_,
                                                    *places_,
                                                    sectors_,
                                                    *drafts_,
                                                    live_,
                                                    sockets_,
                                                    system::random_bytes,
                                                    background_.get_executor(),
                                                    system::now,
                                                    [this] { return market_->is_taking(); },
                                                    rights_,
                                                    oversight_,
                                                    suspensions_,
                                                    *stewardship_,
                                                    *flags_,
                                                    steward_token_hash(settings_),
                                                    *hindsight_,
                                                    *trust_,
                                                    *conduct_,
                                                    *copies_,
                                                    *repeats_,
                                                    photos_,
                                                    *own_prices_,
                                                    wishes_,
                                                    returns_,
                                                    profiles_,
                                                    seats_,
                                                    team_,
                                                    seat_watch_,
                                                    *reach_,
                                                    numbers_,
                                                    *weekly_report_,
                                                    api_keys_,
                                                    key_watch_,
                                                    webhooks_,
                                                    *webhook_line_,
                                                    *webhook_sender_,
                                                    campaigns_,
                                                    *offer_links_,
                                                    push_subscriptions_,
                                                    *pusher_,
                                                    *lab_});
}

void Node::build_mails() {
    const app::LinkPace pace{settings_.remind_after_ms * core::micros_per_ms,
                             settings_.unconfirmed_life_ms * core::micros_per_ms};
    link_mails_ = std::make_unique<app::LinkMails>(app::LinkMailParts{
        *market_, accounts_, businesses_, outbox_, postman_, system::random_bytes, settings_.public_url, pace});
    const app::ListPace list_pace{settings_.list_mails_per_month, settings_.list_mails_per_reader_and_month};
    offer_lists_ = std::make_unique<app::OfferLists>(app::OfferListParts{
        *market_, accounts_, businesses_, lists_, *link_mails_, system::random_bytes, settings_.public_url, list_pace,
        [this](const core::BusinessId& business) { return suspensions_.of(business).has_value(); }});
    stewardship_ = std::make_unique<app::Stewardship>(app::StewardshipParts{
        *market_, oversight_, suspensions_, accounts_, businesses_, *rules_, *conduct_, settings_.public_url});
    standing_mails_ = std::make_unique<app::StandingMails>(
        app::StandingMailParts{accounts_, settings_.public_url,
                               [this](const std::string& slug) {
                                   const auto found = std::ranges::find(sectors_, slug, &app::Sector::slug);
                                   return found == sectors_.end() ? slug : found->name;
                               },
                               system::now});
    std::vector<app::MailWriter> writers{
        {app::link_mail_job, app::doubts_of_service_mail,
         [this](app::OutboxJob job) { return link_mails_->compose(std::move(job)); }},
        {app::list_mail_job, app::doubts_of_list_mail,
         [this](app::OutboxJob job) { return offer_lists_->compose(std::move(job)); }},
        {app::steward_mail_job, app::doubts_of_service_mail,
         [this](app::OutboxJob job) { return stewardship_->compose(std::move(job)); }},
        {app::standing_mail_job, app::doubts_of_service_mail,
         [this](app::OutboxJob job) { return standing_mails_->compose(std::move(job)); }},
        {app::report_mail_job, app::doubts_of_list_mail,
         [this](app::OutboxJob job) { return weekly_report_->compose(std::move(job)); }}};
    mail_room_ = std::make_unique<app::MailRoom>(app::MailRoomParts{*market_, accounts_, outbox_, postman_, stages_,
                                                                    wishes_, system::random_bytes, settings_.public_url,
                                                                    reactors_.executor(0)},
                                                 std::move(writers));
    pusher_ = make_pusher(settings_, wait_for(reactors_, push_subscriptions_.secret(push_secret(), system::now())));
    push_room_ = std::make_unique<app::PushRoom>(app::PushRoomParts{
        *market_, accounts_, outbox_, push_subscriptions_, mail_log_, wishes_, *pusher_, settings_.public_url});
    auto forget_deliveries = [this](core::Micros life) { return webhooks_.forget(life); };
    retention_ = std::make_unique<app::Retention>(app::RetentionParts{
        accounts_, mail_log_, claims_, photos_, std::move(forget_deliveries),
        settings_.unconfirmed_life_ms * core::micros_per_ms, std::chrono::milliseconds(settings_.retention_every_ms)});
    ageing_ = std::make_unique<app::Ageing>(app::AgeingParts{
        *market_, aged_, settings_.request_life_ms * core::micros_per_ms, settings_.talk_life_ms * core::micros_per_ms,
        settings_.answered_life_ms * core::micros_per_ms, std::chrono::milliseconds(settings_.retention_every_ms)});
}

void Node::start() {
    wait_for(reactors_, matches_->refresh());
    wait_for(reactors_, suspensions_.refresh());
    keep("suspensions", suspensions_.run());
    wait_for(reactors_, lab_->refresh());
    keep("experiments", lab_->book.run());
    keep("sector_ends", lab_->ends.run());
    live_.start();
    keep("topics", topics_->run());
    if (settings_.has_role("clock")) {
        keep("clock", clock_->run_claims());
        keep("sweep", clock_->run_sweep());
        keep("notary", notary_->run());
    }
    if (settings_.has_role("outreach")) {
        keep("outreach", outreach_->run());
        keep("retirement", retirement_->run());
        keep("suspension_sweep", suspension_sweep_->run());
        keep("conduct", conduct_->run());
        keep("mail_room", mail_room_->run());
        keep("push_room", push_room_->run());
        keep("retention", retention_->run());
        keep("webhooks", webhook_sender_->run());
        keep("ageing", ageing_->run());
        keep("weekly_report", weekly_report_->run());
    }
    if (settings_.has_role("lab"))
        keep("experiment_watch", lab_->watch.run(std::chrono::milliseconds(settings_.experiments_every_ms)));
    keep("uptime", uptime_watch_->run());
    if (settings_.has_role("gateway")) {
        const auto [address, port] = split_address(settings_.listen);
        const auto dist = std::filesystem::path(settings_.share_dir) / "web" / "dist";
        if (std::filesystem::exists(dist))
            pages_ = std::make_unique<http::StaticFiles>(dist, page_options());
        keep("seat_watch", seat_watch_.run());
        keep("key_watch", key_watch_.run());
        api_ = std::make_unique<Api>(*services_, pages_.get());
        http::ServerOptions options;
        options.address = address;
        options.port = port;
        options.clock = [] { return system::now().us; };
        options.problem = server_problem;
        options.trusted_proxies = settings_.trusted_proxies;
        options.exempt_loopback = settings_.local_limits;
        options.max_connections = settings_.connections;
        server_ = std::make_unique<http::Server>(reactors_, std::move(options), *api_);
        if (port == 0)
            settings_.public_url = "http://" + address + ':' + std::to_string(server_->port());
        server_->start();
    }
    if (settings_.demo && settings_.has_role("outreach")) {
        demo_ = std::make_unique<Demo>(*services_, reactors_.executor(0));
        keep("demo", demo_->run());
    }
}

void Node::committed_elsewhere(app::Committed run) {
    if (!market_)
        return;
    const app::Wakes wakes = app::wakes_of(run.events);
    market_->committed_elsewhere(std::move(run));
    if (wakes.topics)
        topics_->poke();
}

void Node::line_restored() {
    if (market_)
        keep("reconcile", market_->reconcile());
}

void Node::committed_here(const app::Committed& run) {
    const app::Wakes wakes = app::wakes_of(run.events);
    if (wakes.topics)
        topics_->poke();
    if (wakes.outreach)
        outreach_->poke();
    if (wakes.retirement)
        retirement_->poke();
    if (demo_)
        demo_->committed(run);
}

void Node::wait_for_signal() {
    asio::io_context waiting(1);
    asio::signal_set signals(waiting, SIGINT, SIGTERM);
    signals.async_wait([](const error_code&, int) {});
    waiting.run();
}

void Node::take_down() {
    if (server_) {
        wait_for(reactors_, server_->stop(runtime::expires_within(polite)));
        wait_for(reactors_, sockets_.stop(runtime::expires_within(polite)));
    }
    webhook_line_->stop();
    ledger_.stop();
    sessions_->stop();
    reactors_.stop();
    reactors_.join();
}

void Node::serve() {
    reactors_.start();
    read_reference_data();
    build();
    start();
    // Ready means that an offer would be taken now.
    wait_for(reactors_, [](Node& node) -> awaitable<void> {
        while (!node.market_->is_taking())
            co_await runtime::sleep_for(std::chrono::milliseconds(10));
    }(*this));
    print_links(out_, settings_);
    wait_for_signal();
}

} // namespace

int run_node(Settings settings, std::ostream& out, std::ostream& err) {
    if (settings.node.empty()) {
        const auto bytes = system::random_bytes();
        settings.node = digest::hex(bytes.data(), 4);
    }
    if (settings.public_url.empty())
        settings.public_url = "http://" + settings.listen;
    std::signal(SIGPIPE, SIG_IGN);
    try {
        arm_crash_point(settings.crash_at);
        check_rate_limits(settings);
        Node node(std::move(settings), out);
        node.serve();
        return 0;
    } catch (const SettingsError& error) {
        err << "parley serve: " << error.what() << '\n';
        return 1;
    } catch (const std::exception& error) {
        err << "parley serve: " << error.what() << '\n';
        return 3;
    }
}

} // namespace parley::roles
