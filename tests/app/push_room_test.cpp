// Pushes to browsers: to whom, what, how often and when.
#include "app/push_room.hpp"

#include "app/mail_world.hpp"
#include "app/wordings.hpp"
#include "support/fakes/fake_pushes.hpp"

#include <gmock/gmock.h>
#include <rapidcheck.h>

namespace parley::app::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

struct Town : MailWorld {
    Town() : MailWorld(1) {}

    parley::test::FakePushSubscriptions subscriptions;
    parley::test::WatchedPusher pusher;
    PushRoom pushes{{market(), accounts, outbox, subscriptions, mail_log, wishes, pusher, url}};

    /// A request of the buyer with one offer, which a push tells; the round goes on for a day.
    core::IntentId request() {
        auto market = a_market().bidders(1);
        market.rules([](core::Rules& rules) { rules.duration_s = 86'400; });
        auto steps = market.running();
        EXPECT_EQ(steps.offer(1, 50'000, at(10)), "accepted");
        return stored(steps);
    }
    void agree(const core::IntentId& id, const std::string& channel = "push") {
        Consent consent;
        consent.principal = the_buyer();
        consent.purpose = intent_purpose(id);
        consent.channel = channel;
        consent.requested_at = now;
        consent.confirmed_at = now;
        run(accounts.give_consent(std::move(consent)));
    }
    void add_browser(const std::string& name) {
        run(subscriptions.put({name, the_buyer(), {"https://push.example/" + name, "key", "auth"}, now, ""}));
    }
    /// The browsers that had been pushed to when that instant was over.
    std::vector<std::string> pushed_by(core::Instant at) {
        now = at;
        while (run(pushes.work())) {
        }
        std::vector<std::string> names;
        for (const Push& push : pusher.pushed)
            names.push_back(push.to.endpoint.substr(std::string("https://push.example/").size()));
        return names;
    }
};

TEST(PushRoom, APushRestsOnAConsentOfItsOwn) {
    Town town;
    town.add_browser("phone");
    const auto mailed = town.request();
    town.agree(mailed, "email");
    EXPECT_THAT(town.pushed_by(at(20)), IsEmpty());
    const auto pushed = town.request();
    town.agree(pushed);
    EXPECT_THAT(town.pushed_by(at(30)), ElementsAre("phone"));
    EXPECT_FALSE(town.run(town.accounts.may_mail(the_buyer(), intent_purpose(pushed), town.now)));
    const auto withdrawn = town.request();
    town.agree(withdrawn);
    town.run(town.accounts.withdraw_push(the_buyer(), intent_purpose(withdrawn), "page", town.now));
    EXPECT_THAT(town.pushed_by(at(40)), SizeIs(1));
}

TEST(PushRoom, ItSaysLittleAndLivesAsLongAsTheRound) {
    Town town;
    town.add_browser("phone");
    const auto id = town.request();
    town.agree(id);
    town.pushed_by(at(20));
    const Push& push = town.pusher.pushed.at(0);
    EXPECT_THAT(push.payload, HasSubstr("The first offer is in"));
    EXPECT_THAT(push.payload, HasSubstr("/buyer/" + core::to_text(id)));
    EXPECT_THAT(push.payload, Not(HasSubstr("500")));
    EXPECT_EQ(push.topic.size(), 32u);
    EXPECT_THAT(push.payload, HasSubstr(push.topic));
    const auto state = town.run(town.market().state(id));
    EXPECT_EQ(push.ttl_s, (state->round()->closes_at - at(20)) / core::micros_per_s);
}

TEST(PushRoom, WhoCannotTakeItIsTriedAgainAndNobodyElse) {
    Town town;
    town.add_browser("phone");
    town.add_browser("tablet");
    town.agree(town.request());
    town.pusher.answers = {{PushOutcome::later, core::seconds(60)}, {PushOutcome::sent, {}}};
    EXPECT_THAT(town.pushed_by(at(20)), ElementsAre("phone", "tablet"));
    EXPECT_THAT(town.pushed_by(at(79)), SizeIs(2)) << "not before the push service said";
    EXPECT_THAT(town.pushed_by(at(80)), ElementsAre("phone", "tablet", "tablet"));
    EXPECT_THAT(town.pushed_by(at(900)), SizeIs(3));
}

TEST(PushRoom, ABrowserThatIsGoneIsForgottenAndOneInDoubtGetsItOnce) {
    Town town;
    town.add_browser("phone");
    town.add_browser("tablet");
    town.agree(town.request());
    town.pusher.answers = {{PushOutcome::in_doubt, {}}, {PushOutcome::gone, {}}};
    EXPECT_THAT(town.pushed_by(at(20)), ElementsAre("phone", "tablet"));
    EXPECT_THAT(town.pushed_by(at(900)), SizeIs(2));
    EXPECT_THAT(town.run(town.subscriptions.of(the_buyer())), SizeIs(1));
}

TEST(PushRoom, QuietHoursAreSilentAndWhatWouldComeTooLateIsLeftToItsMail) {
    Town town;
    town.add_browser("phone");
    town.run(town.wishes.set_mail(the_buyer(), {QuietHours{8 * 60, 10 * 60}, std::nullopt}));
    town.agree(town.request());
    EXPECT_THAT(town.pushed_by(at(60)), IsEmpty());
    const core::Instant morning = *core::parse_rfc3339("2026-11-24T10:00:00Z");
    EXPECT_THAT(town.pushed_by(morning), ElementsAre("phone"));

    Town hurried;
    hurried.add_browser("phone");
    hurried.run(hurried.wishes.set_mail(the_buyer(), {QuietHours{8 * 60, 10 * 60}, std::nullopt}));
    auto steps = a_market().bidders(1).running(); // a quarter of an hour
    EXPECT_EQ(steps.offer(1, 50'000, at(10)), "accepted");
    hurried.agree(hurried.stored(steps));
    EXPECT_THAT(hurried.pushed_by(at(60)), IsEmpty());
    EXPECT_THAT(hurried.pushed_by(morning), IsEmpty());
    EXPECT_THAT(hurried.outbox.waiting(push_job), IsEmpty());
}

/// Invariant 10, whatever people do in whatever order.
TEST(PushRoom, NoPushGoesOutWithoutAConfirmedAndUnexpiredConsentOfItsOwn) {
    std::size_t pushed = 0;
    rc::check([&] {
        Town town;
        std::vector<core::IntentId> intents{town.request()};
        std::vector<std::string> faults;
        town.pusher.watch = [&](const Push& push) {
            const auto agreed = [&](const core::IntentId& id) {
                const bool told = push.payload.find(core::to_text(id)) != std::string::npos;
                return told && !town.accounts.agreed_to(intent_purpose(id), town.now, "push").empty();
            };
            if (std::ranges::none_of(intents, agreed))
                faults.push_back(push.payload);
        };
        const auto any = [&] { return intents[*rc::gen::inRange<std::size_t>(0, intents.size())]; };
        for (int i = 0; i < 60 && faults.empty(); ++i) {
            town.now = town.now + core::seconds(30);
            switch (*rc::gen::inRange(0, 7)) {
            case 0:
                intents.push_back(town.request());
                break;
            case 1:
                town.agree(any());
                break;
            case 2:
                town.agree(any(), "email");
                break;
            case 3:
                town.run(town.accounts.withdraw_push(the_buyer(), intent_purpose(any()), "page", town.now));
                break;
            case 4:
                town.add_browser(std::to_string(*rc::gen::inRange(0, 4)));
                break;
            case 5:
                town.pusher.answers.assign(1, {PushOutcome::later, core::seconds(30)});
                break;
            default:
                town.run(town.pushes.work());
            }
        }
        pushed += town.pusher.pushed.size();
        RC_ASSERT(faults == std::vector<std::string>());
    });
    EXPECT_GT(pushed, 0u) << "no history came as far as a push";
}

} // namespace
} // namespace parley::app::test
