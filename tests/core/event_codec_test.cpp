#include "core/event_codec.hpp"

#include "core/market_builders.hpp"

#include <set>

namespace parley::core {
namespace {

using namespace testing;

const Entropy entropy{1, 2, 3};

OfferTerms some_offer(bool sealed) {
    OfferTerms offer;
    offer.bidder = 2;
    offer.offer_id = offer_id(2);
    offer.sealed = sealed;
    offer.price = 34'777;
    offer.attributes = {{"delivery_days", 31'415}};
    offer.message = "Solid oak, oiled";
    offer.details.item = "Refectory table";
    offer.details.fulfilment = Fulfilment::fit;
    offer.details.returns_days = 28;
    offer.details.perks = "Four coasters";
    offer.details.person = "The workshop";
    offer.details.reference_price = ReferencePrice{60'000, "in our shop", "2026-03-03", "2026-11-01"};
    offer.details.only_here = true;
    offer.details.photos = {{{}, std::string(64, 'b'), 600, 800, "Ours"}};
    offer.details.place = "Headingley";
    offer.details.valid_days = 14;
    offer.automatic = true;
    offer.cause = 7;
    return offer;
}

OfferDetails collected() {
    OfferDetails details;
    details.fulfilment = Fulfilment::collect;
    return details;
}

AutoTerms some_terms() {
    return {60'111, 50'222, {{"delivery_days", 3}}, "We beat it", collected(), 90 * micros_per_s, 60, 120, "this week"};
}

/// One of every kind, each member different from its default.
std::vector<Event> one_of_each(bool sealed) {
    IntentCreated created;
    created.consumer.low = 77;
    created.title = "Oak table";
    created.text = "Six seats, secret garden";
    created.answers = {{"width_cm", "180"}};
    created.photos = {{{}, std::string(64, 'a'), 800, 600, "The corner"}};
    created.photos[0].id.low = 78;
    created.sector = "furniture/tables";
    created.exact = {"LS6 2AB", {53'819'111, -1'561'222}};
    created.coarse = {"LS6", {53'800'000, -1'600'000}};
    created.currency = "EUR";
    created.budget = 61'234;
    created.budget_sealed = sealed;
    created.needed_by = at(86'400);
    created.max_offers = 5;
    created.start_now = true;
    created.simulated = true;
    created.extend_if_empty = false;
    created.advice_first = true;
    created.experiments = false;
    created.plan.rounds = {{Rules{}, 0, {}}, {Rules{}, 60, {AdmitMode::best, 3}}};
    created.assignment = {"tables-1", "sealed", "c0ffee", 500'000};
    Invited invited{2,       {business_id(2), "Oak & Sons", "Leeds", "Since 1950", 4'321, true},
                    1,       {{"distance_m", 4'321}},
                    250'000, some_terms()};
    return {created,
            Replanned{ReplanCause::ended, created.assignment, created.plan},
            IntentConfirmed{},
            RoundScheduled{1, at(0), 14, "abc"},
            AdviceGiven{2, "Oak stands damp better"},
            OffersWanted{1, at(30), 9},
            RoundOpened{1, at(900)},
            invited,
            Queued{invited.business, invited.reasons},
            InvitationDeclined{2, "too_busy"},
            OfferPlaced{some_offer(sealed)},
            OfferRevised{some_offer(sealed)},
            OfferWithdrawn{2, WithdrawalReason::capacity_taken},
            AutoOfferSet{2, some_terms()},
            AutoOfferDropped{2},
            RoundExtended{1, ExtensionCause::outage, at(1), at(2), at(3), at(4), 15},
            RoundClosed{1, CloseCause::buyer_chose, {2, 1}, 34'777},
            TurnsOrdered{1, 2, {{2, at(5), at(6)}, {1, at(7), at(8)}}, at(9)},
            TurnEnded{1, 2, true},
            ClockStepped{1, 3, 29'000, at(10), {1, 2}},
            LowOfferExplained{2, "Seconds, sold off"},
            Awarded{2, offer_id(2), "nicest photo"},
            AwardConfirmed{2},
            AwardLapsed{2},
            Disposed{2, Disposition::lost, "higher_price", "5-15", true},
            IntentEnded{Lifecycle::cancelled, "cancelled", "my cousin has one"},
            QuestionAsked{3, 2, "How wide may it be?"},
            QuestionAnswered{3, "A metre ten"},
            MessageSent{4, 2, Party::business, MessageKind::beat_this, "Could it be ash?"},
            ReadinessSet{Readiness::ask_me, at(90'000)},
            ThreadMuted{2, false},
            BidderBlocked{2},
            Shortlisted{2, false},
            Reported{5, 2, Party::business, Complaint::spam, "Asked twice"},
            PromiseMade{6, PromiseKind::delivery, 41'000, at(11), "With both leaves"},
            PromiseClaimed{6, "Stands in your hall"},
            PromiseJudged{6, false, "One leaf is missing"},
            RepairOffered{6, at(12), "It comes tomorrow"},
            RepairAnswered{6, false},
            HandedOff{HandOffKind::visit, "https://shop.example/pay", "K7WQ"},
            VisitRedeemed{},
            OutcomeReported{BoughtWhere::elsewhere, 39'500, "From a friend"},
            Reviewed{4, true, "Fine grain"},
            IdeaVoiced{7, "Should come narrower"},
            OutcomeShared{false, "I asked for oak and got oak"},
            Erased{}};
}

TEST(EventCodec, ARequestThatAnyExperimentMayHaveSaysNothingOfThem) {
    // So that logs from before buyers were asked are written as they were, and keep their hashes.
    auto created = std::get<IntentCreated>(one_of_each(false).front());
    created.experiments = true;
    const WrittenEvent usual = write_event(created, 1, entropy);
    EXPECT_FALSE(usual.body.as_object()->contains("experiments"));
    IntentCreated unwilling = created;
    unwilling.experiments = false;
    EXPECT_EQ(write_event(unwilling, 1, entropy).body.at("experiments"), Value(false));
    const auto read = read_event(IntentCreated::type, usual.body, usual.parts);
    ASSERT_TRUE(read);
    EXPECT_TRUE(std::get<IntentCreated>(*read).experiments);
}

TEST(EventCodec, EveryEventReadsBackAsItWas) {
    for (const bool sealed : {false, true}) {
        const auto events = one_of_each(sealed);
        ASSERT_EQ(events.size(), std::variant_size_v<EventKinds>);
        for (std::size_t i = 0; i < events.size(); ++i) {
            EXPECT_EQ(events[i].index(), i) << "one of each kind";
            const WrittenEvent written = write_event(events[i], 5, entropy);
            const auto read = read_event(type_of(events[i]), written.body, written.parts);
            ASSERT_TRUE(read) << type_of(events[i]);
            const WrittenEvent again = write_event(*read, 5, entropy);
            EXPECT_EQ(canonical(again.body), canonical(written.body)) << type_of(events[i]);
            ASSERT_EQ(again.parts.size(), written.parts.size());
            for (std::size_t p = 0; p < written.parts.size(); ++p)
                EXPECT_EQ(again.parts[p].value, written.parts[p].value) << written.parts[p].name;
        }
    }
}

TEST(EventCodec, TypesAreDifferentNames) {
    std::set<std::string_view> types;
    for (const Event& event : one_of_each(false))
        EXPECT_TRUE(types.insert(type_of(event)).second) << type_of(event);
}

TEST(EventCodec, CommitmentsVerifyAndHaveSaltsOfTheirOwn) {
    std::set<digest::Salt> salts;
    std::int64_t seq = 0;
    for (const Event& event : one_of_each(true)) {
        const WrittenEvent written = write_event(event, ++seq, entropy);
        for (const Part& part : written.parts) {
            ASSERT_NE(written.body.at(part.name).at("commit").as_string(), nullptr) << part.name;
            EXPECT_EQ(*written.body.at(part.name).at("commit").as_string(), commitment(part.salt, part.value));
            EXPECT_NE(*written.body.at(part.name).at("commit").as_string(), commitment(part.salt, Value("other")));
            EXPECT_TRUE(salts.insert(part.salt).second) << part.name;
        }
    }
    EXPECT_GE(salts.size(), 15U);
}

TEST(EventCodec, TheCommitmentIsTheHashOfSaltAndCanonicalPart) {
    digest::Salt salt{};
    salt[0] = 'a';
    const std::string bytes = std::string(1, 'a') + std::string(15, '\0') + "{\"x\":1}";
    EXPECT_EQ(commitment(salt, Value::Object{{"x", 1}}), digest::hex(digest::sha256(bytes)));
}

TEST(EventCodec, NoSecretIsInTheChainedBody) {
    std::string chained;
    for (const Event& event : one_of_each(true))
        if (!std::holds_alternative<RoundClosed>(event)) // At the close prices are opened.
            chained += canonical(write_event(event, 5, entropy).body);
    for (const char* secret : {"34777", "31415", "Solid oak, oiled", "61234", "Oak table", "secret garden", "LS6 2AB",
                               "53819111", "-1561222", "180", "Oak & Sons", "Since 1950", "4321", "60111", "50222",
                               "We beat it", "nicest photo", "my cousin"})
        EXPECT_EQ(chained.find(secret), std::string::npos) << secret;
    EXPECT_EQ(chained.find(to_text(business_id(2))), std::string::npos);
}

TEST(EventCodec, AnOpenOfferShowsItsPriceButNotItsText) {
    const std::string chained = canonical(write_event(OfferPlaced{some_offer(false)}, 5, entropy).body);
    EXPECT_NE(chained.find("34777"), std::string::npos);
    EXPECT_EQ(chained.find("Solid oak"), std::string::npos);
}

TEST(EventCodec, ErasedPartsReadAsEmptyAndTheBodyStays) {
    for (const Event& event : one_of_each(true)) {
        const WrittenEvent written = write_event(event, 5, entropy);
        const auto read = read_event(type_of(event), written.body, {});
        ASSERT_TRUE(read) << type_of(event);
        if (const auto* created = std::get_if<IntentCreated>(&*read)) {
            EXPECT_EQ(created->title, "");
            EXPECT_TRUE(created->consumer.is_nil());
            EXPECT_FALSE(created->budget);
            EXPECT_EQ(created->sector, "furniture/tables");
        }
        if (const auto* placed = std::get_if<OfferPlaced>(&*read)) {
            EXPECT_EQ(placed->message, "");
            EXPECT_EQ(placed->offer_id, offer_id(2));
        }
        if (const auto* invited = std::get_if<Invited>(&*read)) {
            EXPECT_EQ(invited->business.name, "");
            EXPECT_EQ(invited->bidder, 2);
        }
    }
}

TEST(EventCodec, WhatWeDidNotWriteIsNotRead) {
    const WrittenEvent written = write_event(OfferPlaced{some_offer(true)}, 5, entropy);
    EXPECT_FALSE(read_event("offer_moved", written.body, written.parts));
    Value no_bidder = written.body;
    no_bidder.as_object()->erase("bidder");
    EXPECT_FALSE(read_event("offer_placed", no_bidder, written.parts));
    Value wrong_kind = written.body;
    wrong_kind["automatic"] = 1;
    EXPECT_FALSE(read_event("offer_placed", wrong_kind, written.parts));
    Value no_commitment = written.body;
    no_commitment["price"] = 5;
    EXPECT_FALSE(read_event("offer_placed", no_commitment, written.parts));
    auto wrong_part = written.parts;
    wrong_part.front().value = "a price";
    EXPECT_FALSE(read_event("offer_placed", written.body, wrong_part));
    // A member that may be null is there all the same.
    WrittenEvent ready = write_event(ReadinessSet{}, 5, entropy);
    EXPECT_TRUE(read_event("readiness_set", ready.body, {}));
    ready.body.as_object()->erase("ask_at");
    EXPECT_FALSE(read_event("readiness_set", ready.body, {}));
}

TEST(Chain, LinksEachEventToTheOneBefore) {
    const WrittenEvent written = write_event(OfferWithdrawn{2, WithdrawalReason::capacity_taken}, 5, entropy);
    const Value chained = chained_value(5, at(1), at(0), "offer_withdrawn", written.body);
    // No command key: it names the business, and the hash of its request would let anybody try prices on it.
    EXPECT_EQ(canonical(chained), "{\"at\":1795510801000000,\"body\":{\"bidder\":2,\"reason\":\"capacity_taken\"},"
                                  "\"received_at\":1795510800000000,\"seq\":5,\"type\":\"offer_withdrawn\"}");
    EXPECT_EQ(chained_text(5, at(1), at(0), "offer_withdrawn", written.body), canonical(chained));
    const digest::Sha256 first = chain({}, chained);
    EXPECT_EQ(first, digest::sha256(std::string(64, '0') + canonical(chained)));
    EXPECT_EQ(chain(first, chained), digest::sha256(digest::hex(first) + canonical(chained)));
}

} // namespace
} // namespace parley::core
