// "Win at most so many", raced a thousand times: two nodes decide the same intents of one group at once, awarding,
// confirming, letting lapse and taking back in an order drawn by lot, each from what it read of the log. Never are more
// slots held than there are, and in the end exactly those are held that were confirmed.
#include "ledger_tools.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <random>

namespace parley::postgres::test {
namespace {

using app::AppendOutcome;

constexpr std::uint64_t races = 1'000;
constexpr std::uint64_t races_at_once = 50;
constexpr std::uint64_t intents_apart = 16; // of two races: no race has as many
constexpr std::int64_t patience = 12;       // events, after which an intent comes to its end
constexpr std::chrono::seconds time_allowed{300};
constexpr const char* group = "tables this week";

struct Race {
    std::uint64_t number = 0;
    std::int64_t slots = 0;
    std::uint64_t intents = 0;
    core::BusinessId shop() const { return business(number + 1); }
    core::IntentId intent_of(std::uint64_t i) const { return intent(number * intents_apart + i); }
};

struct Tally {
    std::map<AppendOutcome, int> outcomes;
    std::map<std::string, int> deeds;
    int over = 0; // how often more were held than there are
};

bool is_final(const std::string& last) {
    return last == "confirmed" || last == "withdrawn" || last == "cancelled";
}

class Node {
public:
    Node(PostgresLedger& ledger, const Race& race, std::uint64_t i, std::uint64_t which, Tally& tally)
        : ledger_(ledger), race_(race), id_(race.intent_of(i)), dice_(race.number * 1'000 + i * 2 + which),
          tally_(tally) {}

    /// Decides one intent after another event until it is over, whoever ends it.
    awaitable<void> run() {
        for (;;) {
            const app::IntentLog log = co_await ledger_.read(id_, 0);
            const app::StoredEvent& last = log.events.back();
            if (is_final(last.type))
                co_return;
            const std::string deed = next(last.type, last.seq);
            const AppendOutcome outcome = co_await ledger_.append(made(deed, last.seq));
            ++tally_.outcomes[outcome];
            if (outcome != AppendOutcome::committed)
                continue;
            ++tally_.deeds[deed];
            const app::Capacity now = co_await ledger_.capacity(race_.shop(), group);
            if (now.used > now.slots)
                ++tally_.over;
        }
    }

private:
    std::string next(const std::string& last, std::int64_t seq) {
        const auto lot = dice_() % 100;
        if (last == "awarded")
            return seq > patience || lot < 45 ? "confirmed" : lot < 80 ? "lapsed" : "cancelled";
        if (seq > patience)
            return "withdrawn";
        return lot < 75 ? "awarded" : lot < 88 ? "asked" : "withdrawn";
    }
    app::Append made(const std::string& deed, std::int64_t seq) const {
        app::Append append = an_append(id_, seq, deed);
        append.events.front().type = deed;
        if (deed == "awarded")
            append.claims = {app::CapacityClaim{race_.shop(), group, false}};
        if (deed == "lapsed" || deed == "cancelled")
            append.claims = {app::CapacityClaim{race_.shop(), group, true}};
        return append;
    }

    PostgresLedger& ledger_;
    Race race_;
    core::IntentId id_;
    std::mt19937_64 dice_;
    Tally& tally_;
};

/// Runs these to their end, side by side.
void run_all(std::vector<awaitable<void>> works) {
    asio::io_context loop(1);
    std::exception_ptr error;
    for (awaitable<void>& work : works)
        asio::co_spawn(loop, std::move(work), [&](std::exception_ptr failed) {
            if (failed)
                error = failed;
        });
    loop.run();
    if (error)
        std::rethrow_exception(error);
}

awaitable<void> create(PostgresLedger& ledger, core::IntentId id) {
    app::Append first = an_append(id, 0);
    first.events.front().type = "created";
    co_await ledger.append(std::move(first));
}

TEST(CapacityRaces, S34_NoGroupWinsMoreThanItHasInAThousandRacesOverTwoNodes) {
    const auto began = std::chrono::steady_clock::now();
    const parley::test::Database database = ledger_database();
    PostgresLedger here(settings_for(database.connection()));
    PostgresLedger there(settings_for(database.connection()));
    std::mt19937_64 dice(20'261'129);
    Tally tally;
    std::int64_t held_to_the_end = 0;
    for (std::uint64_t begin = 0; begin < races; begin += races_at_once) {
        std::vector<Race> some;
        std::vector<awaitable<void>> first;
        for (std::uint64_t number = begin; number < begin + races_at_once; ++number) {
            Race race{number, static_cast<std::int64_t>(1 + dice() % 3), 0};
            race.intents = static_cast<std::uint64_t>(race.slots) + 1 + dice() % 3;
            database.execute("INSERT INTO capacity_group VALUES ('" + core::to_text(race.shop()) + "', '" + group +
                             "', " + std::to_string(race.slots) + ")");
            for (std::uint64_t i = 0; i < race.intents; ++i)
                first.push_back(create(here, race.intent_of(i)));
            some.push_back(race);
        }
        run_all(std::move(first));
        std::vector<std::unique_ptr<Node>> nodes;
        std::vector<awaitable<void>> works;
        for (const Race& race : some)
            for (std::uint64_t i = 0; i < race.intents; ++i)
                for (std::uint64_t which = 0; which < 2; ++which) {
                    nodes.push_back(std::make_unique<Node>(which == 0 ? here : there, race, i, which, tally));
                    works.push_back(nodes.back()->run());
                }
        run_all(std::move(works));
        for (const Race& race : some) {
            std::int64_t confirmed = 0;
            for (std::uint64_t i = 0; i < race.intents; ++i)
                if (run(here.read(race.intent_of(i), 0)).events.back().type == "confirmed")
                    ++confirmed;
            const app::Capacity end = run(there.capacity(race.shop(), group));
            EXPECT_EQ(end.used, confirmed) << "race " << race.number;
            EXPECT_LE(confirmed, race.slots) << "race " << race.number;
            held_to_the_end += confirmed;
        }
        ASSERT_LT(std::chrono::steady_clock::now() - began, time_allowed) << "after " << begin << " races";
    }
    EXPECT_EQ(tally.over, 0) << "more were held at once than there are";
    // The races were races: nodes lost to each other, groups were full, and everything that can happen did.
    EXPECT_GT(held_to_the_end, 1'000);
    EXPECT_GT(tally.outcomes[AppendOutcome::conflict], 1'000);
    EXPECT_GT(tally.outcomes[AppendOutcome::capacity_taken], 1'000);
    for (const char* deed : {"awarded", "confirmed", "lapsed", "cancelled", "withdrawn"})
        EXPECT_GT(tally.deeds[deed], 100) << deed;
}

} // namespace
} // namespace parley::postgres::test
