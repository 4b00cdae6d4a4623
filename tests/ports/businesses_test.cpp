#include "worlds.hpp"

namespace parley::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Note = app::Businesses::InvitationNote;

constexpr core::Instant now{1'700'000'000'000'000};

app::Business a_shop(std::uint64_t number) {
    app::Business one;
    one.shop.id = business(number);
    one.shop.sectors = {"furniture/tables", "garden"};
    one.shop.place = {53'800'000, -1'550'000};
    one.shop.radius_km = 40;
    one.shop.budget_floor = 5'000;
    one.shop.daily_cap = 3;
    one.shop.hours.week[1] = {{540, 1'020}};
    one.name = "Shop " + std::to_string(number);
    one.place_name = "Leeds";
    one.story = "Since 1951.";
    one.trader["kind"] = "company";
    return one;
}

app::StandingOffer an_offer(const std::string& id, std::uint64_t owner) {
    app::StandingOffer offer;
    offer.id = id;
    offer.business = business(owner);
    offer.sector = "furniture/tables";
    offer.opening.price = 50'000;
    offer.floor.ppm_of_budget = 800'000;
    offer.attributes = {{"delivery_days", 6}};
    offer.message = "{item}, oiled";
    offer.respond_min_s = 3;
    offer.respond_max_s = 9;
    offer.capacity_group = "week";
    offer.details.item = "Table B";
    offer.details.fulfilment = core::Fulfilment::fit;
    offer.details.returns_days = 0;
    offer.details.perks = "Care set";
    offer.details.person = "The workshop";
    offer.capacity = 2;
    return offer;
}

template <class World>
class BusinessesPort : public testing::Test {
protected:
    app::Businesses& businesses() { return world_.businesses(); }
    void add(std::uint64_t number) { run(businesses().add(a_shop(number))); }
    app::Business found(std::uint64_t number) { return run(businesses().find(business(number))).value(); }
    std::vector<core::BusinessId> changed_since(std::int64_t version, int limit = 10) {
        std::vector<core::BusinessId> ids;
        for (const app::Business& one : run(businesses().changed_since(version, limit)))
            ids.push_back(one.shop.id);
        return ids;
    }
    void invite(std::uint64_t number, std::uint64_t to_intent, core::Instant at = now) {
        run(businesses().note_invitations({{business(number), intent(to_intent), 1, at}}));
    }

    World world_;
};
TYPED_TEST_SUITE(BusinessesPort, Worlds, WorldNames);

/// A shop with all that decides what reaches it.
app::Business a_chain(std::uint64_t number) {
    app::Business one = a_shop(number);
    core::FurtherBranch york;
    york.number = 3;
    york.name = "York, by the river";
    york.place = {53'957'600, -1'082'700};
    york.radius_km = 15;
    york.areas = {{"Selby", {53'783'000, -1'067'000}, 8}};
    york.hours.week[5] = {{600, 900}, {960, 1'440}};
    one.shop.further = {york};
    one.shop.last_branch = 4;
    one.shop.areas = {{"Otley", {53'905'000, -1'687'000}, 5}};
    one.shop.include = {core::phrase_of("oak tables"), core::phrase_of("benches")};
    one.shop.exclude = {core::phrase_of("sheds")};
    one.shop.requirements = {{"material", {"oak", "pine"}}};
    return one;
}

TYPED_TEST(BusinessesPort, KeepsBranchesWordsAndRequirements) {
    run(this->businesses().add(a_chain(1)));
    EXPECT_EQ(this->found(1).shop, a_chain(1).shop);
    app::Business changed = a_chain(1);
    changed.shop.further.clear();
    changed.shop.exclude.clear();
    changed.shop.requirements.front().accepts = {"walnut"};
    run(this->businesses().change(changed));
    EXPECT_EQ(this->found(1).shop, changed.shop);
    const auto read = run(this->businesses().changed_since(0, 10));
    ASSERT_THAT(read, SizeIs(1));
    EXPECT_EQ(read.front().shop, changed.shop);
}

TYPED_TEST(BusinessesPort, GivesBackWhatWasAdded) {
    this->add(1);
    const app::Business given = a_shop(1);
    const app::Business one = this->found(1);
    EXPECT_EQ(one.shop, given.shop);
    EXPECT_EQ(one.name, given.name);
    EXPECT_EQ(one.place_name, given.place_name);
    EXPECT_EQ(one.story, given.story);
    EXPECT_EQ(one.trader, given.trader);
    EXPECT_FALSE(one.confirmed_at);
    EXPECT_FALSE(run(this->businesses().find(business(2))));
}

TYPED_TEST(BusinessesPort, TheNewestWordCountsUntilSomebodyConfirms) {
    this->add(1);
    app::Business other = a_shop(1);
    other.name = "Another";
    const std::int64_t before = this->found(1).version;
    run(this->businesses().add(other));
    EXPECT_EQ(this->found(1).name, "Another");
    EXPECT_GT(this->found(1).version, before);
    run(this->businesses().confirm(business(1), now));
    this->add(1);
    EXPECT_EQ(this->found(1).name, "Another");
    EXPECT_TRUE(this->found(1).confirmed_at);
}

TYPED_TEST(BusinessesPort, OneThatLeftIsNoMoreHereUntilItConfirmsAgain) {
    this->add(1);
    run(this->businesses().confirm(business(1), now));
    const std::int64_t before = this->found(1).version;
    run(this->businesses().leave(business(1), now + 5));
    EXPECT_EQ(this->found(1).left_at, now + 5);
    EXPECT_FALSE(is_here(this->found(1)));
    EXPECT_THAT(this->changed_since(before), ElementsAre(business(1))) << "every index hears of it";
    run(this->businesses().leave(business(1), now + 6));
    EXPECT_EQ(this->found(1).left_at, now + 5) << "it left once";
    run(this->businesses().change(this->found(1)));
    EXPECT_EQ(this->found(1).left_at, now + 5) << "no change brings it back";
    run(this->businesses().confirm(business(1), now + 7));
    EXPECT_TRUE(is_here(this->found(1)));
    EXPECT_EQ(this->found(1).confirmed_at, now) << "it was confirmed long ago";
}

TYPED_TEST(BusinessesPort, WhoRegistersAgainAfterLeavingIsTakenAtItsWordUnlessABuyerIsOwedItsName) {
    this->add(1);
    run(this->businesses().confirm(business(1), now));
    run(this->businesses().leave(business(1), now));
    app::Business other = a_shop(1);
    other.name = "Another";
    run(this->businesses().add(other));
    EXPECT_EQ(this->found(1).name, "Shop 1") << "anybody can type its address";
    app::Business silent = this->found(1);
    silent.trader = {};
    run(this->businesses().change(silent));
    run(this->businesses().add(other));
    EXPECT_EQ(this->found(1).name, "Another");
    EXPECT_TRUE(this->found(1).left_at) << "nobody has confirmed it";
    run(this->businesses().tick_conduct(business(1), "code-1", "hash"));
    run(this->businesses().confirm(business(1), now + 1));
    EXPECT_EQ(this->found(1).conduct, "code-1");
}

TYPED_TEST(BusinessesPort, WhatIsThereStaysWhenItIsAddedAgain) {
    this->add(1);
    run(this->businesses().confirm(business(1), now));
    app::Business other = a_shop(1);
    other.name = "Another";
    run(this->businesses().add(other));
    run(this->businesses().add_all({other, a_shop(2)}, {an_offer("a", 2), an_offer("a", 2)}));
    EXPECT_EQ(this->found(1).name, "Shop 1");
    EXPECT_EQ(this->found(2).name, "Shop 2");
    EXPECT_THAT(run(this->businesses().standing_offers(business(2))), SizeIs(1));
}

TYPED_TEST(BusinessesPort, EveryChangeHasANumberAndNodesFollowThem) {
    this->add(1);
    this->add(2);
    const std::int64_t both = this->found(2).version;
    EXPECT_GT(both, this->found(1).version);
    EXPECT_THAT(this->changed_since(0), ElementsAre(business(1), business(2)));
    EXPECT_THAT(this->changed_since(0, 1), ElementsAre(business(1)));
    EXPECT_THAT(this->changed_since(both), IsEmpty());
    run(this->businesses().confirm(business(1), now));
    EXPECT_EQ(this->found(1).confirmed_at, now);
    EXPECT_THAT(this->changed_since(both), ElementsAre(business(1)));
    run(this->businesses().confirm(business(1), now + 5));
    EXPECT_EQ(this->found(1).confirmed_at, now) << "once is enough";
}

TYPED_TEST(BusinessesPort, WhatItAcceptedStaysAndNodesHearOfIt) {
    app::Business eager = a_shop(1);
    eager.conduct = "code-1";
    run(this->businesses().add(eager));
    EXPECT_EQ(this->found(1).conduct, "") << "who is added has accepted nothing";
    const std::int64_t before = this->found(1).version;
    run(this->businesses().accept_conduct(business(1), "code-1", "hash", now));
    EXPECT_EQ(this->found(1).conduct, "code-1");
    EXPECT_THAT(this->changed_since(before), ElementsAre(business(1)));
    const std::int64_t after = this->found(1).version;
    run(this->businesses().accept_conduct(business(1), "code-1", "hash", now + 5));
    EXPECT_THAT(this->changed_since(after), IsEmpty()) << "once is enough";
    run(this->businesses().accept_conduct(business(1), "code-2", "other", now + 5));
    run(this->businesses().change(a_shop(1)));
    EXPECT_EQ(this->found(1).conduct, "code-2") << "no change takes it back";
    run(this->businesses().accept_conduct(business(9), "code-1", "hash", now));
    EXPECT_FALSE(run(this->businesses().find(business(9)))) << "accepting makes nobody";
}

TYPED_TEST(BusinessesPort, WhatWasTickedIsAcceptedByWhoeverConfirms) {
    this->add(1);
    run(this->businesses().tick_conduct(business(1), "code-1", "hash"));
    EXPECT_EQ(this->found(1).conduct, "") << "anybody can tick it in another's name";
    run(this->businesses().confirm(business(1), now));
    EXPECT_EQ(this->found(1).conduct, "code-1");
    run(this->businesses().tick_conduct(business(1), "code-2", "other"));
    run(this->businesses().confirm(business(1), now + 5));
    EXPECT_EQ(this->found(1).conduct, "code-1") << "afterwards it is for the business itself to accept";
    this->add(2);
    run(this->businesses().confirm(business(2), now));
    EXPECT_EQ(this->found(2).conduct, "") << "nothing was ticked";
}

TYPED_TEST(BusinessesPort, AChangeWritesEverythingButCountsAndConfirmation) {
    this->add(1);
    run(this->businesses().confirm(business(1), now));
    this->invite(1, 7);
    app::Business changed = a_shop(1);
    changed.name = "New name";
    changed.shop.paused = true;
    changed.shop.radius_km = 10;
    changed.shop.invitations = 99;
    changed.confirmed_at.reset();
    run(this->businesses().change(changed));
    const app::Business one = this->found(1);
    EXPECT_EQ(one.name, "New name");
    EXPECT_TRUE(one.shop.paused);
    EXPECT_EQ(one.shop.radius_km, 10);
    EXPECT_EQ(one.shop.invitations, 1);
    EXPECT_EQ(one.confirmed_at, now);
    run(this->businesses().change(a_shop(9)));
    EXPECT_FALSE(run(this->businesses().find(business(9)))) << "a change makes nobody";
}

TYPED_TEST(BusinessesPort, InvitationsAndAnswersCountOnce) {
    this->add(1);
    this->invite(1, 7);
    this->invite(1, 7, now + 5);
    this->invite(1, 8);
    EXPECT_EQ(this->found(1).shop.invitations, 2);
    EXPECT_EQ(this->found(1).shop.answered_ppm, 0);
    const std::int64_t version = this->found(1).version;
    run(this->businesses().note_answer(business(1), intent(7)));
    run(this->businesses().note_answer(business(1), intent(7)));
    EXPECT_EQ(this->found(1).shop.answered_ppm, 500'000);
    EXPECT_GT(this->found(1).version, version) << "matching hears of it";
    run(this->businesses().note_answer(business(1), intent(9)));
    EXPECT_EQ(this->found(1).shop.answered_ppm, 500'000) << "nobody asked it yet";
    this->invite(1, 9);
    EXPECT_EQ(this->found(1).shop.invitations, 3);
    EXPECT_EQ(this->found(1).shop.answered_ppm, 666'666) << "and now its answer counts";
    this->invite(2, 7);
    EXPECT_FALSE(run(this->businesses().find(business(2))));
}

TYPED_TEST(BusinessesPort, InvitationsOfTodayCountAgainstItsDay) {
    this->add(1);
    this->invite(1, 7, system_now());
    this->invite(1, 8, system_now());
    EXPECT_EQ(this->found(1).shop.invited_today, 2);
}

TYPED_TEST(BusinessesPort, ItsInvitationsAreListedNewestFirst) {
    this->add(1);
    this->add(2);
    this->invite(1, 7, now);
    this->invite(1, 8, now + 2);
    this->invite(1, 9, now + 2);
    this->invite(2, 5, now + 3);
    const auto list = [&](core::Instant before, int limit) {
        std::vector<core::IntentId> intents;
        for (const Note& note : run(this->businesses().invitations(business(1), before, limit)))
            intents.push_back(note.intent);
        return intents;
    };
    EXPECT_THAT(list(now + 10, 10), ElementsAre(intent(9), intent(8), intent(7)));
    EXPECT_THAT(list(now + 10, 2), ElementsAre(intent(9), intent(8)));
    EXPECT_THAT(list(now + 2, 10), ElementsAre(intent(7))) << "before, not at";
    const auto notes = run(this->businesses().invitations(business(1), now + 1, 1));
    ASSERT_THAT(notes, SizeIs(1));
    EXPECT_EQ(notes[0].bidder, 1);
    EXPECT_EQ(notes[0].at, now);
}

TYPED_TEST(BusinessesPort, StandingOffersAreKeptChangedAndDropped) {
    this->add(1);
    this->add(2);
    auto& businesses = this->businesses();
    const app::StandingOffer given = an_offer("one", 1);
    run(businesses.put_standing_offer(given, now));
    EXPECT_THAT(run(businesses.standing_offers(business(1))), ElementsAre(given));
    app::StandingOffer changed = given;
    changed.opening = {std::nullopt, 950'000};
    changed.paused = true;
    run(businesses.put_standing_offer(changed, now));
    run(businesses.put_standing_offer(an_offer("two", 2), now));
    EXPECT_THAT(run(businesses.standing_offers(business(1))), ElementsAre(changed));
    EXPECT_THAT(run(businesses.standing_offers_of({business(2), business(1)})), ElementsAre(an_offer("two", 2)))
        << "a paused one stands for nobody";
    EXPECT_FALSE(run(businesses.drop_standing_offer(business(2), "one", now))) << "another's";
    EXPECT_TRUE(run(businesses.drop_standing_offer(business(1), "one", now)));
    EXPECT_FALSE(run(businesses.drop_standing_offer(business(1), "one", now)));
    EXPECT_THAT(run(businesses.standing_offers(business(1))), IsEmpty());
}

TYPED_TEST(BusinessesPort, NobodyTakesOverAnothersStandingOffer) {
    this->add(1);
    this->add(2);
    run(this->businesses().put_standing_offer(an_offer("one", 1), now));
    EXPECT_THROW(run(this->businesses().put_standing_offer(an_offer("one", 2), now)), std::runtime_error);
    EXPECT_THAT(run(this->businesses().standing_offers(business(1))), ElementsAre(an_offer("one", 1)));
}

TYPED_TEST(BusinessesPort, WhatChangesAStandingOfferIsNoted) {
    this->add(1);
    auto& businesses = this->businesses();
    app::StandingOffer offer = an_offer("one", 1);
    run(businesses.put_standing_offer(offer, now));
    run(businesses.put_standing_offer(offer, now + 1));
    offer.floor = {30'000, 0};
    run(businesses.put_standing_offer(offer, now + 2));
    offer.paused = true;
    run(businesses.put_standing_offer(offer, now + 3));
    EXPECT_FALSE(run(businesses.drop_standing_offer(business(1), "none", now + 4)));
    EXPECT_TRUE(run(businesses.drop_standing_offer(business(1), "one", now + 5)));
    const auto changes = run(businesses.standing_offer_changes(business(1), 10));
    std::vector<std::pair<std::string, core::Micros>> deeds;
    for (const auto& change : changes) {
        EXPECT_EQ(change.offer, "one");
        deeds.emplace_back(*change.body.at("deed").as_string(), change.at - now);
    }
    EXPECT_THAT(deeds, ElementsAre(std::pair("dropped", 5), std::pair("paused", 3), std::pair("changed", 2),
                                   std::pair("made", 0)))
        << "what changed nothing is not noted";
    EXPECT_EQ(*changes[2].body.at("before").at("floor").at("ppm_of_budget").as_integer(), 800'000);
    EXPECT_EQ(*changes[2].body.at("after").at("floor").at("price").as_integer(), 30'000);
    EXPECT_THAT(run(businesses.standing_offer_changes(business(1), 2)), SizeIs(2));
    EXPECT_THAT(run(businesses.standing_offer_changes(business(2), 2)), IsEmpty());
}

TYPED_TEST(BusinessesPort, AGroupHasOneNumberForAllThatShareIt) {
    this->add(1);
    auto& businesses = this->businesses();
    run(businesses.put_standing_offer(an_offer("one", 1), now));
    app::StandingOffer other = an_offer("two", 1);
    other.capacity = 5;
    run(businesses.put_standing_offer(other, now));
    for (const app::StandingOffer& offer : run(businesses.standing_offers(business(1))))
        EXPECT_EQ(offer.capacity, 5) << offer.id;
    EXPECT_THAT(run(businesses.capacity_groups(business(1))), ElementsAre(app::CapacityGroup{"week", 5, 0}));
    run(businesses.drop_standing_offer(business(1), "one", now));
    run(businesses.drop_standing_offer(business(1), "two", now));
    EXPECT_THAT(run(businesses.capacity_groups(business(1))), IsEmpty()) << "nothing names it any more";
}

} // namespace
} // namespace parley::test
