#include "app/heard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::app::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

core::OfferId offer(std::uint64_t number) {
    core::OfferId id;
    id.low = number;
    return id;
}

core::IntentId intent(std::uint64_t number) {
    core::IntentId id;
    id.low = number;
    return id;
}

Shown placed(std::uint64_t number) {
    return {true, {offer(number)}, {}};
}

Shown revised(std::uint64_t number) {
    return {false, {offer(number)}, {}};
}

TEST(Heard, AnOfferIsSeenOnceAndOpenedWithTheFirstPushInWhichItCouldBeRead) {
    const auto told = std::make_shared<ShownLog>();
    Heard heard;
    heard.begin(told, 0);
    told->add(1, placed(1));
    told->add(2, placed(2));
    told->add(3, revised(1));
    const Seen first = heard.acknowledge(1);
    EXPECT_TRUE(first.an_offer);
    EXPECT_FALSE(first.latest);
    EXPECT_THAT(first.offers, ElementsAre(offer(1)));
    const Seen rest = heard.acknowledge(3);
    EXPECT_FALSE(rest.an_offer);
    EXPECT_TRUE(rest.latest);
    EXPECT_THAT(rest.offers, ElementsAre(offer(2)));
    EXPECT_THAT(heard.acknowledge(3).offers, IsEmpty());
}

TEST(Heard, OfASecretOfferItIsSeenThatItIsThere) {
    const auto told = std::make_shared<ShownLog>();
    Heard heard;
    heard.begin(told, 0);
    told->add(1, {true, {}, {}});
    const Seen seen = heard.acknowledge(1);
    EXPECT_TRUE(seen.an_offer);
    EXPECT_THAT(seen.offers, IsEmpty());
}

TEST(Heard, WhoeverGotAPictureHasNotSeenWhatWasToldOthersBefore) {
    const auto told = std::make_shared<ShownLog>();
    told->add(1, placed(1));
    told->add(2, {false, {}, intent(1)});
    Heard heard;
    heard.begin(told, 2);
    heard.missed(2, {true, {offer(2)}, {}});
    told->add(3, {false, {}, intent(2)});
    const Seen seen = heard.acknowledge(3);
    EXPECT_THAT(seen.offers, ElementsAre(offer(2)));
    EXPECT_THAT(seen.intents, ElementsAre(intent(2)));
}

TEST(Heard, WhoeverResumesHasHeardWhatWasToldBefore) {
    const auto told = std::make_shared<ShownLog>();
    told->add(1, placed(1));
    Heard heard;
    heard.begin(told, 0);
    heard.missed(2, placed(2));
    told->add(3, revised(1));
    EXPECT_THAT(heard.acknowledge(3).offers, ElementsAre(offer(1), offer(2)));
}

TEST(Heard, WhatWasNotToldCannotBeSeen) {
    const auto told = std::make_shared<ShownLog>();
    Heard heard;
    EXPECT_TRUE(heard.acknowledge(7).latest) << "before it began";
    heard.begin(told, 0);
    told->add(1, placed(1));
    EXPECT_THAT(heard.acknowledge(1'000'000).offers, ElementsAre(offer(1)));
    told->add(2, placed(2));
    EXPECT_THAT(heard.acknowledge(2).offers, ElementsAre(offer(2))) << "whatever was acknowledged before";
}

TEST(ShownLog, KeepsTheIntentsOfTheLatestPushesOfADesk) {
    ShownLog told;
    for (std::int64_t seq = 1; seq <= 600; ++seq)
        told.add(seq, {false, {}, intent(static_cast<std::uint64_t>(seq))});
    Seen seen;
    told.collect(0, 600, seen);
    EXPECT_EQ(seen.intents.size(), 512U);
    EXPECT_TRUE(seen.intents.contains(intent(600)));
    EXPECT_FALSE(seen.intents.contains(intent(88)));
}

// As if each listener had noted by itself what it was sent.
RC_GTEST_PROP(Heard, IsAsIfEachListenerHadItsOwnNotes, ()) {
    const auto told = std::make_shared<ShownLog>();
    Heard heard;
    std::map<std::int64_t, Shown> sent;
    std::set<core::OfferId> opened;
    std::set<core::IntentId> named;
    std::int64_t head = *rc::gen::inRange(0, 4);
    std::int64_t acknowledged = head;
    heard.begin(told, head);
    bool an_offer = false;
    const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5));
    for (const int step : steps) {
        if (step < 4) {
            Shown shown;
            shown.an_offer = *rc::gen::arbitrary<bool>();
            for (const auto number : *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange(0UL, 6UL)))
                shown.offers.push_back(offer(number));
            if (*rc::gen::arbitrary<bool>())
                shown.intent = intent(*rc::gen::inRange(0UL, 6UL));
            told->add(++head, shown);
            sent[head] = shown;
            continue;
        }
        const std::int64_t to = *rc::gen::inRange<std::int64_t>(0, head + 2);
        const Seen seen = heard.acknowledge(to);
        bool offer_now = false;
        std::set<core::OfferId> opened_now;
        std::set<core::IntentId> named_now;
        for (const auto& [seq, shown] : sent) {
            if (seq <= acknowledged || seq > to)
                continue;
            offer_now = offer_now || shown.an_offer;
            for (const core::OfferId& one : shown.offers)
                if (opened.insert(one).second)
                    opened_now.insert(one);
            if (shown.intent)
                named_now.insert(*shown.intent);
        }
        RC_ASSERT(seen.offers == opened_now);
        RC_ASSERT(seen.intents == named_now);
        RC_ASSERT(seen.an_offer == (offer_now && !an_offer));
        an_offer = an_offer || offer_now;
        acknowledged = std::max(acknowledged, std::min(to, head));
    }
}

} // namespace
} // namespace parley::app::test
