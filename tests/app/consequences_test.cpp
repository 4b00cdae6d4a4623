#include "app/consequences.hpp"

#include "app/app_world.hpp"
#include "core/view.hpp"

#include <set>

namespace parley::app::test {
namespace {

StoredEvent of_type(const std::string& type) {
    StoredEvent event;
    event.type = type;
    return event;
}

/// A deal in which people said everything that can be said.
Steps talked() {
    Steps deal = a_market().bidders(2).running();
    const auto buyer = [&](core::Command command) {
        EXPECT_EQ(deal.submit(Steps::from_buyer(std::move(command), deal.state.at + 1)), "accepted");
    };
    const auto shop = [&](core::Command command) {
        EXPECT_EQ(deal.submit(Steps::from_bidder(1, std::move(command), deal.state.at + 1)), "accepted");
    };
    shop(core::Ask{"How wide?"});
    buyer(core::AnswerQuestion{1, "A metre"});
    deal.offer(1, 50'000, at(2));
    buyer(core::Ask{"Oiled or waxed?"});
    shop(core::SendMessage{{}, core::MessageKind::message, "Oiled"});
    buyer(core::SendMessage{offer_id(1), core::MessageKind::message, "Good"});
    buyer(core::SetReadiness{core::Readiness::not_yet, {}});
    buyer(core::MuteThread{offer_id(1), true});
    buyer(core::Shortlist{offer_id(1), true});
    buyer(core::Report{offer_id(1), core::Complaint::rude, "", {}});
    deal.award(1, at(100));
    deal.confirm_award(1, at(101));
    shop(core::MakePromise{at(200'000), "With oil"});
    shop(core::ClaimPromise{2, ""});
    buyer(core::JudgePromise{2, false, ""});
    shop(core::OfferRepair{2, at(300'000), "Tomorrow"});
    buyer(core::AnswerRepair{2, true});
    shop(core::HandOver{core::HandOffKind::visit, "", "K7"});
    shop(core::RedeemVisit{"K7"});
    buyer(core::ReportOutcome{core::BoughtWhere::here, 50'000, ""});
    buyer(core::WriteReview{5, false, ""});
    buyer(core::VoiceIdea{"Narrower"});
    buyer(core::ShareOutcome{true, ""});
    buyer(core::BlockBidder{offer_id(1), {}});
    buyer(core::Erase{});
    return deal;
}

/// Logs that have every type of event between them.
std::vector<Steps> lives() {
    std::vector<Steps> all;
    const auto soft = [](core::Rules& rules) {
        rules.duration_s = 600;
        rules.allow_raise = true;
    };
    Steps haggled = a_market().rules(soft).bidders(3).running();
    haggled.offer(1, 50'000, at(10));
    haggled.offer(1, 49'000, at(20));
    haggled.offer(2, 48'000, at(30));
    haggled.withdraw(2, at(40));
    haggled.set_auto(3, 47'000, 40'000, at(50));
    haggled.submit(Steps::from_bidder(3, core::DropAutoOffer{}, at(60)));
    haggled.tick(at(601));
    haggled.award(1, at(700));
    haggled.confirm_award(1, at(800));
    all.push_back(haggled);
    Steps lapsed = a_market().rules(soft).bidders(2).running();
    lapsed.offer(1, 50'000, at(10));
    lapsed.award(1, at(20));
    while (lapsed.tick_when_due()) {
    }
    all.push_back(lapsed);
    Steps quiet = a_market().rules(soft).bidders(2).running();
    quiet.submit(Steps::from_bidder(1, core::DeclineInvitation{}, at(10)));
    quiet.invite(3, at(20));
    while (quiet.tick_when_due()) {
    }
    all.push_back(quiet);
    Steps full = a_market().rules([](core::Rules& rules) { rules.invite_count = 1; }).bidders(1).running();
    core::Join join;
    join.self.business.id = business_id(5);
    full.submit(Steps::from_bidder(5, join, at(10)));
    full.offer(1, 50'000, at(20));
    all.push_back(full);
    const auto in_turns = [](core::Rules& rules) {
        rules.format = core::Format::turns;
        rules.turns = {1, 60, 0, 60, 0};
    };
    Steps turns = a_market().rules(in_turns).bidders(2).running();
    turns.offer(1, 50'000, at(10));
    turns.offer(2, 49'000, at(20));
    while (turns.tick_when_due()) {
    }
    all.push_back(turns);
    const auto falling = [](core::Rules& rules) {
        rules.format = core::Format::falling_clock;
        rules.clock = {50'000, 1'000, 60, 40'000};
    };
    Steps clock = a_market().rules(falling).bidders(2).running();
    for (const core::BidderNo number : {1, 2})
        clock.submit(Steps::from_bidder(number, core::Accept{{}, {}, "", {}, offer_id(number)}, at(number)));
    while (clock.tick_when_due()) {
    }
    all.push_back(clock);
    Steps low = a_market().bidders(2).running();
    low.offer(1, 90'000, at(1));
    low.offer(2, 30'000, at(2));
    low.tick_when_due();
    low.submit(Steps::from_bidder(2, core::ExplainLowOffer{"A return"}, low.state.at + 1));
    all.push_back(low);
    Steps group = a_market().bidders(2).running();
    core::SetAutoOffer command;
    command.terms.opening = 50'000;
    command.terms.floor = 40'000;
    command.terms.capacity_group = "week";
    group.submit(Steps::from_bidder(1, command, at(1)));
    group.award(1, at(2));
    all.push_back(group);
    Steps advice = a_market().advice_first().bidders(2).scheduled();
    advice.submit(Steps::from_bidder(1, core::GiveAdvice{"Oak stands damp better"}, at(1)));
    advice.submit(Steps::from_buyer(core::AskForOffers{at(2), 2}, at(2)));
    all.push_back(advice);
    Steps in_arm = a_market().bidders(2).created();
    core::Confirm confirm{t0, 2, core::Treatment{{"soft-1", "soft", "intent:1", 500'000}, in_arm.state.intent.plan}};
    in_arm.submit(Steps::from_buyer(confirm, at(-30)));
    all.push_back(in_arm);
    all.push_back(talked());
    return all;
}

TEST(Consequences, WhoFindsARowIsWoken) {
    std::set<std::string> seen;
    std::set<std::string> kinds;
    for (const Steps& life : lives()) {
        core::State state;
        for (const core::Record& record : life.log) {
            evolve(state, record);
            const std::string type(core::type_of(record.event));
            seen.insert(type);
            const Wakes wakes = wakes_of({of_type(type)});
            for (const OutboxRow& row : consequences(state, record, 0)) {
                EXPECT_TRUE(row.kind != topic_job || wakes.topics) << type;
                // A place that an offer frees can wait for the next look.
                EXPECT_TRUE(row.kind != capacity_job || wakes.retirement) << type;
                kinds.insert(row.kind);
                EXPECT_TRUE(row.kind != outreach_job || wakes.outreach || type == core::OfferPlaced::type) << type;
            }
        }
    }
    EXPECT_EQ(seen.size(), std::variant_size_v<core::EventKinds>) << testing::PrintToString(seen);
    EXPECT_EQ(kinds, (std::set<std::string>{topic_job, outreach_job, mail_job, push_job, capacity_job, heads_job,
                                            conduct_job}));
}

/// "kind target letter" of each row that the last act left, without what is news for listeners.
std::vector<std::string> left_by_the_last(const Steps& market) {
    std::vector<std::string> found;
    core::State state;
    for (const core::Record& record : market.log) {
        evolve(state, record);
        if (record.seq <= market.state.seq - static_cast<std::int64_t>(market.last.size()))
            continue;
        for (const OutboxRow& row : consequences(state, record, 0)) {
            const std::string* letter = row.body.at("letter").as_string();
            if (row.kind == mail_job)
                found.push_back(row.target + ' ' + *letter);
            else if (row.kind == conduct_job)
                found.push_back(row.target + ' ' + row.kind);
        }
    }
    return found;
}
std::string business(core::BidderNo number) {
    return "business/" + core::to_text(business_id(number));
}

TEST(Consequences, AMutedThreadMailsNobodyAndIsQuiet) {
    Steps market = a_market().bidders(2).running();
    const auto write = [&](core::BidderNo number) {
        market.submit(Steps::from_bidder(number, core::SendMessage{{}, core::MessageKind::message, "Oiled"},
                                         market.state.at + 1));
        const auto pushes = core::view(market.state, market.last.back(), core::Audience::of_buyer());
        return std::pair(left_by_the_last(market), *pushes.front().data.at("quiet").as_bool());
    };
    using Heard = std::pair<std::vector<std::string>, bool>;
    market.offer(1, 50'000, at(1));
    market.offer(2, 51'000, at(2));
    market.submit(Steps::from_buyer(core::MuteThread{offer_id(1), true}, at(3)));
    EXPECT_EQ(write(1), (Heard{{}, true}));
    EXPECT_EQ(write(2), (Heard{{"buyer message"}, false})) << "the others still speak";
    market.submit(
        Steps::from_buyer(core::SendMessage{offer_id(1), core::MessageKind::message, "And?"}, market.state.at + 1));
    market.submit(Steps::from_buyer(core::MuteThread{offer_id(1), false}, market.state.at + 1));
    EXPECT_EQ(write(1), (Heard{{"buyer message"}, false}));
}

TEST(Consequences, WhoIsBlockedGetsNoQuestionToAll) {
    Steps market = a_market().bidders(3).running();
    market.offer(1, 50'000, at(1));
    market.offer(2, 51'000, at(2));
    market.submit(Steps::from_buyer(core::BlockBidder{offer_id(1), {}}, at(3)));
    market.submit(Steps::from_buyer(core::Ask{"Oiled or waxed?"}, at(4)));
    EXPECT_EQ(left_by_the_last(market), std::vector<std::string>{business(2) + " question_to_all"});
}

TEST(Consequences, WhoWasAskedIsToldByLetterToDeleteWhatWasErased) {
    Steps market = a_market().bidders(2).running();
    market.offer(1, 50'000, at(1));
    market.submit(Steps::from_buyer(core::Erase{}, at(2)));
    const auto left = left_by_the_last(market);
    for (const core::BidderNo number : {1, 2})
        EXPECT_EQ(std::ranges::count(left, business(number) + " deletion"), 1) << number;
}

TEST(Consequences, AnAwardThatASuspensionEndsCountsAgainstNobody) {
    const std::string lapse = core::to_text(business_id(1)) + ' ' + conduct_job;
    for (const bool suspended : {true, false}) {
        Steps market = a_market().bidders(2).running();
        market.offer(1, 50'000, at(1));
        market.offer(2, 51'000, at(2));
        market.award(1, at(3));
        if (suspended)
            market.submit(Steps::from_system(core::SuspendBidder{business_id(1)}, at(4)));
        else
            market.tick_when_due();
        const auto left = left_by_the_last(market);
        EXPECT_EQ(std::ranges::count(left, "buyer award_lapsed"), 1) << suspended;
        EXPECT_EQ(std::ranges::count(left, lapse), suspended ? 0 : 1) << suspended;
    }
}

TEST(Claims, AnAwardTakesASlotAndALapseOrACancelGivesItBack) {
    Steps market = a_market().bidders(2).running();
    const auto bid_in = [&](core::BidderNo number, const std::string& group) {
        core::SetAutoOffer command;
        command.terms.opening = 50'000 - number;
        command.terms.floor = 50'000 - number;
        command.terms.capacity_group = group;
        market.submit(Steps::from_bidder(number, command, at(number)));
    };
    bid_in(1, "week");
    bid_in(2, "");
    const auto words = [](const core::State& before, const core::State& after) {
        std::vector<std::string> found;
        for (const CapacityClaim& claim : claims_of(before, after))
            found.push_back((claim.give_back ? "back " : "take ") + claim.group);
        return found;
    };
    using Words = std::vector<std::string>;
    const core::State open = market.state;
    market.award(1, at(10));
    const core::State awarded = market.state;
    EXPECT_EQ(words(open, awarded), (Words{"take week"}));
    EXPECT_EQ(words(awarded, awarded), Words{});
    Steps cancelled = market;
    cancelled.submit(Steps::from_buyer(core::Cancel{}, at(11)));
    EXPECT_EQ(words(awarded, cancelled.state), (Words{"back week"}));
    Steps confirmed = market;
    confirmed.confirm_award(1, at(11));
    EXPECT_EQ(words(awarded, confirmed.state), Words{}) << "a deal keeps its slot";
    market.tick_when_due();
    EXPECT_EQ(words(awarded, market.state), (Words{"back week"})) << "it was not confirmed in time";
    const core::State lapsed = market.state;
    market.award(2, market.state.at + 1);
    EXPECT_EQ(words(lapsed, market.state), Words{}) << "no group, no slot";
}

TEST(Consequences, HagglingWakesNobody) {
    const Wakes wakes = wakes_of({of_type("offer_placed"), of_type("offer_revised")});
    EXPECT_FALSE(wakes.topics);
    EXPECT_FALSE(wakes.outreach);
    EXPECT_TRUE(wakes_of({of_type("offer_placed"), of_type("round_closed")}).topics);
}

} // namespace
} // namespace parley::app::test
