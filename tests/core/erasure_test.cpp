// After erasure nothing that the buyer said, and nothing of where it lives, is in the state, in what people see or in a
// log that is read again; and that log still holds.
#include "core/erasure.hpp"

#include "core/market_builders.hpp"
#include "core/verify.hpp"

namespace parley::core {
namespace {

using namespace testing;

const std::vector<std::string> secrets{
    "Solid oak table", "Six seats", "LS6 2AB",   "HOW-WIDE",    "AS-WIDE-AS-THIS", "SAID-BY-BUYER",   "SAID-BY-SHOP",
    "it is near",      "EXTRA",     "CLAIMED",   "JUDGED",      "REPAIR",          "TARGET",          "CODE",
    "OUTCOME",         "REVIEW",    "IDEA",      "SHARED-TEXT", "COMPLAINED",      "FOR-HER-BY-NAME", "AS-SHE-WANTS-IT",
    "WHY-SO-LOW",      "BY-ITSELF", "THE-CORNER"};

/// A deal in which everything was said that can be.
Market everything_said() {
    Market market = a_market().bidders(3).running();
    const auto buyer = [&](Command command) {
        EXPECT_EQ(market.submit(Market::from_buyer(std::move(command), market.state.at + 1)), "accepted");
    };
    const auto shop = [&](BidderNo number, Command command) {
        EXPECT_EQ(market.submit(Market::from_bidder(number, std::move(command), market.state.at + 1)), "accepted");
    };
    shop(1, Ask{"HOW-WIDE"});
    buyer(AnswerQuestion{1, "AS-WIDE-AS-THIS"});
    market.offer(1, 50'000, at(2));
    PlaceOffer named = Market::price_offer(2, 101'000);
    named.message = "FOR-HER-BY-NAME";
    named.details.item = "AS-SHE-WANTS-IT";
    market.offer(2, named, at(3));
    SetAutoOffer by_itself;
    by_itself.terms.opening = by_itself.terms.floor = 100'000;
    by_itself.terms.message = "BY-ITSELF";
    shop(3, by_itself);
    buyer(SendMessage{offer_id(1), MessageKind::message, "SAID-BY-BUYER"});
    shop(1, SendMessage{std::nullopt, MessageKind::message, "SAID-BY-SHOP"});
    buyer(Report{offer_id(2), Complaint::rude, "COMPLAINED", {}});
    while (market.state.lifecycle == Lifecycle::open && market.tick_when_due()) {
    }
    shop(1, ExplainLowOffer{"WHY-SO-LOW"});
    market.award(1, at(700));
    market.confirm_award(1, at(701));
    shop(1, MakePromise{std::nullopt, "EXTRA"});
    shop(1, ClaimPromise{2, "CLAIMED"});
    buyer(JudgePromise{2, false, "JUDGED"});
    shop(1, OfferRepair{2, std::nullopt, "REPAIR"});
    shop(1, HandOver{HandOffKind::checkout, "TARGET", "CODE"});
    buyer(ReportOutcome{BoughtWhere::here, 50'000, "OUTCOME"});
    buyer(WriteReview{5, false, "REVIEW"});
    buyer(VoiceIdea{"IDEA"});
    buyer(ShareOutcome{true, "SHARED-TEXT"});
    return market;
}

std::string all_that_people_see(const State& state) {
    std::string all =
        canonical(snapshot(state, Audience::of_everybody())) + canonical(snapshot(state, Audience::of_buyer()));
    for (const Bidder& bidder : state.bidders)
        all += canonical(snapshot(state, Audience::of_bidder(bidder.number)));
    return all;
}

TEST(Erasure, LeavesNothingThatWasSaid) {
    Market market = everything_said();
    std::string before = all_that_people_see(market.state);
    for (const std::string& secret : {"HOW-WIDE", "SAID-BY-SHOP", "REVIEW", "CODE", "FOR-HER-BY-NAME",
                                      "AS-SHE-WANTS-IT", "WHY-SO-LOW", "BY-ITSELF"})
        EXPECT_NE(before.find(secret), std::string::npos) << secret;
    EXPECT_EQ(market.submit(Market::from_buyer(Erase{}, at(900))), "accepted");
    EXPECT_EQ(market.last_types(), Strings{"erased"});
    const std::string seen = all_that_people_see(market.state);
    std::string kept;
    std::vector<Record> log;
    std::vector<Record> read_again;
    for (const Record& record : market.log) {
        Record left = record;
        left.event = without_erasable(record.event);
        const WrittenEvent written = write_event(left.event, record.seq, {});
        kept += canonical(written.body);
        for (const Part& part : written.parts)
            kept += canonical(part.value);
        read_again.push_back(std::move(left));
    }
    for (const std::string& secret : secrets) {
        EXPECT_EQ(seen.find(secret), std::string::npos) << secret;
        EXPECT_EQ(kept.find(secret), std::string::npos) << secret;
    }
    EXPECT_EQ(seen.find("53819000"), std::string::npos) << "the exact place";
    const State state = replayed(read_again);
    EXPECT_EQ(portrait(state), portrait(market.state));
    EXPECT_EQ(all_that_people_see(state), seen);
}

TEST(Erasure, LeavesALogThatHolds) {
    Market market = everything_said();
    market.submit(Market::from_buyer(Erase{}, at(900)));
    KnownParts left;
    for (Record& record : market.log) {
        for (const Part& part : write_event(record.event, record.seq, {}).parts)
            if (!is_erasable(type_of(record.event), part.name))
                left.emplace(record.seq, part.name);
        record.event = without_erasable(record.event);
    }
    for (const LogView view : {LogView::whole_log, LogView::public_log})
        for (const LogFault& fault : check_log(market.log, view, left).faults)
            ADD_FAILURE() << fault.seq << ": " << fault.what;
}

TEST(Erasure, TakesTheRequestAndLeavesItsDeal) {
    Market market = everything_said();
    KnownParts left;
    std::vector<Record> read_again;
    for (const Record& record : market.log) {
        for (const Part& part : write_event(record.event, record.seq, {}).parts)
            if (!is_of_request(type_of(record.event), part.name))
                left.emplace(record.seq, part.name);
        Record kept = record;
        kept.event = without_request(record.event);
        read_again.push_back(std::move(kept));
    }
    const State state = replayed(read_again);
    const std::string seen = all_that_people_see(state);
    for (const std::string& secret : {"Solid oak table", "LS6 2AB", "HOW-WIDE", "AS-WIDE-AS-THIS", "it is near"})
        EXPECT_EQ(seen.find(secret), std::string::npos) << secret;
    for (const std::string& secret : {"SAID-BY-BUYER", "SAID-BY-SHOP", "EXTRA", "REPAIR", "REVIEW", "OUTCOME", "IDEA"})
        EXPECT_NE(seen.find(secret), std::string::npos) << secret;
    EXPECT_EQ(state.intent.consumer, market.state.intent.consumer) << "it is still its buyer's";
    for (const LogFault& fault : check_log(read_again, LogView::whole_log, left).faults)
        ADD_FAILURE() << fault.seq << ": " << fault.what;
}

TEST(Erasure, EndsWhatStillRuns) {
    Market market = a_market().bidders(2).running();
    market.offer(1, 50'000, at(1));
    EXPECT_EQ(market.submit(Market::from_buyer(Erase{}, at(2))), "accepted");
    EXPECT_EQ(market.last_types(), (Strings{"round_closed", "intent_ended", "disposed", "erased"}));
    EXPECT_EQ(market.told(1), Strings{"no_award!"});
    EXPECT_EQ(market.submit(Market::from_buyer(Erase{}, at(3))), "accepted");
    EXPECT_TRUE(market.last.empty()) << "what is gone cannot go again";
    EXPECT_EQ(market.submit(Market::from_bidder(1, Erase{}, at(4))), "not_yours");
}

} // namespace
} // namespace parley::core
