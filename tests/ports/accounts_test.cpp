#include "worlds.hpp"

namespace parley::test {
namespace {

using app::CodeResult;
using app::LinkOutcome;
using app::LinkPurpose;
using app::PrincipalKind;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr core::Instant now{1'700'000'000'000'000};
constexpr core::Micros minute = core::seconds(60);

template <class World>
class AccountsPort : public testing::Test {
protected:
    app::Accounts& accounts() { return world_.accounts(); }
    core::PrincipalId consumer(std::uint64_t number, const std::string& email = "a@example.org") {
        return run(accounts().find_or_create(PrincipalKind::consumer, {email, "", ""}, principal(number), now));
    }
    app::NewLink a_link(const std::string& token, LinkPurpose purpose = LinkPurpose::confirm_intent,
                        const std::string& code = "") {
        app::NewLink link;
        link.token_hash = token;
        link.code_hash = code;
        link.purpose = purpose;
        link.subject = "subject";
        link.principal = principal(1);
        link.made_at = now;
        link.expires_at = now + 60 * minute;
        link.code_expires_at = now + 15 * minute;
        return link;
    }
    LinkOutcome use(const std::string& token, core::Instant at = now) {
        return run(accounts().use_link(token, at)).outcome;
    }
    CodeResult try_code(const std::string& code, core::Instant at = now) {
        return run(accounts().try_code("subject", code, at));
    }
    std::vector<core::PrincipalId> in_session(const std::string& session, core::Instant at = now) {
        std::vector<core::PrincipalId> ids;
        if (const auto info = run(accounts().session(session, at)))
            for (const app::SessionPrincipal& one : info->principals)
                ids.push_back(one.principal);
        return ids;
    }

    World world_;
};
TYPED_TEST_SUITE(AccountsPort, Worlds, WorldNames);

TYPED_TEST(AccountsPort, AnAddressIsOnePrincipalOfEachKind) {
    EXPECT_EQ(this->consumer(1), principal(1));
    EXPECT_EQ(this->consumer(2), principal(1)) << "known already";
    EXPECT_EQ(this->consumer(3, "b@example.org"), principal(3));
    const app::Contact again{"a@example.org", "Ada", "0113"};
    EXPECT_EQ(run(this->accounts().find_or_create(PrincipalKind::business, again, principal(4), now)), principal(4));
    EXPECT_THAT(run(this->accounts().with_email("a@example.org")), SizeIs(2));
    EXPECT_THAT(run(this->accounts().with_email("nobody@example.org")), IsEmpty());
}

TYPED_TEST(AccountsPort, WhatWasSaidUnderAnAddressStays) {
    this->consumer(1);
    run(this->accounts().find_or_create(PrincipalKind::consumer, {"a@example.org", "Ada", ""}, principal(2), now));
    run(this->accounts().find_or_create(PrincipalKind::consumer, {"a@example.org", "Eve", "0113"}, principal(3), now));
    const auto contact = run(this->accounts().contact_of(principal(1)));
    ASSERT_TRUE(contact);
    EXPECT_EQ(contact->email, "a@example.org");
    EXPECT_EQ(contact->name + contact->phone, "") << "anybody can type an address";
    run(this->accounts().call(principal(1), "Ada"));
    run(this->accounts().call(principal(1), "Ada Mole"));
    EXPECT_EQ(run(this->accounts().contact_of(principal(1)))->name, "Ada Mole");
    this->world_.erase_contact(principal(1));
    EXPECT_FALSE(run(this->accounts().contact_of(principal(1))));
    EXPECT_THAT(run(this->accounts().with_email("a@example.org")), IsEmpty());
}

TYPED_TEST(AccountsPort, LinksOfASubjectAreRetiredForOnePurpose) {
    const auto link = [](const std::string& hash, const std::string& subject, app::LinkPurpose purpose) {
        app::NewLink made;
        made.token_hash = hash;
        if (purpose == app::LinkPurpose::confirm_business)
            made.code_hash = "code of " + hash;
        made.purpose = purpose;
        made.subject = subject;
        made.principal = principal(1);
        made.made_at = now;
        made.expires_at = made.code_expires_at = now + core::seconds(60);
        return made;
    };
    using app::LinkPurpose;
    run(this->accounts().add_links(
        {link("a", "shop", LinkPurpose::confirm_business), link("b", "shop", LinkPurpose::confirm_business),
         link("c", "shop", LinkPurpose::not_me), link("d", "other", LinkPurpose::confirm_business)}));
    run(this->accounts().retire_links("shop", LinkPurpose::confirm_business, now));
    const auto outcome = [&](const char* hash) { return run(this->accounts().use_link(hash, now)).outcome; };
    EXPECT_EQ(outcome("a"), app::LinkOutcome::already_used);
    EXPECT_EQ(outcome("b"), app::LinkOutcome::already_used);
    EXPECT_EQ(run(this->accounts().try_code("shop", "code of b", now)).outcome, app::CodeResult::Outcome::spent);
    EXPECT_EQ(outcome("c"), app::LinkOutcome::used);
    EXPECT_EQ(outcome("d"), app::LinkOutcome::used);
}

TYPED_TEST(AccountsPort, LinkMailsAreCountedInTheirWindow) {
    const auto may = [&](std::int64_t at_minute, const std::string& email = "a@example.org") {
        const core::Instant at = now + at_minute * minute;
        return run(this->accounts().may_mail_link(email, at, at - 60 * minute, 2));
    };
    EXPECT_TRUE(may(0));
    EXPECT_TRUE(may(1));
    EXPECT_FALSE(may(2));
    EXPECT_TRUE(may(2, "b@example.org"));
    EXPECT_FALSE(may(60)) << "the first is an hour old and still counts";
    EXPECT_TRUE(may(61)) << "a refused one did not count";
}

TYPED_TEST(AccountsPort, ALinkWorksOnceAndUntilItsEnd) {
    this->consumer(1);
    run(this->accounts().add_links({this->a_link("one")}));
    EXPECT_EQ(this->use("none"), LinkOutcome::unknown);
    const app::LinkResult seen = run(this->accounts().peek_link("one", now));
    EXPECT_EQ(seen.outcome, LinkOutcome::used) << "it would work";
    EXPECT_EQ(seen.link.subject, "subject");
    EXPECT_EQ(seen.link.principal, principal(1));
    EXPECT_EQ(seen.link.purpose, LinkPurpose::confirm_intent);
    EXPECT_EQ(this->use("one", now + 60 * minute), LinkOutcome::expired);
    EXPECT_EQ(this->use("one", now + 60 * minute - 1), LinkOutcome::used);
    EXPECT_EQ(this->use("one"), LinkOutcome::already_used);
    EXPECT_EQ(run(this->accounts().peek_link("one", now)).outcome, LinkOutcome::already_used);
}

TYPED_TEST(AccountsPort, AUsedLinkTakesItsSiblingsAlong) {
    this->consumer(1);
    run(this->accounts().add_links({this->a_link("first"), this->a_link("reminder"),
                                    this->a_link("stop", LinkPurpose::unsubscribe),
                                    this->a_link("no", LinkPurpose::not_me)}));
    EXPECT_EQ(this->use("first"), LinkOutcome::used);
    EXPECT_EQ(this->use("reminder"), LinkOutcome::already_used);
    EXPECT_EQ(this->use("stop"), LinkOutcome::used) << "another purpose";
    EXPECT_EQ(this->use("no"), LinkOutcome::used);
}

TYPED_TEST(AccountsPort, NotMeKillsTheConfirmation) {
    this->consumer(1);
    run(this->accounts().add_links(
        {this->a_link("yes", LinkPurpose::confirm_intent, "code"), this->a_link("no", LinkPurpose::not_me)}));
    EXPECT_EQ(this->use("no"), LinkOutcome::used);
    EXPECT_EQ(this->use("yes"), LinkOutcome::already_used);
    EXPECT_EQ(this->try_code("code").outcome, CodeResult::Outcome::spent);
}

TYPED_TEST(AccountsPort, ACodeHasFiveTries) {
    this->consumer(1);
    run(this->accounts().add_links({this->a_link("t", LinkPurpose::confirm_intent, "right")}));
    for (int left = 4; left >= 1; --left) {
        const CodeResult wrong = this->try_code("wrong");
        EXPECT_EQ(wrong.outcome, CodeResult::Outcome::wrong);
        EXPECT_EQ(wrong.tries_left, left);
    }
    const CodeResult right = this->try_code("right");
    EXPECT_EQ(right.outcome, CodeResult::Outcome::right);
    EXPECT_EQ(right.link.principal, principal(1));
    EXPECT_EQ(right.token_hash, "t");
    EXPECT_EQ(this->try_code("right").outcome, CodeResult::Outcome::right) << "until its link is used";
    EXPECT_EQ(this->use("t"), LinkOutcome::used);
    EXPECT_EQ(this->try_code("right").outcome, CodeResult::Outcome::spent);
}

TYPED_TEST(AccountsPort, ACodeOutOfTriesOrTimeIsSpentAndItsLinkIsNot) {
    this->consumer(1);
    run(this->accounts().add_links({this->a_link("t", LinkPurpose::confirm_intent, "right")}));
    EXPECT_EQ(this->try_code("right", now + 15 * minute).outcome, CodeResult::Outcome::spent);
    for (int i = 0; i < 5; ++i)
        this->try_code("wrong");
    EXPECT_EQ(this->try_code("right").outcome, CodeResult::Outcome::spent);
    EXPECT_EQ(this->use("t"), LinkOutcome::used);
}

TYPED_TEST(AccountsPort, AnotherMailGivesNoMoreTries) {
    this->consumer(1);
    run(this->accounts().add_links({this->a_link("t", LinkPurpose::sign_in, "right")}));
    for (int i = 0; i < 4; ++i)
        this->try_code("wrong");
    run(this->accounts().add_links({this->a_link("u", LinkPurpose::sign_in, "second")}));
    EXPECT_EQ(this->try_code("wrong").tries_left, 4) << "of the newer";
    EXPECT_EQ(this->try_code("right").outcome, CodeResult::Outcome::wrong) << "the older has none left";
    EXPECT_EQ(this->try_code("second").outcome, CodeResult::Outcome::right);
}

TYPED_TEST(AccountsPort, ASessionHoldsPrincipalsUntilItEnds) {
    this->consumer(1);
    this->consumer(2, "b@example.org");
    auto& accounts = this->accounts();
    EXPECT_THAT(this->in_session("s"), IsEmpty());
    run(accounts.extend_session("s", principal(1), now, now + 10));
    run(accounts.extend_session("s", principal(2), now, now + 5));
    run(accounts.extend_session("s", principal(2), now, now + 5));
    EXPECT_THAT(this->in_session("s", now + 9), ElementsAre(principal(1), principal(2))) << "it never ends earlier";
    EXPECT_THAT(this->in_session("s", now + 10), IsEmpty());
    run(accounts.extend_session("s", principal(2), now + 10, now + 20));
    EXPECT_THAT(this->in_session("s", now + 11), ElementsAre(principal(2))) << "what ended does not come back";
    run(accounts.end_session("s"));
    EXPECT_THAT(this->in_session("s", now + 11), IsEmpty());
}

TYPED_TEST(AccountsPort, OfTheLabWhoSignedInLastStandsLast) {
    const auto researcher = [&](std::uint64_t number) {
        run(this->accounts().find_or_create(PrincipalKind::researcher,
                                            {"lab" + std::to_string(number) + "@example.org", "", ""},
                                            principal(number), now));
    };
    this->consumer(1);
    researcher(2);
    researcher(3);
    for (const std::uint64_t number : {1, 2, 3})
        run(this->accounts().extend_session("s", principal(number), now + static_cast<core::Micros>(number), now + 60));
    EXPECT_THAT(this->in_session("s").back(), principal(3));
    run(this->accounts().extend_session("s", principal(2), now + 4, now + 60));
    EXPECT_THAT(this->in_session("s").back(), principal(2));
    run(this->accounts().extend_session("s", principal(1), now + 5, now + 60));
    EXPECT_THAT(this->in_session("s"), ElementsAre(principal(1), principal(3), principal(2))) << "a buyer stands still";
}

TYPED_TEST(AccountsPort, ATicketWorksOnceAndSoon) {
    this->consumer(1);
    const app::SessionInfo info{{{principal(1), PrincipalKind::consumer}}, {"read"}, "of a key"};
    run(this->accounts().add_ticket("t", info, now + 30));
    const auto used = run(this->accounts().use_ticket("t", now + 29));
    ASSERT_TRUE(used);
    EXPECT_EQ(used->principals.at(0).principal, principal(1));
    EXPECT_THAT(used->scopes, ElementsAre("read"));
    EXPECT_EQ(used->key, "of a key");
    EXPECT_FALSE(run(this->accounts().use_ticket("t", now)));
    run(this->accounts().add_ticket("late", info, now + 30));
    EXPECT_FALSE(run(this->accounts().use_ticket("late", now + 30)));
    EXPECT_FALSE(run(this->accounts().use_ticket("late", now))) << "a late try spends it";
}

TYPED_TEST(AccountsPort, AMailNeedsAConsentThatIsConfirmedAndLives) {
    this->consumer(1);
    const auto may = [&](const std::string& purpose, core::Instant at = now) {
        return run(this->accounts().may_mail(principal(1), purpose, at));
    };
    const auto give = [&](const std::string& purpose, std::optional<core::Instant> confirmed,
                          std::optional<core::Instant> expires = std::nullopt) {
        app::Consent consent;
        consent.principal = principal(1);
        consent.purpose = purpose;
        consent.wording = "words-1";
        consent.requested_at = now;
        consent.confirmed_at = confirmed;
        consent.expires_at = expires;
        run(this->accounts().give_consent(std::move(consent)));
    };
    EXPECT_FALSE(may("account"));
    give("account", std::nullopt);
    EXPECT_FALSE(may("account")) << "asked for and not confirmed";
    give("account", now);
    EXPECT_TRUE(may("account"));
    EXPECT_FALSE(may("invitations"));
    give("invitations", now, now + 10);
    EXPECT_TRUE(may("invitations", now + 9));
    EXPECT_FALSE(may("invitations", now + 10));
    run(this->accounts().withdraw_consent(principal(1), "account", "page", now));
    EXPECT_FALSE(may("account"));
    EXPECT_TRUE(may("invitations", now + 9));
    give("account", now + 1);
    EXPECT_TRUE(may("account", now + 1)) << "who comes back gives a new one";
    run(this->accounts().withdraw_consent(principal(1), "", "page", now + 2));
    EXPECT_FALSE(may("account", now + 2));
    EXPECT_FALSE(may("invitations", now + 2));
}

TYPED_TEST(AccountsPort, AConsentIsConfirmedOnceByTheLinkThatWasFollowed) {
    using app::ConsentState;
    this->consumer(1);
    auto& accounts = this->accounts();
    const auto state = [&](core::Instant at = now) {
        return run(accounts.consent_state(principal(1), "intent/1", at));
    };
    const auto confirm = [&] { return run(accounts.confirm_consent(principal(1), "intent/1", "token", now + 1)); };
    const auto ask = [&](std::optional<core::Instant> expires = std::nullopt) {
        app::Consent consent;
        consent.principal = principal(1);
        consent.purpose = "intent/1";
        consent.requested_at = now;
        consent.expires_at = expires;
        run(accounts.give_consent(std::move(consent)));
    };
    EXPECT_EQ(state(), ConsentState::none);
    EXPECT_FALSE(confirm()) << "nothing waits for it";
    ask(now + 100);
    EXPECT_EQ(state(), ConsentState::asked);
    EXPECT_FALSE(run(accounts.confirm_consent(principal(2), "intent/1", "token", now))) << "somebody else's";
    EXPECT_TRUE(confirm());
    EXPECT_EQ(state(), ConsentState::confirmed);
    EXPECT_FALSE(confirm()) << "once";
    EXPECT_EQ(state(now + 100), ConsentState::stopped) << "expired";
    run(accounts.withdraw_consent(principal(1), "intent/1", "unsubscribe", now + 2));
    EXPECT_EQ(state(), ConsentState::stopped);
    ask();
    EXPECT_EQ(state(), ConsentState::asked);
    run(accounts.withdraw_consent(principal(1), "intent/1", "not_me", now + 3));
    EXPECT_FALSE(confirm()) << "what was withdrawn cannot be confirmed any more";
    EXPECT_EQ(state(), ConsentState::stopped);
}

TYPED_TEST(AccountsPort, ALinkThatStillWorksIsFound) {
    this->consumer(1);
    const auto until = [&](core::Instant at = now) {
        return run(this->accounts().live_link("subject", LinkPurpose::confirm_intent, at));
    };
    EXPECT_FALSE(until());
    run(this->accounts().add_links({this->a_link("t"), this->a_link("no", LinkPurpose::not_me)}));
    EXPECT_EQ(until(), now + 60 * minute);
    EXPECT_FALSE(until(now + 60 * minute));
    this->use("no");
    EXPECT_FALSE(until()) << "used up by its sibling";
}

TYPED_TEST(AccountsPort, WhatNobodyConfirmedIsForgottenAfterItsTime) {
    const core::Instant today = system_now();
    const core::Micros day = 24 * 60 * minute;
    auto& accounts = this->accounts();
    const auto someone = [&](std::uint64_t number, core::Instant since) {
        const std::string email = std::to_string(number) + "@example.org";
        run(accounts.find_or_create(PrincipalKind::consumer, {email, "", ""}, principal(number), since));
    };
    const auto consent = [&](std::uint64_t number, core::Instant since, std::optional<core::Instant> confirmed) {
        app::Consent one;
        one.principal = principal(number);
        one.purpose = "intent/1";
        one.requested_at = since;
        one.confirmed_at = confirmed;
        run(accounts.give_consent(std::move(one)));
    };
    const auto link = [&](const std::string& token, core::Instant since, core::Micros life,
                          LinkPurpose purpose = LinkPurpose::confirm_intent) {
        app::NewLink made = this->a_link(token, purpose);
        made.made_at = since;
        made.expires_at = since + life;
        made.code_expires_at = since;
        run(accounts.add_links({made}));
    };
    const auto is_there = [&](std::uint64_t number) { return run(accounts.contact_of(principal(number))).has_value(); };
    for (const std::uint64_t number : {1, 2, 3, 4})
        someone(number, today - 8 * day);
    someone(5, today - 6 * day);
    consent(1, today - 8 * day, std::nullopt);
    consent(2, today - 8 * day, today - 8 * day);
    consent(3, today - 6 * day, std::nullopt);
    run(accounts.extend_session("s", principal(4), today, today + day));
    consent(5, today - 6 * day, std::nullopt);
    link("old", today - 8 * day, day);
    link("old, and good", today - 8 * day, 400 * day, LinkPurpose::unsubscribe);
    link("young", today - 6 * day, day);

    const app::Forgotten gone = run(accounts.forget_unconfirmed(7 * day));
    EXPECT_EQ(gone.consents, 1);
    EXPECT_EQ(gone.links, 1);
    EXPECT_EQ(gone.contacts, 1);
    EXPECT_FALSE(is_there(1));
    for (const std::uint64_t number : {2, 3, 4, 5})
        EXPECT_TRUE(is_there(number)) << number;
    EXPECT_TRUE(run(accounts.may_mail(principal(2), "intent/1", today)));
    EXPECT_EQ(this->use("old"), LinkOutcome::unknown);
    EXPECT_EQ(run(accounts.peek_link("old, and good", today)).outcome, LinkOutcome::used);
    EXPECT_EQ(run(accounts.peek_link("young", today)).outcome, LinkOutcome::expired);
    EXPECT_EQ(run(accounts.forget_unconfirmed(7 * day)).contacts, 0);
}

TYPED_TEST(AccountsPort, AKeyIsClaimedOnceAndItsAnswerStays) {
    using Outcome = app::Accounts::KeyClaim::Outcome;
    auto& accounts = this->accounts();
    const auto claim = [&](const std::string& hash, const std::string& id, core::Instant at = now) {
        return run(accounts.claim_key("s", "k", hash, id, at, 30));
    };
    const auto mine = claim("hash", "one");
    EXPECT_EQ(mine.outcome, Outcome::mine);
    EXPECT_EQ(mine.id, "one");
    EXPECT_EQ(claim("hash", "two", now + 29).outcome, Outcome::busy);
    EXPECT_EQ(claim("other", "two").outcome, Outcome::other_content);
    EXPECT_EQ(run(accounts.claim_key("t", "k", "other", "two", now, 30)).outcome, Outcome::mine) << "another scope";
    run(accounts.answer_key("s", "k", 202, "{\"id\":1}"));
    run(accounts.answer_key("s", "k", 200, "{}"));
    run(accounts.release_key("s", "k"));
    const auto answered = claim("hash", "two", now + 1'000);
    EXPECT_EQ(answered.outcome, Outcome::answered);
    EXPECT_EQ(answered.status, 202);
    EXPECT_EQ(answered.body, "{\"id\":1}");
    EXPECT_EQ(claim("other", "two").outcome, Outcome::other_content);
}

TYPED_TEST(AccountsPort, AClaimGivenBackOrLeftBehindIsTakenUp) {
    using Outcome = app::Accounts::KeyClaim::Outcome;
    auto& accounts = this->accounts();
    const auto claim = [&](const std::string& hash, const std::string& id, core::Instant at = now) {
        return run(accounts.claim_key("s", "k", hash, id, at, 30));
    };
    claim("hash", "one");
    const auto later = claim("hash", "two", now + 30);
    EXPECT_EQ(later.outcome, Outcome::mine);
    EXPECT_EQ(later.id, "one") << "what the dead one was making is made";
    EXPECT_EQ(claim("hash", "three", now + 59).outcome, Outcome::busy) << "the hold begins anew";
    EXPECT_EQ(claim("other", "three", now + 99).outcome, Outcome::other_content);
    run(accounts.release_key("s", "k"));
    const auto anew = claim("other", "four", now + 31);
    EXPECT_EQ(anew.outcome, Outcome::mine);
    EXPECT_EQ(anew.id, "four");
}

} // namespace
} // namespace parley::test
