// A simulated month: the same for the same seed, over when it ends, and lawful in every step.
#include "lab/history.hpp"

#include "core/event_codec.hpp"
#include "core/verify.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parley::lab {
namespace {

using namespace core;

constexpr Instant until{1'795'000'000'000'000};

Plan plan_for(const std::string& sector) {
    Rules rules;
    rules.format = sector == "trades/roofing" ? Format::sealed : Format::open;
    rules.visibility = sector == "trades/roofing" ? Visibility::none : Visibility::rank;
    rules.duration_s = 900;
    rules.lead_bp = 100;
    rules.lead_min = 100;
    rules.max_revisions = 20;
    rules.max_drop_bp = 5'000;
    rules.invite_count = 4;
    rules.top_up_after_s = 300;
    rules.max_offers = 5;
    rules.newcomer_ppm = 250'000;
    rules.decision_window_s = 86'400;
    rules.confirm_s = 86'400;
    return Plan{{PlannedRound{rules, 0, {}}}};
}

HistoryWorld a_world(std::uint64_t seed = 7, std::size_t requests = 120) {
    HistoryWorld world;
    const NamedPlace leeds{"Leeds", {53'799'700, -1'549'200}};
    world.wishes = {{"Oak table", "furniture/tables", leeds, 60'000}, {"New roof", "trades/roofing", leeds, 400'000}};
    for (std::uint64_t i = 0; i < 12; ++i) {
        SimulatedShop one;
        one.shop.id.low = i + 1;
        one.shop.sectors = {i % 2 == 0 ? "furniture/tables" : "trades/roofing"};
        one.shop.place = leeds.at;
        one.shop.radius_km = 50;
        one.shop.simulated = true;
        one.profile.id = one.shop.id;
        one.profile.name = "Shop " + std::to_string(i);
        one.profile.simulated = true;
        one.opening_ppm = 900'000 + static_cast<std::int64_t>(i) * 10'000;
        one.floor_ppm = 700'000;
        one.attributes = {{"delivery_days", 3}};
        one.message = "{item}: made by us.";
        world.shops.push_back(one);
    }
    const std::vector<SectorRow> rows{
        {"furniture", ""}, {"furniture/tables", "furniture"}, {"trades", ""}, {"trades/roofing", "trades"}};
    world.sectors = *SectorTree::from_rows(rows);
    world.plan_for = plan_for;
    for (std::uint64_t i = 1; i <= 9; ++i)
        world.buyers.push_back(PrincipalId{{0, i}});
    world.seed = seed;
    world.requests = requests;
    world.until = until;
    return world;
}

std::vector<PastRequest> played(HistoryWorld world) {
    History history(std::move(world));
    std::vector<PastRequest> all;
    while (history.played() < history.size())
        all.push_back(history.next());
    return all;
}

/// Everything that happened, as one text.
std::string story_of(const std::vector<PastRequest>& all) {
    std::string text;
    for (const PastRequest& request : all)
        for (const Record& record : request.log)
            text += to_text(request.id) + ' ' + std::to_string(record.at.us) + ' ' +
                    canonical(write_event(record.event, record.seq, Entropy{}).body) + '\n';
    return text;
}

template <class Kind>
bool has(const PastRequest& request) {
    return std::ranges::any_of(request.log,
                               [](const Record& record) { return std::holds_alternative<Kind>(record.event); });
}

TEST(History, IsDecidedByItsSeed) {
    const std::string story = story_of(played(a_world(7, 25)));
    EXPECT_EQ(story, story_of(played(a_world(7, 25))));
    EXPECT_NE(story, story_of(played(a_world(8, 25))));
}

TEST(History, IsAMonthThatIsOverAndMarkedAsSimulated) {
    for (const PastRequest& request : played(a_world())) {
        EXPECT_TRUE(request.state.intent.simulated);
        EXPECT_TRUE(request.state.is_over()) << name_of(request.state.lifecycle);
        EXPECT_FALSE(next_due(request.state));
        EXPECT_GE(request.log.front().at, until - seconds(history_days * 86'400));
        EXPECT_LT(request.log.back().at, until);
        for (const Bidder& bidder : request.state.bidders)
            EXPECT_TRUE(bidder.business.simulated);
    }
}

TEST(History, KeepsEveryRuleOfTheMarket) {
    for (const PastRequest& request : played(a_world())) {
        KnownParts parts;
        for (const Record& record : request.log)
            for (const Part& part : write_event(record.event, record.seq, Entropy{}).parts)
                parts.emplace(record.seq, part.name);
        const LogCheck check = check_log(request.log, LogView::whole_log, parts);
        EXPECT_TRUE(check.faults.empty()) << check.faults.front().what;
    }
}

TEST(History, HasSomethingOfEverything) {
    const auto all = played(a_world());
    const auto count = [&](const auto& is) { return std::ranges::count_if(all, is); };
    EXPECT_GT(count([](const PastRequest& r) { return r.state.lifecycle == Lifecycle::no_offers; }), 0);
    EXPECT_GT(count([](const PastRequest& r) { return has<AwardConfirmed>(r); }), 40);
    EXPECT_GT(count([](const PastRequest& r) { return has<OfferRevised>(r); }), 10);
    EXPECT_GT(count([](const PastRequest& r) { return has<Reviewed>(r); }), 10);
    const auto judged = [](bool kept) {
        return [kept](const PastRequest& r) {
            return std::ranges::any_of(r.log, [kept](const Record& record) {
                const auto* event = std::get_if<PromiseJudged>(&record.event);
                return event != nullptr && event->kept == kept;
            });
        };
    };
    EXPECT_GT(count(judged(true)), 10);
    EXPECT_GT(count(judged(false)), 0);
}

TEST(History, ForecastsRestOnWhatWasOverThenAlone) {
    const auto all = played(a_world());
    std::int64_t forecasts = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::int64_t over = 0;
        for (std::size_t j = 0; j < i; ++j) {
            const auto past = past_round_of(all[j].state, all[j].log);
            over += all[j].state.intent.sector == all[i].state.intent.sector && past &&
                            past->ended_at <= all[i].state.created_at
                        ? 1
                        : 0;
        }
        ASSERT_EQ(all[i].forecast.has_value(), over >= rounds_for_forecast) << i;
        if (all[i].forecast) {
            EXPECT_EQ(all[i].forecast->rounds, over);
            ++forecasts;
        }
    }
    EXPECT_GT(forecasts, 20);
}

TEST(History, HasManyBuyersAndPlaysAnExperimentInItsArms) {
    HistoryWorld world = a_world();
    world.treatment_of = [](IntentId id, const State& state, Instant) -> std::optional<Treatment> {
        if (state.intent.sector != "furniture/tables" || id.low % 2 == 0)
            return std::nullopt;
        Treatment treatment{{"shorter", "short", "intent:" + to_text(id), 500'000}, state.intent.plan};
        treatment.plan.rounds.front().rules.duration_s = 60;
        return treatment;
    };
    std::set<PrincipalId> buyers;
    std::size_t treated = 0;
    for (const PastRequest& one : played(std::move(world))) {
        buyers.insert(one.state.intent.consumer);
        const bool is_treated = one.state.intent.sector == "furniture/tables" && one.id.low % 2 != 0;
        EXPECT_EQ(one.state.intent.assignment.experiment, is_treated ? "shorter" : "");
        if (is_treated) {
            EXPECT_EQ(one.state.rounds.front().rules.duration_s, 60);
            ++treated;
        }
    }
    EXPECT_EQ(buyers.size(), 9U);
    EXPECT_GT(treated, 20U);
}

TEST(History, OfNoWishesIsEmpty) {
    HistoryWorld world = a_world();
    world.wishes.clear();
    EXPECT_TRUE(played(std::move(world)).empty());
}

} // namespace
} // namespace parley::lab
