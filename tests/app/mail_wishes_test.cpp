#include "app/mail_wishes.hpp"

#include "app/letters.hpp"
#include "app/link_mails.hpp"
#include "app/wordings.hpp"
#include "mail_world.hpp"

namespace parley::app::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

core::Instant utc(const char* text) {
    return core::parse_rfc3339(text).value();
}
const MailWishes by_night{QuietHours{22 * 60, 7 * 60}, std::nullopt};
const MailWishes at_six{std::nullopt, 18 * 60};

TEST(MailWishes, QuietHoursEndInTheMorningByTheClockOnTheWall) {
    EXPECT_EQ(quiet_until(by_night, utc("2026-11-24T21:59:59Z")), utc("2026-11-24T21:59:59Z"));
    EXPECT_EQ(quiet_until(by_night, utc("2026-11-24T22:00:00Z")), utc("2026-11-25T07:00:00Z"));
    EXPECT_EQ(quiet_until(by_night, utc("2026-11-25T06:59:59Z")), utc("2026-11-25T07:00:00Z"));
    EXPECT_EQ(quiet_until(by_night, utc("2026-11-25T07:00:00Z")), utc("2026-11-25T07:00:00Z"));
    EXPECT_EQ(quiet_until(by_night, utc("2026-07-01T21:30:00Z")), utc("2026-07-02T06:00:00Z")) << "in summer";
    const MailWishes at_noon{QuietHours{12 * 60, 14 * 60}, std::nullopt};
    EXPECT_EQ(quiet_until(at_noon, utc("2026-11-24T12:30:00Z")), utc("2026-11-24T14:00:00Z"));
    EXPECT_EQ(quiet_until(at_noon, utc("2026-11-24T23:30:00Z")), utc("2026-11-24T23:30:00Z"));
    const MailWishes from_midnight{QuietHours{0, 7 * 60}, std::nullopt};
    EXPECT_EQ(quiet_until(from_midnight, utc("2026-11-24T00:00:00Z")), utc("2026-11-24T07:00:00Z"));
    EXPECT_EQ(quiet_until({}, utc("2026-11-24T03:00:00Z")), utc("2026-11-24T03:00:00Z")) << "none are wished";
}

TEST(MailWishes, ANightInWhichTheClockIsChangedEndsBySeven) {
    EXPECT_EQ(quiet_until(by_night, utc("2026-03-28T23:00:00Z")), utc("2026-03-29T06:00:00Z"));
    EXPECT_EQ(quiet_until(by_night, utc("2026-10-24T22:00:00Z")), utc("2026-10-25T07:00:00Z"));
}

TEST(MailWishes, TheDigestComesOnceADay) {
    EXPECT_EQ(next_digest(at_six, utc("2026-11-24T17:59:59Z")), utc("2026-11-24T18:00:00Z"));
    EXPECT_EQ(next_digest(at_six, utc("2026-11-24T18:00:00Z")), utc("2026-11-25T18:00:00Z"));
    EXPECT_EQ(next_digest(at_six, utc("2026-11-24T18:00:30Z")), utc("2026-11-25T18:00:00Z"));
    EXPECT_EQ(next_digest(at_six, utc("2026-07-01T12:00:00Z")), utc("2026-07-01T17:00:00Z")) << "in summer";
    const MailWishes small_hours{std::nullopt, 90};
    EXPECT_EQ(next_digest(small_hours, utc("2026-03-29T00:00:00Z")), utc("2026-03-30T00:30:00Z"))
        << "half past one was skipped";
    EXPECT_EQ(next_digest(small_hours, utc("2026-10-25T00:00:00Z")), utc("2026-10-25T00:30:00Z"));
    EXPECT_EQ(next_digest(small_hours, utc("2026-10-25T00:30:00Z")), utc("2026-10-26T01:30:00Z"))
        << "half past one came twice";
}

TEST(MailWishes, EveryMailIsKnownToWaitOrNot) {
    for (const std::string_view name : letter_names())
        EXPECT_TRUE(urgency_of(name)) << name;
    for (const char* kind : {link_mail_job, list_mail_job, steward_mail_job, digest_job})
        EXPECT_TRUE(urgency_of(kind)) << kind;
    EXPECT_FALSE(urgency_of("pigeon_post"));
    EXPECT_EQ(urgency_of("first_offer"), Urgency::news);
    EXPECT_EQ(urgency_of("round_closed"), Urgency::after_quiet);
    EXPECT_EQ(urgency_of("award_confirmed"), Urgency::at_once);
    EXPECT_EQ(urgency_of(link_mail_job), Urgency::at_once) << "somebody asked for it a moment ago";
}

