// What is filled in behind the link of an invitation.
#include "app/offer_links.hpp"

#include "app/app_world.hpp"

namespace parley::app::test {
namespace {

core::Offer last_offer() {
    core::Offer offer;
    offer.price = 45'000;
    offer.attributes = {{"delivery_days", 4}};
    offer.message = "Own make";
    offer.details.item = "Oak table no. 7";
    offer.details.perks = "Oil for free";
    offer.details.reference_price = core::ReferencePrice{};
    return offer;
}

TEST(OfferLinks, TheLastOfferIsScaledToABudgetThatIsShown) {
    const FilledOffer filled = filled_as(last_offer(), 60'000, 80'000);
    EXPECT_EQ(filled.from, FilledFrom::last_offer);
    EXPECT_EQ(filled.price, 60'000);
    EXPECT_EQ(filled.attributes, last_offer().attributes);
    EXPECT_EQ(filled.message, "") << "what was said to one buyer is not said to another";
    EXPECT_EQ(filled.details.perks, "Oil for free");
    EXPECT_EQ(filled.details.item, "") << "that was another thing";
    EXPECT_FALSE(filled.details.reference_price);
}

TEST(OfferLinks, WithoutABudgetThePriceIsTheSame) {
    EXPECT_EQ(filled_as(last_offer(), std::nullopt, 80'000).price, 45'000);
    EXPECT_EQ(filled_as(last_offer(), 60'000, std::nullopt).price, 45'000);
}

TEST(OfferLinks, ARuleThatGoesByABudgetHasNoPriceWithoutOne) {
    StandingOffer rule;
    rule.opening.ppm_of_budget = 900'000;
    EXPECT_EQ(filled_as(rule, 60'000).price, 54'000);
    EXPECT_EQ(filled_as(rule, std::nullopt).price, std::nullopt);
    rule.opening.price = 48'000;
    EXPECT_EQ(filled_as(rule, std::nullopt).price, 48'000);
}

TEST(OfferLinks, ASealedBudgetIsNotShown) {
    auto steps = a_market().bidders(1).running();
    core::State state = steps.state;
    state.intent.budget = 60'000;
    state.intent.budget_sealed = false;
    EXPECT_EQ(shown_budget(state), 60'000);
    state.intent.budget_sealed = true;
    EXPECT_EQ(shown_budget(state), std::nullopt);
}

TEST(OfferLinks, TypedOffersAreTakenWhileTheirRoundIsOpenAndNoClockRuns) {
    auto steps = a_market().bidders(1).running();
    EXPECT_TRUE(takes_typed_offer(steps.state));
    core::State clock = steps.state;
    clock.rounds.back().rules.format = core::Format::falling_clock;
    EXPECT_FALSE(takes_typed_offer(clock));
    core::State closed = steps.state;
    closed.rounds.back().phase = core::RoundPhase::closed;
    EXPECT_FALSE(takes_typed_offer(closed));
}

} // namespace
} // namespace parley::app::test
