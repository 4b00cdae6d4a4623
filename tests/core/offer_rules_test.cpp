#include "core/offer_rules.hpp"

#include "core/market_builders.hpp"

namespace parley::core {
namespace {

using namespace testing;

Minor accepted(const Market& market, std::string_view name) {
    const auto* bound = market.details.at("accepted").at(name).as_integer();
    return bound != nullptr ? *bound : -1;
}

/// Bidder 1 asks 50,000 and leads, bidder 2 asks 60,000.
Market two_offers(MarketBuilder builder) {
    Market market = builder.bidders(3).running();
    EXPECT_EQ(market.offer(1, 50'000, at(1)), "accepted");
    EXPECT_EQ(market.offer(2, 60'000, at(2)), "accepted");
    return market;
}

TEST(OfferPrice, LiesInItsRange) {
    Market market = a_market().bidders(1).running();
    EXPECT_EQ(market.offer(1, 0, at(1)), "price_out_of_range");
    EXPECT_EQ(market.offer(1, price_max + 1, at(1)), "price_out_of_range");
    EXPECT_EQ(market.offer(1, price_max, at(1)), "accepted");
    EXPECT_EQ(market.offer(1, 1, at(2)), "accepted");
}

TEST(Ceiling, BindsOnlyWhereItIsEnforced) {
    Market free = a_market().budget(60'000).bidders(1).running();
    EXPECT_EQ(free.offer(1, 60'001, at(1)), "accepted");
    Market bound = a_market().budget(60'000).rules([](Rules& r) { r.ceiling_enforce = true; }).bidders(1).running();
    EXPECT_EQ(bound.offer(1, 60'001, at(1)), "above_budget");
    EXPECT_EQ(accepted(bound, "price_max"), 60'000);
    EXPECT_EQ(bound.offer(1, 60'000, at(1)), "accepted");
}

TEST(Ceiling, ASealedBudgetIsNotToldByItsRefusal) {
    Market market =
        a_market().budget(60'000, true).rules([](Rules& r) { r.ceiling_enforce = true; }).bidders(1).running();
    EXPECT_EQ(market.offer(1, 60'001, at(1)), "above_budget");
    EXPECT_TRUE(market.details.is_null());
    EXPECT_EQ(market.offer(1, 60'000, at(1)), "accepted");
}

TEST(Revisions, AreCountedUpToTheirLimit) {
    Market market = a_market().rules([](Rules& r) { r.max_revisions = 2; }).bidders(1).running();
    EXPECT_EQ(market.offer(1, 50'000, at(1)), "accepted");
    EXPECT_EQ(market.offer(1, 49'000, at(2)), "accepted");
    EXPECT_EQ(market.offer(1, 48'000, at(3)), "accepted");
    EXPECT_EQ(market.offer(1, 47'000, at(4)), "too_many_revisions");
    EXPECT_EQ(market.offer_of(1).revisions, 2);
}

TEST(Revisions, ByAnAutoOfferLeaveTheBiddersOwnUntouched) {
    Market market = a_market().rules([](Rules& r) { r.max_revisions = 1; }).bidders(2).running();
    market.offer(1, 50'000, at(1));
    market.set_auto(1, 50'000, 40'000, at(2));
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(market.offer(2, 49'000 - 1'000 * i, at(3 + i)), "accepted");
    ASSERT_EQ(market.state.ranking.front(), 1);
    EXPECT_EQ(market.offer(1, 39'000, at(9)), "accepted");
    EXPECT_EQ(market.offer(1, 38'000, at(10)), "too_many_revisions");
}

TEST(Revisions, AreCountedInEachRoundAnew) {
    Rules second;
    second.duration_s = 600;
    second.max_revisions = 1;
    Market market = a_market().rules([](Rules& r) { r.max_revisions = 1; }).bidders(1).then(second).running();
    market.offer(1, 50'000, at(1));
    EXPECT_EQ(market.offer(1, 49'000, at(2)), "accepted");
    EXPECT_EQ(market.offer(1, 48'000, at(3)), "too_many_revisions");
    market.tick(at(600) + settle);
    ASSERT_EQ(market.round().number, 2);
    EXPECT_EQ(market.offer(1, 48'000, at(601)), "accepted") << "a limit of one round is none of the next";
    EXPECT_EQ(market.offer(1, 47'000, at(602)), "too_many_revisions");
    EXPECT_EQ(market.offer_of(1).revisions, 2) << "the buyer sees all of them";
}

TEST(Unchanged, IsRefusedUnlessSomethingDiffers) {
    Market market = a_market().bidders(1).running();
    PlaceOffer offer = Market::price_offer(1, 50'000);
    offer.attributes = {{"delivery_days", 3}};
    offer.message = "Oak";
    EXPECT_EQ(market.offer(1, offer, at(1)), "accepted");
    EXPECT_EQ(market.offer(1, offer, at(2)), "unchanged");
    offer.attributes = {{"delivery_days", 2}};
    EXPECT_EQ(market.offer(1, offer, at(3)), "accepted");
    offer.message = "Oak, oiled";
    EXPECT_EQ(market.offer(1, offer, at(4)), "accepted");
    offer.details.fulfilment = Fulfilment::fit;
    EXPECT_EQ(market.offer(1, offer, at(5)), "accepted");
    EXPECT_EQ(market.offer(1, offer, at(6)), "unchanged");
}

TEST(Details, AreKeptWithoutContactsAndComeWithAStandingOffer) {
    Market market = a_market().bidders(2).running();
    PlaceOffer offer = Market::price_offer(1, 50'000);
    offer.details.item = "Table T-180";
    offer.details.fulfilment = Fulfilment::deliver;
    offer.details.returns_days = 30;
    offer.details.perks = "Call 07700 900123 for oil";
    offer.details.person = "Ask at a.b@c.co.uk";
    offer.details.photos = {{{}, std::string(64, 'a'), 800, 600, "Ours, see oak-and-sons.co.uk"}};
    ASSERT_EQ(market.offer(1, offer, at(1)), "accepted");
    const OfferDetails& kept = market.offer_of(1).details;
    EXPECT_EQ(kept.item, "Table T-180");
    EXPECT_EQ(kept.fulfilment, Fulfilment::deliver);
    EXPECT_EQ(kept.returns_days, 30);
    EXPECT_EQ(kept.perks, "Call [phone number withheld] for oil");
    EXPECT_EQ(kept.person, "Ask at [e-mail address withheld]");
    ASSERT_EQ(kept.photos.size(), 1u);
    EXPECT_EQ(kept.photos[0].alt, "Ours, see [link withheld]");
    OfferDetails on_the_wire = kept;
    on_the_wire.photos.clear(); // They stand beside the details there.
    EXPECT_EQ(details_from(details_value(kept)), on_the_wire);

    SetAutoOffer standing;
    standing.terms.opening = 60'000;
    standing.terms.floor = 49'000;
    standing.terms.details.item = "Table B";
    standing.terms.details.fulfilment = Fulfilment::collect;
    standing.terms.details.returns_days = 0;
    ASSERT_EQ(market.submit(Market::from_bidder(2, standing, at(2))), "accepted");
    EXPECT_EQ(market.offer_of(2).details, standing.terms.details);
}

TEST(Details, AreReadOnlyInTheirShapeAndRange) {
    const auto with = [](const char* member, Value value) {
        Value stated = details_value({});
        stated[member] = std::move(value);
        return details_from(stated);
    };
    EXPECT_EQ(details_from(Value(Value::Object{})), OfferDetails{}) << "what is absent is not stated";
    EXPECT_EQ(with("returns_days", std::int64_t{0})->returns_days, 0) << "none is not the same as not stated";
    EXPECT_EQ(with("returns_days", std::int64_t{-1}), std::nullopt);
    EXPECT_EQ(with("returns_days", returns_days_max + 1), std::nullopt);
    EXPECT_EQ(with("fulfilment", "post"), std::nullopt);
    EXPECT_EQ(with("item", std::int64_t{7}), std::nullopt);
    EXPECT_EQ(with("only_here", "yes"), std::nullopt);
    EXPECT_EQ(with("reference_price", std::int64_t{7}), std::nullopt);
    Value reference;
    reference["amount"] = std::int64_t{52'000};
    reference["where"] = "in our shop";
    reference["since"] = "2026-03-03";
    const ReferencePrice in_the_shop{52'000, "in our shop", "2026-03-03", {}};
    EXPECT_EQ(with("reference_price", reference)->reference_price, in_the_shop);
    reference["until"] = "2026-02-30";
    EXPECT_EQ(with("reference_price", reference), std::nullopt) << "there is no such day";
    EXPECT_EQ(details_from(Value("deliver")), std::nullopt);
}

TEST(ReferencePrice, IsKeptAsItWasStatedAndOldOffersHaveNone) {
    Market market = a_market().bidders(1).running();
    PlaceOffer offer = Market::price_offer(1, 50'000);
    offer.details.reference_price = ReferencePrice{60'000, "in our shop, 07700 900123", "2026-03-03", "2026-11-24"};
    offer.details.only_here = true;
    ASSERT_EQ(market.offer(1, offer, at(1)), "accepted");
    const OfferDetails& kept = market.offer_of(1).details;
    EXPECT_EQ(kept.reference_price->where, "in our shop, [phone number withheld]");
    EXPECT_EQ(details_from(details_value(kept)), kept);
    for (const char* later : {"reference_price", "only_here"})
        EXPECT_TRUE(details_value({}).at(later).is_null()) << "receipts from before keep their digest";
}

TEST(ReferencePrice, IsNeitherOfTomorrowNorOfAShortWhile) {
    const auto judged = [](const char* since, std::optional<std::string> until) -> std::string {
        OfferDetails details;
        details.reference_price = ReferencePrice{60'000, "in our shop", since, std::move(until)};
        const auto refusal = judge_reference(50'000, details, t0);
        return refusal ? std::string(name_of(refusal->code)) : "";
    };
    EXPECT_EQ(judged("2026-01-01", "2026-11-24"), "") << "today is no future";
    EXPECT_EQ(judged("2026-01-01", "2026-11-25"), "reference_not_current");
    EXPECT_EQ(judged("2026-11-25", std::nullopt), "reference_too_short");
    EXPECT_EQ(judged("2026-10-20", "2026-11-16"), "reference_too_short") << "charged for 27 days";
    EXPECT_EQ(judged("2026-10-20", "2026-11-17"), "");
    EXPECT_EQ(judged("2026-11-20", "2026-11-10"), "reference_too_short") << "over before it began";
}

TEST(ReferencePrice, OfAStandingOfferIsComparedWithItsOpeningAndLeftOutOnceItIsNone) {
    SetAutoOffer standing;
    standing.terms.opening = 60'000;
    standing.terms.floor = 49'000;
    standing.terms.details.reference_price = ReferencePrice{60'000, "in our shop", "2026-01-01", {}};
    Market market = a_market().bidders(1).running();
    EXPECT_EQ(market.submit(Market::from_bidder(1, standing, at(2))), "reference_not_above");
    standing.terms.details.reference_price->amount = 60'001;
    EXPECT_EQ(market.submit(Market::from_bidder(1, standing, at(2))), "accepted");
    EXPECT_EQ(market.offer_of(1).details, standing.terms.details);
}

TEST(Raise, NeedsItsRule) {
    Market allowed = a_market().bidders(1).running();
    allowed.offer(1, 50'000, at(1));
    EXPECT_EQ(allowed.offer(1, 50'001, at(2)), "accepted");
    Market forbidden = a_market().rules([](Rules& r) { r.allow_raise = false; }).bidders(1).running();
    forbidden.offer(1, 50'000, at(1));
    EXPECT_EQ(forbidden.offer(1, 50'001, at(2)), "raise_not_allowed");
    EXPECT_EQ(accepted(forbidden, "price_max"), 50'000);
    EXPECT_EQ(forbidden.offer(1, 49'999, at(3)), "accepted");
}

TEST(OwnStep, TheLargerOfShareAndAmountBindsRoundedUp) {
    EXPECT_EQ(step_of(10'001, 100, 100), 101);
    EXPECT_EQ(step_of(10'000, 100, 100), 100);
    EXPECT_EQ(step_of(9'999, 100, 100), 100);
    EXPECT_EQ(step_of(-5, 100, 0), 0);
    Market market = a_market().rules([](Rules& r) { r.own_bp = 100; }).bidders(1).running();
    market.offer(1, 10'001, at(1));
    EXPECT_EQ(market.offer(1, 9'901, at(2)), "step_too_small");
    EXPECT_EQ(accepted(market, "price_max"), 9'900);
    EXPECT_EQ(market.offer(1, 9'900, at(3)), "accepted");
}

TEST(OwnStep, AnExactDecrementIsEnough) {
    // 100.10 - 10.20 is 89.90 exactly; in binary floats it is not, and a public engine had to learn that.
    Market market = a_market().rules([](Rules& r) { r.own_min = 1'020; }).bidders(1).running();
    market.offer(1, 10'010, at(1));
    EXPECT_EQ(market.offer(1, 8'991, at(2)), "step_too_small");
    EXPECT_EQ(market.offer(1, 8'990, at(3)), "accepted");
}

TEST(SelfOutbid, TheLeaderMayNotUndercutItself) {
    Market market = two_offers(a_market().rules([](Rules& r) { r.self_outbid = false; }));
    EXPECT_EQ(market.offer(1, 49'000, at(3)), "already_leading");
    EXPECT_EQ(market.offer(1, 51'000, at(3)), "accepted"); // A raise is no undercut.
    EXPECT_EQ(market.offer(2, 49'000, at(4)), "accepted");
    EXPECT_EQ(market.offer(1, 48'000, at(5)), "accepted");
    Market free = two_offers(a_market());
    EXPECT_EQ(free.offer(1, 49'000, at(3)), "accepted");
}

TEST(SelfOutbid, ABetterQualityIsAnUndercutToo) {
    Market market = two_offers(a_market().rules([](Rules& r) {
        r.self_outbid = false;
        r.scoring = {{"delivery_days", 200}};
    }));
    PlaceOffer faster = Market::price_offer(1, 50'000);
    faster.attributes = {{"delivery_days", -1}};
    EXPECT_EQ(market.offer(1, faster, at(3)), "already_leading");
}

TEST(SelfOutbid, IsNotToldInASealedRound) {
    Market market = two_offers(a_market().sealed().rules([](Rules& r) { r.self_outbid = false; }));
    EXPECT_EQ(market.offer(1, 49'000, at(3)), "accepted");
}

TEST(TypoGuard, AsksOnceMoreAboutALargeFall) {
    Market market = a_market().rules([](Rules& r) { r.max_drop_bp = 5'000; }).bidders(1).running();
    market.offer(1, 50'001, at(1));
    // Half of 50,001 rounded up is 25,001.
    EXPECT_EQ(market.offer(1, 24'999, at(2)), "drop_needs_confirm");
    EXPECT_EQ(accepted(market, "price_min_unconfirmed"), 25'000);
    PlaceOffer sure = Market::price_offer(1, 24'999);
    sure.confirm = true;
    EXPECT_EQ(market.offer(1, sure, at(3)), "accepted");
    EXPECT_EQ(market.offer(1, 12'499, at(4)), "accepted");
}

TEST(LeadStep, MustBeTakenToTakeTheLead) {
    Market market = two_offers(a_market().rules([](Rules& r) {
        r.lead_bp = 100;
        r.lead_min = 100;
        r.visibility = Visibility::best_price;
    }));
    EXPECT_EQ(market.offer(2, 49'501, at(3)), "lead_step_too_small");
    EXPECT_EQ(accepted(market, "price_max"), 49'500);
    EXPECT_EQ(market.offer(2, 50'000, at(3)), "accepted"); // A tie does not take the lead.
    EXPECT_EQ(market.offer(2, 49'500, at(4)), "accepted");
    EXPECT_EQ(market.state.ranking.front(), 2);
    EXPECT_EQ(market.offer(2, 49'499, at(5)), "accepted"); // The leader owes nobody a step.
}

TEST(LeadStep, IsMeasuredInScoreAndRoundedUp) {
    Market market = a_market()
                        .rules([](Rules& r) {
                            r.lead_bp = 100;
                            r.visibility = Visibility::all_prices;
                            r.scoring = {{"delivery_days", 200}};
                        })
                        .bidders(2)
                        .running();
    PlaceOffer first = Market::price_offer(1, 49'801);
    first.attributes = {{"delivery_days", 1}}; // score 50,001, step 501
    market.offer(1, first, at(1));
    PlaceOffer second = Market::price_offer(2, 48'501);
    second.attributes = {{"delivery_days", 5}}; // 1,000 on top
    EXPECT_EQ(market.offer(2, second, at(2)), "lead_step_too_small");
    EXPECT_EQ(accepted(market, "price_max"), 48'500);
    second.price = 48'500;
    EXPECT_EQ(market.offer(2, second, at(3)), "accepted");
}

TEST(LeadStep, OfEveryOfferBindsThoseThatDoNotLead) {
    Market market = two_offers(a_market().rules([](Rules& r) {
        r.lead_min = 100;
        r.visibility = Visibility::best_price;
    }));
    EXPECT_EQ(market.offer(3, 55'000, at(3)), "accepted");
    Market strict = a_market()
                        .rules([](Rules& r) {
                            r.lead_scope = LeadScope::every_offer;
                            r.visibility = Visibility::best_price;
                        })
                        .bidders(2)
                        .running();
    strict.offer(1, 50'000, at(1));
    EXPECT_EQ(strict.offer(2, 50'000, at(2)), "lead_step_too_small"); // Without a step a minor unit is asked.
    EXPECT_EQ(accepted(strict, "price_max"), 49'999);
    EXPECT_EQ(strict.offer(2, 49'999, at(2)), "accepted");
}

TEST(LeadStep, OfEveryOfferLeavesTheLeaderFree) {
    Market strict = a_market()
                        .rules([](Rules& r) {
                            r.lead_scope = LeadScope::every_offer;
                            r.lead_min = 100;
                        })
                        .bidders(2)
                        .running();
    strict.offer(2, 50'100, at(1));
    strict.offer(1, 50'000, at(2));
    EXPECT_EQ(strict.offer(1, 50'050, at(3)), "accepted");
}

TEST(LeadStep, NamesNoPriceThatTheBidderMayNotSee) {
    for (const Visibility hidden : {Visibility::none, Visibility::rank}) {
        Market market = two_offers(a_market().rules([&](Rules& r) {
            r.lead_min = 100;
            r.visibility = hidden;
        }));
        EXPECT_EQ(market.offer(2, 49'901, at(3)), "lead_step_too_small");
        EXPECT_TRUE(market.details.is_null());
    }
}

TEST(FrontBuffer, OfAPublishedExampleMirrored) {
    // Own increment 5, front buffer 1, prices p as 300 - p.
    Market market = a_market()
                        .rules([](Rules& r) {
                            r.own_min = 500;
                            r.lead_min = 100;
                        })
                        .bidders(2)
                        .running();
    EXPECT_EQ(market.offer(1, 20'000, at(180)), "accepted");
    EXPECT_EQ(market.offer(1, 19'501, at(240)), "step_too_small");
    EXPECT_EQ(market.offer(1, 19'500, at(300)), "accepted");
    EXPECT_EQ(market.offer(2, 19'401, at(420)), "lead_step_too_small");
    EXPECT_EQ(market.offer(2, 19'400, at(420)), "accepted");
}

TEST(Ties, GoToTheEarlierOrAreRefused) {
    Market earlier = two_offers(a_market());
    EXPECT_EQ(earlier.offer(2, 50'000, at(3)), "accepted");
    EXPECT_EQ(earlier.state.ranking, (std::vector<BidderNo>{1, 2}));
    Market refused = two_offers(a_market().rules([](Rules& r) { r.ties = Ties::refuse; }));
    EXPECT_EQ(refused.offer(2, 50'000, at(3)), "tie_refused");
    EXPECT_EQ(refused.offer(3, 60'000, at(3)), "tie_refused");
    EXPECT_EQ(refused.offer(3, 59'999, at(3)), "accepted");
    Market sealed = two_offers(a_market().sealed().rules([](Rules& r) { r.ties = Ties::refuse; }));
    EXPECT_EQ(sealed.offer(2, 50'000, at(3)), "accepted"); // A refusal would tell the rival's price.
}

TEST(Ties, AreRefusedOnlyWithAnothersOfferThatStands) {
    Market market = two_offers(a_market().rules([](Rules& r) { r.ties = Ties::refuse; }));
    PlaceOffer words = Market::price_offer(1, 50'000);
    words.message = "now with chairs";
    EXPECT_EQ(market.offer(1, words, at(3)), "accepted") << "nobody ties with itself";
    market.withdraw(2, at(4));
    EXPECT_EQ(market.offer(3, 60'000, at(5)), "accepted");
}

TEST(Ties, ARevisionToTheSamePriceCountsFromItsOwnTime) {
    Market market = two_offers(a_market());
    market.offer(2, 50'000, at(3));
    PlaceOffer words = Market::price_offer(1, 50'000);
    words.message = "now with chairs";
    market.offer(1, words, at(4));
    EXPECT_EQ(market.state.ranking, (std::vector<BidderNo>{2, 1}));
}

TEST(Refusals, ComeInTheirFixedOrder) {
    // Bidder 1 leads with 50,000 and breaks as many rules at once as it can; each is mended in turn.
    const auto market_without = [](int mended) {
        Market market = a_market()
                            .budget(55'000)
                            .rules([&](Rules& r) {
                                r.max_revisions = mended < 1 ? 1 : 0;
                                r.self_outbid = mended >= 2;
                                r.own_min = mended < 3 ? 60'000 : 0;
                                r.max_drop_bp = mended < 4 ? 1'000 : 0;
                            })
                            .bidders(2)
                            .running();
        PlaceOffer first = Market::price_offer(1, 200'000);
        EXPECT_EQ(market.offer(1, first, at(1)), "accepted");
        if (mended < 1) {
            first.message = "the only revision";
            EXPECT_EQ(market.offer(1, first, at(2)), "accepted");
        }
        return market;
    };
    const char* expected[] = {"too_many_revisions", "already_leading", "step_too_small", "drop_needs_confirm",
                              "accepted"};
    for (int mended = 0; mended < 5; ++mended)
        EXPECT_EQ(market_without(mended).offer(1, 150'000, at(3)), expected[mended]) << mended;
}

TEST(Refusals, TheRangeComesBeforeTheBudgetAndTheBudgetBeforeRevisions) {
    Market market = a_market()
                        .budget(60'000)
                        .rules([](Rules& r) {
                            r.ceiling_enforce = true;
                            r.max_revisions = 1;
                            r.allow_raise = false;
                        })
                        .bidders(1)
                        .running();
    market.offer(1, 50'000, at(1));
    market.offer(1, 49'000, at(2));
    EXPECT_EQ(market.offer(1, price_max + 1, at(3)), "price_out_of_range");
    EXPECT_EQ(market.offer(1, 60'001, at(3)), "above_budget");
    EXPECT_EQ(market.offer(1, 55'000, at(3)), "too_many_revisions");
}

TEST(Refusals, AFollowerHearsOfItsFallThenOfTheLeadStepAndThenOfTheTie) {
    Market market = a_market()
                        .rules([](Rules& r) {
                            r.lead_min = 100;
                            r.lead_scope = LeadScope::every_offer;
                            r.ties = Ties::refuse;
                            r.max_drop_bp = 100;
                        })
                        .bidders(2)
                        .running();
    market.offer(2, 60'000, at(1));
    market.offer(1, 50'000, at(2));
    EXPECT_EQ(market.offer(2, 50'000, at(3)), "drop_needs_confirm");
    PlaceOffer sure = Market::price_offer(2, 50'000);
    sure.confirm = true;
    EXPECT_EQ(market.offer(2, sure, at(3)), "lead_step_too_small");
}

TEST(Withdrawal, ComingBackIsANewBeginning) {
    Market market = two_offers(a_market().rules([](Rules& r) {
        r.allow_raise = false;
        r.own_min = 1'000;
        r.max_drop_bp = 100;
    }));
    EXPECT_EQ(market.withdraw(1, at(3)), "accepted");
    EXPECT_EQ(market.state.ranking, (std::vector<BidderNo>{2}));
    EXPECT_EQ(market.withdraw(1, at(4)), "offer_withdrawn");
    EXPECT_EQ(market.offer(1, 50'000, at(5)), "accepted"); // the same price again
    EXPECT_EQ(market.offer_of(1).id, offer_id(1));
    market.withdraw(1, at(6));
    EXPECT_EQ(market.offer(1, 59'000, at(7)), "accepted"); // higher than before
    EXPECT_EQ(market.state.ranking, (std::vector<BidderNo>{1, 2}));
}

TEST(Withdrawal, NeedsAnOfferOfOnesOwn) {
    Market market = two_offers(a_market());
    EXPECT_EQ(market.withdraw(3, at(3)), "nothing_to_withdraw");
    EXPECT_EQ(market.submit(Market::from_bidder(2, WithdrawOffer{offer_id(1)}, at(3))), "offer_unknown");
    EXPECT_EQ(market.submit(Market::from_bidder(2, WithdrawOffer{offer_id(2)}, at(3))), "accepted");
}

Rules second_price() {
    Rules rules;
    rules.format = Format::sealed;
    rules.pricing = Pricing::second_price;
    rules.duration_s = 600;
    return rules;
}

std::optional<Minor> paid(Market market) {
    market.tick(at(600) + settle);
    return market.events<RoundClosed>().at(0).pays;
}

TEST(WinnerPays, ItsOwnPriceOrThatOfTheNext) {
    EXPECT_EQ(paid(two_offers(a_market())), 50'000);
    EXPECT_EQ(paid(two_offers(a_market().rules([](Rules& r) { r = second_price(); }))), 60'000);
}

TEST(WinnerPays, ThePriceAtWhichItWouldHaveTiedInScore) {
    Market market = a_market()
                        .rules([](Rules& r) {
                            r = second_price();
                            r.scoring = {{"delivery_days", 200}};
                        })
                        .bidders(2)
                        .running();
    PlaceOffer first = Market::price_offer(1, 50'000);
    first.attributes = {{"delivery_days", 10}}; // score 52,000
    market.offer(1, first, at(1));
    market.offer(2, 60'000, at(2));
    EXPECT_EQ(paid(std::move(market)), 58'000);
}

TEST(WinnerPays, ASealedBudgetIsNotToldByIt) {
    // What the winner is paid stands in the log for everybody to read.
    Market market = a_market().budget(60'000, true).rules([](Rules& r) { r = second_price(); }).bidders(2).running();
    market.offer(1, 50'000, at(1));
    EXPECT_EQ(paid(std::move(market)), 50'000);
}

TEST(WinnerPays, AloneTheBudgetIfThatIsMore) {
    const auto alone = [](std::optional<Minor> budget) {
        MarketBuilder builder = a_market().rules([](Rules& r) { r = second_price(); });
        if (budget)
            builder.budget(*budget);
        Market market = builder.bidders(2).running();
        market.offer(1, 50'000, at(1));
        return paid(std::move(market));
    };
    EXPECT_EQ(alone(60'000), 60'000);
    EXPECT_EQ(alone(40'000), 50'000);
    EXPECT_EQ(alone({}), 50'000);
}

} // namespace
} // namespace parley::core