/// One buyer, known and agreed to everything, whose mails are counted.
struct Reader : MailWorld {
    Reader() : MailWorld(1) {
        run(accounts.find_or_create(PrincipalKind::consumer, {"buyer@example.org", "", ""}, the_buyer(), now));
        mailer.watch = [this](const Mail& mail) { times.emplace_back(letter_name(mail), now); };
    }
    /// A request of the buyer with one offer, which a mail tells; the round goes on for a day.
    core::IntentId request() {
        auto steps = long_market().running();
        EXPECT_EQ(steps.offer(1, 50'000, at(10)), "accepted");
        return agreed(steps);
    }
    static core::testing::MarketBuilder long_market() {
        auto market = a_market().bidders(1);
        market.rules([](core::Rules& rules) { rules.duration_s = 86'400; });
        return market;
    }
    core::IntentId agreed(const Steps& steps) {
        const auto id = stored(steps);
        Consent consent;
        consent.principal = the_buyer();
        consent.purpose = intent_purpose(id);
        consent.requested_at = now;
        consent.confirmed_at = now;
        run(accounts.give_consent(std::move(consent)));
        return id;
    }
    void wish(MailWishes wishes) { run(this->wishes.set_mail(the_buyer(), wishes)); }
    /// The names of the letters that had been sent when the mail room had worked at that instant.
    Strings sent_by(core::Instant at) {
        now = at;
        work();
        Strings names;
        for (const auto& [name, when] : times)
            names.push_back(name);
        return names;
    }
    std::vector<std::pair<std::string, core::Instant>> times;
};

TEST(MailWishes, NewsWaitForTheEndOfQuietHours) {
    Reader reader;
    reader.wish({QuietHours{8 * 60, 10 * 60}, std::nullopt});
    reader.request();
    EXPECT_THAT(reader.sent_by(utc("2026-11-24T09:05:00Z")), IsEmpty());
    EXPECT_THAT(reader.sent_by(utc("2026-11-24T09:59:59Z")), IsEmpty());
    EXPECT_THAT(reader.sent_by(utc("2026-11-24T10:00:00Z")), ElementsAre("first_offer"));
    EXPECT_THAT(reader.sent_by(utc("2026-11-24T12:00:00Z")), SizeIs(1)) << "nothing comes twice";
}

TEST(MailWishes, WithoutWishesNothingWaits) {
    Reader reader;
    reader.request();
    EXPECT_THAT(reader.sent_by(at(30)), ElementsAre("first_offer"));
}

TEST(MailWishes, WhatThePageHasShownIsNoNewsWhenTheNightIsOver) {
    Reader reader;
    reader.wish({QuietHours{8 * 60, 10 * 60}, std::nullopt});
    const auto id = reader.request();
    EXPECT_THAT(reader.sent_by(at(60)), IsEmpty());
    reader.run(reader.outbox.cancel(mail_job, "buyer", id));
    EXPECT_THAT(reader.sent_by(utc("2026-11-24T12:00:00Z")), IsEmpty());
}

TEST(MailWishes, ADecisionThatWouldBeOverByMorningIsToldAtOnce) {
    const auto closed = [](std::int64_t decision_window_s) {
        auto market = a_market().bidders(1);
        market.rules([&](core::Rules& rules) { rules.decision_window_s = decision_window_s; });
        auto steps = market.running();
        EXPECT_EQ(steps.offer(1, 50'000, at(10)), "accepted");
        EXPECT_EQ(steps.tick(at(601)), "accepted");
        return steps;
    };
    const MailWishes long_morning{QuietHours{8 * 60, 12 * 60}, std::nullopt};
    Reader hurried;
    hurried.wish(long_morning);
    hurried.agreed(closed(3'600));
    EXPECT_THAT(hurried.sent_by(at(700)), ElementsAre("round_closed"));
    Reader relaxed;
    relaxed.wish(long_morning);
    relaxed.agreed(closed(86'400));
    EXPECT_THAT(relaxed.sent_by(at(700)), IsEmpty());
    EXPECT_THAT(relaxed.sent_by(utc("2026-11-24T12:00:00Z")), ElementsAre("round_closed"));
}

TEST(MailWishes, TheNewsOfADayComeAsOneMailWithALinkToEach) {
    Reader reader;
    reader.wish(at_six);
    const auto first = reader.request(), second = reader.request();
    EXPECT_THAT(reader.sent_by(at(60)), IsEmpty());
    EXPECT_THAT(reader.sent_by(utc("2026-11-24T17:59:59Z")), IsEmpty());
    EXPECT_THAT(reader.sent_by(utc("2026-11-24T18:00:00Z")), ElementsAre("digest"));
    const Mail& mail = reader.mailer.sent.at(0);
    EXPECT_THAT(mail.text, HasSubstr("The first offer is in: Solid oak table"));
    for (const core::IntentId& id : {first, second})
        EXPECT_THAT(mail.text, HasSubstr("/buyer/" + core::to_text(id)));
    EXPECT_EQ(mail.to, "buyer@example.org");
    EXPECT_THAT(reader.sent_by(utc("2026-11-25T18:00:00Z")), SizeIs(1)) << "there was no more news";
    EXPECT_THAT(reader.outbox.waiting("news/" + core::to_text(the_buyer())), IsEmpty());
}

TEST(MailWishes, WhatComesAfterTheDigestIsInTheNext) {
    Reader reader;
    reader.wish(at_six);
    reader.request();
    EXPECT_THAT(reader.sent_by(at(60)), IsEmpty());
    EXPECT_THAT(reader.sent_by(utc("2026-11-24T18:00:00Z")), SizeIs(1));
    const auto late = reader.request();
    EXPECT_THAT(reader.sent_by(utc("2026-11-24T18:00:20Z")), SizeIs(1));
    EXPECT_THAT(reader.sent_by(utc("2026-11-25T18:00:00Z")), ElementsAre("digest", "digest"));
    EXPECT_THAT(reader.mailer.sent.at(1).text, HasSubstr(core::to_text(late)));
}

TEST(MailWishes, NewsOfAnOpenedDigestGoIntoTheNextEvenWhereAClockIsBehind) {
    Reader reader;
    reader.wish(at_six);
    reader.request();
    EXPECT_THAT(reader.sent_by(at(60)), IsEmpty());
    EXPECT_THAT(reader.sent_by(utc("2026-11-24T18:00:00Z")), SizeIs(1));
    const auto late = reader.request();
    EXPECT_THAT(reader.sent_by(utc("2026-11-24T17:59:59Z")), SizeIs(1)) << "by the clock of another node";
    EXPECT_THAT(reader.sent_by(utc("2026-11-25T18:00:00Z")), SizeIs(2));
    EXPECT_THAT(reader.mailer.sent.at(1).text, HasSubstr(core::to_text(late)));
}

TEST(MailWishes, WhatThePageHasShownIsNotInTheDigest) {
    Reader reader;
    reader.wish(at_six);
    const auto seen = reader.request(), unseen = reader.request();
    EXPECT_THAT(reader.sent_by(at(60)), IsEmpty());
    EXPECT_EQ(reader.run(reader.outbox.cancel(mail_job, "buyer", seen)), 1);
    EXPECT_THAT(reader.sent_by(utc("2026-11-24T18:00:00Z")), ElementsAre("digest"));
    EXPECT_THAT(reader.mailer.sent.at(0).text, Not(HasSubstr(core::to_text(seen))));
    EXPECT_THAT(reader.mailer.sent.at(0).text, HasSubstr(core::to_text(unseen)));
}

TEST(MailWishes, ADigestThatFailsIsTriedAgainWithAllThatItTold) {
    Reader reader;
    reader.wish(at_six);
    const auto id = reader.request();
    EXPECT_THAT(reader.sent_by(at(60)), IsEmpty());
    reader.mailer.failures.emplace_back("the server is away", true, runtime::Outcome::not_done);
    EXPECT_THAT(reader.sent_by(utc("2026-11-24T18:00:00Z")), SizeIs(1));
    EXPECT_THAT(reader.sent_by(utc("2026-11-24T18:00:10Z")), ElementsAre("digest", "digest"));
    EXPECT_EQ(reader.mailer.sent.at(0).message_id, reader.mailer.sent.at(1).message_id) << "it is the same mail";
    EXPECT_THAT(reader.mailer.sent.at(1).text, HasSubstr(core::to_text(id)));
    EXPECT_THAT(reader.sent_by(utc("2026-11-26T18:00:00Z")), SizeIs(2));
}

TEST(MailWishes, ACrashAfterTheDigestWasSentSendsItNoMore) {
    Reader reader;
    reader.wish(at_six);
    reader.request();
    EXPECT_THAT(reader.sent_by(at(60)), IsEmpty());
    // Sent by a node that died before it said so.
    const auto due = utc("2026-11-24T18:00:00Z");
    const std::string id = "digest." + core::to_text(the_buyer()) + '.' + std::to_string(due.us);
    EXPECT_TRUE(reader.run(reader.mail_log.begin(id, 0, due)));
    reader.run(reader.mail_log.end(id, MailEnd::sent, due));
    EXPECT_THAT(reader.sent_by(due), IsEmpty());
    EXPECT_THAT(reader.outbox.waiting(digest_job), IsEmpty());
}

TEST(MailWishes, WhoTookTheConsentBackIsNotInTheDigest) {
    Reader reader;
    reader.wish(at_six);
    const auto id = reader.request();
    EXPECT_THAT(reader.sent_by(at(60)), IsEmpty());
    reader.run(reader.accounts.withdraw_consent(the_buyer(), intent_purpose(id), "page", reader.now));
    EXPECT_THAT(reader.sent_by(utc("2026-11-24T18:00:00Z")), IsEmpty());
}

TEST(MailWishes, WhatIsWishedWithARequestHoldsOnceItIsConfirmed) {
    Reader reader;
    const auto id = draw_id<core::IntentId>(reader.random);
    reader.run(reader.wishes.note(id, the_buyer(), {false, at_six}));
    EXPECT_EQ(reader.run(reader.wishes.mail(the_buyer())), MailWishes{});
    reader.run(reader.wishes.confirm(id));
    EXPECT_EQ(reader.run(reader.wishes.mail(the_buyer())), at_six);
    reader.wish({});
    reader.run(reader.wishes.confirm(id));
    EXPECT_EQ(reader.run(reader.wishes.mail(the_buyer())), MailWishes{}) << "a link that is followed again";
}

/// A shop that is asked by mail.
struct Shop : Reader {
    Shop() {
        run(accounts.find_or_create(PrincipalKind::business, {"shop@example.org", "", ""}, id, now));
        Consent consent;
        consent.principal = id;
        consent.purpose = "invitations";
        consent.requested_at = now;
        consent.confirmed_at = now;
        run(accounts.give_consent(std::move(consent)));
    }
    void shop_wishes(MailWishes wishes) { run(this->wishes.set_mail(id, wishes)); }
    const core::PrincipalId id = principal_of(business_id(1));
};

TEST(MailWishes, AnInvitationWaitsForTheEndOfItsShopsNightUnlessItsRoundWouldBeOver) {
    Shop shop;
    shop.shop_wishes({QuietHours{8 * 60, 10 * 60}, std::nullopt});
    shop.stored(Reader::long_market().running());
    EXPECT_THAT(shop.sent_by(at(60)), IsEmpty());
    EXPECT_THAT(shop.sent_by(utc("2026-11-24T10:00:00Z")), ElementsAre("invitation"));
    Shop hurried;
    hurried.shop_wishes({QuietHours{8 * 60, 10 * 60}, std::nullopt});
    hurried.stored(a_market().bidders(1).running());
    EXPECT_THAT(hurried.sent_by(at(60)), ElementsAre("invitation"));
}

TEST(MailWishes, AShopsMailOfTheDayTellsWhatCanWaitForIt) {
    Shop shop;
    shop.shop_wishes(at_six);
    shop.stored(Reader::long_market().running());
    EXPECT_THAT(shop.sent_by(at(60)), IsEmpty());
    shop.stored(a_market().bidders(1).running());
    EXPECT_THAT(shop.sent_by(at(120)), ElementsAre("invitation")) << "its round ends before six";
    EXPECT_THAT(shop.sent_by(utc("2026-11-24T18:00:00Z")), ElementsAre("invitation", "digest"));
    const Mail& mail = shop.mailer.sent.at(1);
    EXPECT_EQ(mail.to, "shop@example.org");
    EXPECT_THAT(mail.text, HasSubstr("/desk/" + core::to_text(shop.id)));
    EXPECT_THAT(mail.text, HasSubstr("/desk/" + core::to_text(shop.id) + "/shop"));
}

} // namespace
} // namespace parley::app::test
