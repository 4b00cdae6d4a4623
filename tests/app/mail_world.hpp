// A town by mail: buyers and shops who come in by links, a mail room that works when the test says so, and a mailer
// that is watched. What people have agreed to is kept here too, apart from the store, by what they did.
#pragma once

#include "app/admission.hpp"
#include "app/mail_room.hpp"
#include "app/retention.hpp"
#include "app/standing_news.hpp"
#include "app_world.hpp"
#include "support/fakes/fake_accounts.hpp"
#include "support/fakes/fake_businesses.hpp"
#include "support/fakes/fake_claims.hpp"
#include "support/fakes/fake_lists.hpp"
#include "support/fakes/fake_mail_log.hpp"
#include "support/fakes/fake_photos.hpp"
#include "support/fakes/fake_wishes.hpp"
#include "support/fakes/nothing_earlier.hpp"

#include <map>
#include <random>
#include <regex>
#include <set>

namespace parley::app::test {

/// Keeps what was sent, shows it to a watcher first, and fails as often as a test wants.
class WatchedMailer final : public Mailer {
public:
    awaitable<void> send(Mail mail) override {
        watch(mail);
        sent.push_back(std::move(mail));
        if (failures.empty())
            co_return;
        const Unavailable failure = failures.back();
        failures.pop_back();
        throw failure;
    }
    std::function<void(const Mail&)> watch = [](const Mail&) {};
    std::vector<Unavailable> failures; // of the next ones
    std::vector<Mail> sent;
};

class NoStages final : public Stages {
public:
    awaitable<void> note(core::IntentId, Stage, core::Instant) override { co_return; }
    awaitable<void> note_seen(core::BusinessId, std::vector<core::IntentId>, core::Instant) override { co_return; }
    awaitable<void> note_opened(core::IntentId, std::vector<core::OfferId>, core::Instant) override { co_return; }
};

inline std::vector<Sector> one_sector() {
    core::Value details;
    details["rules"]["invite"]["min_reachable"] = 1;
    return {{"furniture", "", "Furniture", "goods", details},
            {"furniture/tables", "furniture", "Tables", "goods", details}};
}

/// "invitation" of "invitation.ID.4.1".
inline std::string letter_name(const Mail& mail) {
    return mail.message_id.substr(0, mail.message_id.find('.'));
}
inline std::string token_in(const Mail& mail, const std::string& page) {
    std::smatch found;
    const std::regex link('/' + page + "#([A-Za-z0-9_-]{43})");
    return std::regex_search(mail.text, found, link) ? found[1].str() : "";
}

struct MailWorld : World {
    explicit MailWorld(std::uint64_t seed) : World(1), dice(seed) {
        accounts.clock = [this] { return now; };
        businesses.outbox = &outbox;
    }

    std::mt19937_64 dice;
    parley::test::FakeAccounts accounts;
    parley::test::FakeBusinesses businesses;
    parley::test::FakeLists lists{accounts, outbox};
    parley::test::FakeMailLog mail_log;
    NoStages stages;
    parley::test::NothingEarlier earlier;
    parley::test::FakeWishes wishes;
    WatchedMailer mailer;
    RandomBytes random = [this] {
        std::array<std::uint8_t, 32> bytes{};
        for (auto& byte : bytes)
            byte = static_cast<std::uint8_t>(dice());
        return bytes;
    };
    const std::string url = "https://parley.example";
    const std::vector<core::SectorRow> rows{{"furniture", ""}, {"furniture/tables", "furniture"}};
    RuleBook rules{one_sector(), {}};
    MatchBook matches{businesses, *core::SectorTree::from_rows(rows), reactors.executor(0)};
    Postman postman{mailer, mail_log, [this] { return now; }};
    LinkMails link_mails{{market(), accounts, businesses, outbox, postman, random, url, {}}};
    std::set<core::BusinessId> suspended;
    OfferLists offer_lists{
        {market(), accounts, businesses, lists, link_mails, random, url, {}, [this](const core::BusinessId& business) {
             return suspended.contains(business);
         }}};
    Admission admission{
        {market(), matches, accounts, businesses, link_mails, offer_lists, rules, earlier, wishes, random}};
    StandingMails standing_mails{{accounts, url, [](const std::string& slug) { return slug; }, [this] { return now; }}};
    MailRoom room{
        {market(), accounts, outbox, postman, stages, wishes, random, url, reactors.executor(0)},
        {{link_mail_job, doubts_of_service_mail, [this](OutboxJob job) { return link_mails.compose(job); }},
         {list_mail_job, doubts_of_list_mail, [this](OutboxJob job) { return offer_lists.compose(job); }},
         {standing_mail_job, doubts_of_service_mail, [this](OutboxJob job) { return standing_mails.compose(job); }}}};
    parley::test::FakeClaims claims;
    parley::test::FakePhotos photos{ledger, [this] { return now; }};
    Retention retention{{accounts, mail_log, claims, photos,
                         [](core::Micros) -> boost::asio::awaitable<std::int64_t> { co_return 0; }}};

    core::IntentId post(const std::string& email, bool advice_first = false) {
        NewIntent wanted;
        wanted.id = draw_id<core::IntentId>(random);
        wanted.intent.title = "Oak table";
        wanted.intent.sector = "furniture/tables";
        wanted.intent.exact = {"Leeds", {53'800'000, -1'549'000}};
        wanted.intent.coarse = wanted.intent.exact;
        wanted.intent.start_now = true;
        wanted.intent.advice_first = advice_first;
        wanted.email = email;
        const core::IntentId id = wanted.id;
        return run(admission.post_intent(std::move(wanted))) ? id : core::IntentId{};
    }
    void enroll(const std::string& email, const std::string& name) {
        NewBusiness wanted;
        wanted.business.name = name;
        wanted.business.shop.sectors = {"furniture/tables"};
        wanted.business.shop.place = {53'800'000, -1'549'000};
        wanted.business.shop.radius_km = 40;
        wanted.email = email;
        run(admission.register_business(std::move(wanted)));
    }
    void work() {
        while (run(room.work()))
            ;
    }
    std::size_t pick(std::size_t count) { return static_cast<std::size_t>(dice() % count); }
};

} // namespace parley::app::test
