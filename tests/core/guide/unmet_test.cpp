// Why requests ended without a deal, counted by hand, and that little is told of few.
#include "core/guide/unmet.hpp"

#include <gtest/gtest.h>

namespace parley::core {
namespace {

UnmetRequest ended(std::int64_t asked, std::optional<Minor> best_price, std::string reason,
                   std::optional<Minor> budget = 50'000) {
    static int buyers = 0; // each asks once
    UnmetRequest request;
    request.buyer = "buyer " + std::to_string(++buyers);
    request.asked = asked;
    request.best_price = best_price;
    request.reason = std::move(reason);
    request.budget = budget;
    return request;
}

template <class Make>
std::vector<UnmetRequest> several(std::int64_t count, Make make) {
    std::vector<UnmetRequest> requests;
    for (std::int64_t i = 0; i < count; ++i)
        requests.push_back(make(i));
    return requests;
}

TEST(Unmet, EachRequestHasOneCause) {
    EXPECT_EQ(cause_of(ended(0, std::nullopt, "no_offers")), UnmetCause::no_shop);
    EXPECT_EQ(cause_of(ended(3, std::nullopt, "no_offers")), UnmetCause::no_offer);
    EXPECT_EQ(cause_of(ended(3, 50'001, "declined_all")), UnmetCause::above_budget);
    EXPECT_EQ(cause_of(ended(3, 50'000, "declined_all")), UnmetCause::declined);
    EXPECT_EQ(cause_of(ended(3, 50'001, "declined_all", std::nullopt)), UnmetCause::declined);
    EXPECT_EQ(cause_of(ended(3, 40'000, "cancelled")), UnmetCause::declined);
    EXPECT_EQ(cause_of(ended(3, 40'000, "not_decided")), UnmetCause::undecided);
    EXPECT_EQ(cause_of(ended(3, 40'000, "award_lapsed")), UnmetCause::fell_away);
    EXPECT_EQ(cause_of(ended(3, 40'000, "capacity_taken")), UnmetCause::fell_away);
}

TEST(Unmet, ACauseIsCountedFromFiveOnAndNamedBelow) {
    auto requests = several(5, [](auto) { return ended(3, std::nullopt, "no_offers"); });
    for (const UnmetRequest& one : several(4, [](auto) { return ended(0, std::nullopt, "no_offers"); }))
        requests.push_back(one);
    requests.push_back(ended(3, 40'000, "not_decided"));
    EXPECT_EQ(unmet_of(requests).causes, (std::vector<UnmetGroup>{{UnmetCause::no_offer, 5},
                                                                  {UnmetCause::no_shop, std::nullopt},
                                                                  {UnmetCause::undecided, std::nullopt}}))
        << "the order of the two that are few does not tell which is larger";
}

TEST(Unmet, WhatWasAskedForIsToldFromFiveOn) {
    auto requests = several(6, [](std::int64_t i) {
        UnmetRequest request = ended(1, std::nullopt, "no_offers");
        request.answers = {{"material", "oak"}, {"seats", i < 4 ? "8" : "6"}};
        return request;
    });
    EXPECT_EQ(unmet_of(requests).asked_for, (std::vector<AskedFor>{{"material", "oak", 6}}));
    requests.front().answers["seats"] = "six";
    requests.push_back(requests.back());
    requests.back().buyer = "another";
    requests[1].answers["seats"] = requests[2].answers["seats"] = "6";
    EXPECT_EQ(unmet_of(requests).asked_for, (std::vector<AskedFor>{{"material", "oak", 7}, {"seats", "6", 5}}));
}

TEST(Unmet, ThePricesLostAreMediansOfFiveOrMore) {
    auto requests = several(4, [](std::int64_t i) { return ended(2, 55'000 + 5'000 * i, "not_decided"); });
    requests.push_back(ended(2, 40'000, "not_decided")); // Within the budget: it was lost by something else.
    EXPECT_EQ(unmet_of(requests).prices, std::nullopt);
    requests.push_back(ended(2, 90'000, "declined_all", 60'000));
    EXPECT_EQ(unmet_of(requests).prices, (PriceGap{5, 50'000, 65'000, 300'000}));
}

TEST(Unmet, OneBuyerWhoAsksOftenIsNotTold) {
    auto requests = several(8, [](auto) {
        UnmetRequest request = ended(2, 90'000, "declined_all");
        request.buyer = "the same";
        request.answers = {{"material", "words of my own"}};
        return request;
    });
    EXPECT_EQ(unmet_of(requests), (Unmet{{{UnmetCause::above_budget, std::nullopt}}, {}, std::nullopt}));
}

TEST(Unmet, OfNothingSaysNothing) {
    EXPECT_EQ(unmet_of({}), Unmet());
}

} // namespace
} // namespace parley::core
