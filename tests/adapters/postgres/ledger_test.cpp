#include "adapters/postgres/ledger.hpp"

#include "ledger_proxy.hpp"
#include "ledger_tools.hpp"
#include "wire/value_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <random>
#include <set>
#include <thread>

namespace parley::postgres::test {
namespace {

using app::AppendOutcome;
using runtime::Outcome;
using runtime::Unavailable;
using testing::Each;
using testing::ElementsAre;

class Ledger : public testing::Test {
protected:
    PostgresLedger& ledger() {
        if (!ledger_)
            ledger_ = std::make_unique<PostgresLedger>(settings_);
        return *ledger_;
    }
    AppendOutcome append(app::Append one) { return run(ledger().append(std::move(one))); }
    std::string one(const std::string& sql) { return database_.execute(sql).at(0).at(0); }

    parley::test::Database database_ = ledger_database();
    LedgerSettings settings_ = settings_for(database_.connection());
    std::unique_ptr<PostgresLedger> ledger_;
};

// Holds the writer before its first statement until the test lets it go, so that what waits meanwhile is one batch.
class Gate {
public:
    void pass(std::string_view point) {
        if (point != "before_commit")
            return;
        std::unique_lock lock(mutex_);
        reached_ = true;
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
    }
    void await_arrival() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return reached_; });
    }
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool reached_ = false;
    bool open_ = false;
};

// Spawns one coroutine per append while the writer is held, and gives their outcomes; an exception is nothing.
struct Held {
    std::vector<std::optional<AppendOutcome>> outcomes;
    std::vector<std::exception_ptr> errors;
};
Held append_while_held(PostgresLedger& ledger, Gate& gate, std::vector<app::Append> appends) {
    asio::io_context loop(1);
    Held held;
    held.outcomes.resize(appends.size());
    held.errors.resize(appends.size());
    const auto spawn = [&](std::size_t i) {
        asio::co_spawn(loop, ledger.append(appends[i]), [&held, i](std::exception_ptr error, AppendOutcome outcome) {
            held.errors[i] = error;
            if (!error)
                held.outcomes[i] = outcome;
        });
    };
    spawn(0);
    loop.poll();
    gate.await_arrival();
    for (std::size_t i = 1; i < appends.size(); ++i)
        spawn(i);
    loop.poll();
    gate.open();
    loop.run();
    return held;
}

TEST_F(Ledger, KeepsEventsPartsHeadAndPromisesExactly) {
    auto given = an_append(intent(1), 0, "first", 2);
    given.events[0].command_key = "place-1";
    given.events[0].body["big"] = core::Value(INT64_MAX);
    given.events[0].body["small"] = core::Value(INT64_MIN);
    given.events[0].body["text"] = "Ä \"quoted\" \\ {}\n\t€ 🪑";
    given.events[0].body["list"].push_back(core::Value(true));
    given.events[0].body["list"].push_back(core::Value());
    app::StoredPart part;
    part.seq = 2;
    part.name = "text";
    part.salt = {1, 2, 3, 255};
    part.value = "call me";
    given.parts.push_back(part);
    given.outbox.push_back({"topic", "sector/furniture", 1, {5}, core::Value(1)});
    given.outbox.push_back({"mail", "consumer", 2, {7}, core::Value("x")});
    given.head.next_due = core::Instant{99};
    given.head.is_public = true;
    ASSERT_EQ(append(given), AppendOutcome::committed);

    const auto log = run(ledger().read(intent(1), 0));
    ASSERT_EQ(log.events.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        const auto& was = given.events[i];
        const auto& is = log.events[i];
        EXPECT_EQ(is.seq, was.seq);
        EXPECT_EQ(is.at, was.at);
        EXPECT_EQ(is.received_at, was.received_at);
        EXPECT_EQ(is.type, was.type);
        EXPECT_EQ(is.command_key, was.command_key);
        EXPECT_EQ(is.hash, was.hash);
        EXPECT_EQ(wire::to_json(is.body), wire::to_json(was.body)) << "the bytes that were hashed";
    }
    ASSERT_EQ(log.parts.size(), 1U);
    EXPECT_EQ(log.parts[0].seq, 2);
    EXPECT_EQ(log.parts[0].name, "text");
    EXPECT_EQ(log.parts[0].salt, part.salt);
    EXPECT_EQ(log.parts[0].value, part.value);

    EXPECT_THAT(database_.execute("SELECT seq, state, sector, consumer_id, next_due, summary->>'title', is_public,"
                                  " created_at FROM intent_head")[0],
                ElementsAre("2", "open", "furniture/tables", "00000000000000000000000000", "99", "table", "t",
                            "1700000000000000"));
    EXPECT_THAT(database_.execute("SELECT kind, target, intent_seq, not_before, body FROM outbox ORDER BY id"),
                ElementsAre(ElementsAre("topic", "sector/furniture", "1", "5", "1"),
                            ElementsAre("mail", "consumer", "2", "7", "\"x\"")));

    EXPECT_EQ(run(ledger().read(intent(1), 1)).events.at(0).seq, 2);
    EXPECT_TRUE(run(ledger().read(intent(1), 2)).events.empty());
    EXPECT_TRUE(run(ledger().read(intent(2), 0)).events.empty());
}

TEST_F(Ledger, PutsAllThatWaitsIntoOneStatementAndOneCommit) {
    Gate gate;
    settings_.crash_point = [&](std::string_view point) { gate.pass(point); };
    std::vector<app::Append> appends;
    for (std::uint64_t i = 0; i <= 100; ++i)
        appends.push_back(an_append(intent(i + 1), 0));
    const auto held = append_while_held(ledger(), gate, appends);
    for (const auto& outcome : held.outcomes)
        EXPECT_EQ(outcome, AppendOutcome::committed);
    EXPECT_EQ(ledger().counters().batches, 2U) << "the first alone, then the hundred that waited";
    EXPECT_EQ(ledger().sql_counters().statements, 2U);
    EXPECT_EQ(ledger().sql_counters().commits, 0U) << "a statement commits by itself";
    EXPECT_EQ(one("SELECT count(*) FROM intent_event"), "101");
    // xmin is the transaction that wrote a row.
    EXPECT_EQ(one("SELECT count(DISTINCT xmin::text) FROM intent_event"), "2");
}

TEST_F(Ledger, WhatSeatsDidSharesTheCommitOfTheOthers) {
    Gate gate;
    settings_.crash_point = [&](std::string_view point) { gate.pass(point); };
    std::vector<app::Append> appends;
    for (std::uint64_t i = 1; i <= 20; ++i) {
        appends.push_back(an_append(intent(i), 0));
        if (i % 2 == 0)
            appends.back().deeds = {{1, core::BusinessId{{7, 7}}, "seat" + std::to_string(i)}};
    }
    const auto held = append_while_held(ledger(), gate, appends);
    EXPECT_THAT(held.outcomes, Each(AppendOutcome::committed));
    EXPECT_EQ(ledger().sql_counters().statements, 2U);
    EXPECT_EQ(one("SELECT count(*) FROM seat_act a JOIN intent_event e USING (intent_id, seq)"
                  " WHERE a.what = e.type AND a.at = e.at AND a.seat_id LIKE 'seat%'"),
              "10");
    auto lost = an_append(intent(2), 0, "rival");
    lost.deeds = {{1, core::BusinessId{{7, 7}}, "seat"}};
    EXPECT_EQ(append(lost), AppendOutcome::conflict);
    EXPECT_EQ(one("SELECT count(*) FROM seat_act"), "10") << "what was not written was not done";
}

TEST_F(Ledger, LaterAppendsOfAnIntentSeeTheOutcomeOfTheOneBefore) {
    Gate gate;
    settings_.crash_point = [&](std::string_view point) { gate.pass(point); };
    const auto held = append_while_held(ledger(), gate,
                                        {an_append(intent(9), 0), an_append(intent(1), 0), an_append(intent(1), 1),
                                         an_append(intent(1), 1, "rival"), an_append(intent(1), 2)});
    EXPECT_THAT(held.outcomes, ElementsAre(AppendOutcome::committed, AppendOutcome::committed, AppendOutcome::committed,
                                           AppendOutcome::conflict, AppendOutcome::committed));
    EXPECT_EQ(ledger().counters().batches, 5U);
}

TEST_F(Ledger, EqualQuestionsShareAPlaceInTheBatch) {
    ASSERT_EQ(append(an_append(intent(1), 0)), AppendOutcome::committed);
    ledger_.reset();
    Gate gate;
    settings_.crash_point = [&](std::string_view point) { gate.pass(point); };
    std::vector<app::Append> appends(50, an_append(intent(1), 1, "a", 0));
    const auto held = append_while_held(ledger(), gate, appends);
    for (const auto& outcome : held.outcomes)
        EXPECT_EQ(outcome, AppendOutcome::committed);
    EXPECT_EQ(ledger().counters().batches, 2U);
}

TEST_F(Ledger, ABadAppendAnswersAloneAndSpoilsNobody) {
    ASSERT_EQ(append([] {
                  auto first = an_append(intent(3), 0);
                  first.events[0].command_key = "used";
                  return first;
              }()),
              AppendOutcome::committed);
    ledger_.reset();
    Gate gate;
    settings_.crash_point = [&](std::string_view point) { gate.pass(point); };
    auto with_nul = an_append(intent(2), 0);
    with_nul.events[0].type = std::string("a\0b", 3);
    auto used_key = an_append(intent(3), 1);
    used_key.events[0].command_key = "used";
    const auto held = append_while_held(ledger(), gate,
                                        {an_append(intent(9), 0), an_append(intent(1), 0), with_nul, used_key,
                                         an_append(intent(4), 0), an_append(intent(5), 7)});
    EXPECT_THAT(held.outcomes, ElementsAre(AppendOutcome::committed, AppendOutcome::committed, std::nullopt,
                                           std::nullopt, AppendOutcome::committed, AppendOutcome::conflict));
    for (const std::size_t bad : {2U, 3U}) {
        try {
            std::rethrow_exception(held.errors[bad]);
        } catch (const Unavailable& error) {
            EXPECT_EQ(error.outcome(), Outcome::not_done);
            EXPECT_FALSE(error.retryable()) << error.what();
        }
    }
    EXPECT_EQ(ledger().counters().alone, 5U);
    EXPECT_EQ(one("SELECT count(*) FROM intent_event"), "4");
}

TEST_F(Ledger, SaysNotDoneWithoutADatabase) {
    PostgresLedger nowhere(settings_for("host=/nonexistent dbname=none"));
    const auto failure = failure_of(nowhere.append(an_append(intent(1), 0)));
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->outcome(), Outcome::not_done);
    EXPECT_TRUE(failure_of(nowhere.read(intent(1), 0)));
}

TEST_F(Ledger, RefusesWhatWaitsBeyondItsBound) {
    Gate gate;
    settings_.crash_point = [&](std::string_view point) { gate.pass(point); };
    settings_.waiting_max = 2;
    std::vector<app::Append> appends;
    for (std::uint64_t i = 0; i < 4; ++i)
        appends.push_back(an_append(intent(i + 1), 0));
    const auto held = append_while_held(ledger(), gate, appends);
    EXPECT_THAT(held.outcomes, ElementsAre(AppendOutcome::committed, AppendOutcome::committed, AppendOutcome::committed,
                                           std::nullopt));
    EXPECT_EQ(one("SELECT count(*) FROM intent_head"), "3");
}

TEST_F(Ledger, WhatWaitsWhenItStopsIsNotDone) {
    Gate gate;
    settings_.crash_point = [&](std::string_view point) { gate.pass(point); };
    asio::io_context loop(1);
    std::vector<std::string> ends;
    const auto note = [&](std::exception_ptr error, AppendOutcome) {
        try {
            if (error)
                std::rethrow_exception(error);
            ends.push_back("committed");
        } catch (const Unavailable& failure) {
            ends.push_back(failure.outcome() == Outcome::not_done ? "not_done" : "unknown");
        }
    };
    asio::co_spawn(loop, ledger().append(an_append(intent(1), 0)), note);
    loop.poll();
    gate.await_arrival();
    asio::co_spawn(loop, ledger().append(an_append(intent(2), 0)), note);
    loop.poll();
    std::thread stopper([&] { ledger().stop(); });
    while (ledger().counters().waiting > 0)
        std::this_thread::yield();
    gate.open();
    stopper.join();
    loop.restart();
    loop.run();
    std::sort(ends.begin(), ends.end());
    EXPECT_THAT(ends, ElementsAre("committed", "not_done"));
}

// --- capacity and erasure -------------------------------------------------------------------------------------------

app::Append claiming(std::uint64_t id, std::int64_t expected_seq, bool give_back = false) {
    auto append = an_append(intent(id), expected_seq);
    append.claims = {app::CapacityClaim{business(5), "weekend", give_back}};
    return append;
}

TEST_F(Ledger, TwoNodesNeverTakeTheSameSlot) {
    database_.execute("INSERT INTO capacity_group VALUES ('" + core::to_text(business(5)) + "', 'weekend', 3)");
    PostgresLedger other(settings_);
    asio::io_context loop(1);
    std::map<AppendOutcome, int> outcomes;
    for (std::uint64_t i = 1; i <= 10; ++i) {
        ASSERT_EQ(append(an_append(intent(i), 0)), AppendOutcome::committed);
        auto& node = i % 2 == 0 ? ledger() : other;
        asio::co_spawn(loop, node.append(claiming(i, 1)), [&](std::exception_ptr error, AppendOutcome outcome) {
            if (!error)
                ++outcomes[outcome];
        });
    }
    loop.run();
    EXPECT_EQ(outcomes[AppendOutcome::committed], 3);
    EXPECT_EQ(outcomes[AppendOutcome::capacity_taken], 7);
    EXPECT_EQ(one("SELECT count(*) FROM capacity_claim"), "3");
}

TEST_F(Ledger, NoRaceOfAThousandWinsMoreThanItsGroupHas) {
    std::mt19937_64 dice(20'261'127);
    const auto draw = [&](std::uint64_t most) { return 1 + dice() % most; };
    PostgresLedger other(settings_);
    std::uint64_t next = 1'000;
    std::int64_t full = 0;
    constexpr int races = 1'000;
    for (int race = 0; race < races; ++race) {
        const auto slots = static_cast<std::int64_t>(draw(3));
        const std::uint64_t rivals = 1 + draw(4);
        const std::string group = "race " + std::to_string(race);
        database_.execute("INSERT INTO capacity_group VALUES ('" + core::to_text(business(5)) + "', '" + group + "', " +
                          std::to_string(slots) + ")");
        asio::io_context loop(1);
        std::int64_t won = 0;
        std::int64_t lost = 0;
        for (std::uint64_t i = 0; i < rivals; ++i) {
            app::Append award = an_append(intent(next++), 0);
            award.claims = {{business(5), group, false}};
            auto& node = draw(2) == 1 ? ledger() : other;
            asio::co_spawn(loop, node.append(std::move(award)), [&](std::exception_ptr error, AppendOutcome outcome) {
                ASSERT_FALSE(error);
                ++(outcome == AppendOutcome::committed ? won : lost);
            });
        }
        loop.run();
        const auto all = static_cast<std::int64_t>(rivals);
        ASSERT_EQ(won, std::min(slots, all)) << "race " << race;
        ASSERT_EQ(won + lost, all);
        full += lost > 0 ? 1 : 0;
    }
    EXPECT_GT(full, races / 4) << "many of them had more rivals than slots";
    EXPECT_EQ(one("SELECT max(n - slots) FROM (SELECT slots, count(*) AS n FROM capacity_group g JOIN capacity_claim c "
                  "ON c.business_id = g.business_id AND c.group_name = g.name GROUP BY g.name, slots) AS t"),
              "0");
}

// --- many at once ---------------------------------------------------------------------------------------------------

struct Tally {
    std::map<std::pair<core::IntentId, std::int64_t>, std::vector<std::string>> committed; // who got which seq
    int conflicts = 0, failed = 0;
    std::set<std::string> unknown; // who cannot tell
    std::atomic<int> answers = 0;  // of appends, whatever they were; others may wait for it to move
    void count_answer() {
        ++answers;
        answers.notify_all();
    }
};

// Tries to write `wanted` events of its own into the intent, whatever the others do.
awaitable<void> contend(PostgresLedger& ledger, core::IntentId id, std::string who, int wanted, Tally& tally) {
    std::int64_t seen = 0;
    for (int mine = 0; mine < wanted;) {
        const std::string name = who + "." + std::to_string(mine);
        auto append = an_append(id, seen, name);
        bool reload = false;
        try {
            const auto outcome = co_await ledger.append(append);
            if (outcome == AppendOutcome::committed) {
                tally.committed[{id, seen + 1}].push_back(name);
                ++seen;
                ++mine;
            } else {
                ++tally.conflicts;
                reload = true;
            }
        } catch (const Unavailable& error) {
            ++tally.failed;
            if (error.outcome() == Outcome::unknown) {
                tally.unknown.insert(name);
                ++mine;
            }
            reload = true;
        }
        tally.count_answer();
        if (!reload)
            continue;
        try {
            const std::vector<core::IntentId> ids = {id};
            for (const auto& head : co_await ledger.heads(ids))
                seen = head.seq;
        } catch (const Unavailable&) {
            ++tally.failed;
        }
    }
}

// Every seq has one event, it is the one that was told so, and nobody else was told the same.
void expect_one_winner_each(const parley::test::Database& database, const Tally& tally) {
    std::map<std::string, std::int64_t> next;
    std::size_t told = 0;
    for (const auto& row :
         database.execute("SELECT intent_id, seq, body->>'who' FROM intent_event ORDER BY intent_id, seq")) {
        const std::int64_t seq = std::stoll(row[1]);
        EXPECT_EQ(seq, ++next[row[0]]) << "gap in " << row[0];
        const auto winner = tally.committed.find({*core::parse_id<core::IntentId>(row[0]), seq});
        if (winner == tally.committed.end()) {
            EXPECT_TRUE(tally.unknown.contains(row[2])) << row[2] << " is in the log, and was told that it is not";
            continue;
        }
        ++told;
        EXPECT_THAT(winner->second, ElementsAre(row[2]));
    }
    EXPECT_EQ(told, tally.committed.size()) << "something acknowledged is not in the log";
    for (const auto& row : database.execute("SELECT intent_id, seq FROM intent_head"))
        EXPECT_EQ(std::stoll(row[1]), next[row[0]]);
}

TEST_F(Ledger, OneWriterWinsEachVersionWhoeverTries) {
    settings_.writers = 2;
    PostgresLedger other(settings_);
    Tally tally;
    asio::io_context loop(1);
    constexpr int wanted = 4;
    for (std::uint64_t id = 1; id <= 10; ++id)
        for (int rival = 0; rival < 6; ++rival)
            asio::co_spawn(
                loop,
                contend(rival % 2 == 0 ? ledger() : other, intent(id), "r" + std::to_string(rival), wanted, tally),
                asio::detached);
    loop.run();
    EXPECT_EQ(tally.committed.size(), 10U * 6U * wanted);
    EXPECT_GT(tally.conflicts, 0) << "nobody contended, so nothing was shown";
    EXPECT_EQ(tally.failed, 0);
    expect_one_winner_each(database_, tally);
    // Sixty begin at once, so many a statement takes more than one of them; those that lost were in statements too.
    const auto tries = tally.committed.size() + static_cast<std::size_t>(tally.conflicts);
    EXPECT_LT(ledger().counters().batches + other.counters().batches, tries);
}

TEST_F(Ledger, KilledBackendsLoseNothingThatWasAcknowledged) {
    PostgresLedger other(settings_);
    Tally tally;
    asio::io_context loop(1);
    std::atomic<bool> done{false};
    int kills = 0;
    std::thread killer([&] {
        std::mt19937 dice(20261124);
        while (!done) {
            // Those at work, and not those that are just being set up: SOCI would lose their memory.
            database_.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND query LIKE '%intent_%'");
            ++kills;
            const int until = tally.answers + 5 + static_cast<int>(dice() % 30);
            for (int seen = tally.answers; seen < until && !done; seen = tally.answers)
                tally.answers.wait(seen);
        }
    });
    for (std::uint64_t id = 1; id <= 8; ++id)
        for (int rival = 0; rival < 4; ++rival)
            asio::co_spawn(
                loop, contend(rival % 2 == 0 ? ledger() : other, intent(id), "r" + std::to_string(rival), 25, tally),
                asio::detached);
    loop.run();
    done = true;
    tally.count_answer();
    killer.join();
    EXPECT_GT(kills, 3);
    EXPECT_GT(ledger().counters().looked_up + other.counters().looked_up, 0U) << "no kill hit a commit";
    EXPECT_TRUE(tally.unknown.empty()) << "the database was there, so everything could be found out";
    expect_one_winner_each(database_, tally);
}

// --- lost answers ---------------------------------------------------------------------------------------------------

std::string server_folder() {
    Session session(settings_for(parley::test::process_database().connection()).session);
    std::string folder;
    session.guard([&] { folder = session.execute_text("SHOW unix_socket_directories").text(0, 0); });
    return folder;
}

class LedgerOnALossyLine : public Ledger {
protected:
    LedgerOnALossyLine() {
        settings_.session.url += " host=" + line_.folder();
        EXPECT_EQ(append(an_append(intent(1), 0)), AppendOutcome::committed);
    }
    LossyLine line_{server_folder()};
};

TEST_F(LedgerOnALossyLine, FindsItsOwnCommitWhoseAnswerWasLost) {
    line_.lose_next_answer();
    EXPECT_EQ(append(an_append(intent(1), 1, "mine")), AppendOutcome::committed);
    EXPECT_EQ(line_.answers_lost(), 1);
    EXPECT_EQ(ledger().counters().looked_up, 1U);
    EXPECT_EQ(one("SELECT count(*) FROM intent_event WHERE body->>'who' = 'mine'"), "1");
}

TEST_F(LedgerOnALossyLine, DoesNotTakeSomebodyElsesEventForItsOwn) {
    PostgresLedger rival(settings_for(database_.connection()));
    ASSERT_EQ(run(rival.append(an_append(intent(1), 1, "rival"))), AppendOutcome::committed);
    line_.lose_next_answer();
    EXPECT_EQ(append(an_append(intent(1), 1, "mine")), AppendOutcome::conflict);
    EXPECT_EQ(line_.answers_lost(), 1);
}

TEST_F(LedgerOnALossyLine, FindsItsOwnClaimWhoseAnswerWasLost) {
    database_.execute("INSERT INTO capacity_group VALUES ('" + core::to_text(business(5)) + "', 'weekend', 1)");
    ASSERT_EQ(append(claiming(2, 0, true)), AppendOutcome::committed) << "connects the lane of claims";
    line_.lose_next_answer();
    EXPECT_EQ(append(claiming(1, 1)), AppendOutcome::committed);
    EXPECT_EQ(line_.answers_lost(), 1);
    EXPECT_EQ(one("SELECT count(*) FROM capacity_claim"), "1");
    EXPECT_EQ(one("SELECT seq FROM intent_head WHERE intent_id = '" + core::to_text(intent(1)) + "'"), "2");
}

TEST_F(LedgerOnALossyLine, SaysUnknownWhenItCannotFindOut) {
    ledger_.reset();
    settings_.unknown_for = std::chrono::milliseconds(200);
    ASSERT_EQ(append(an_append(intent(2), 0)), AppendOutcome::committed);
    line_.lose_next_answer();
    line_.stay_down();
    const auto failure = failure_of(ledger().append(an_append(intent(1), 1, "mine")));
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->outcome(), Outcome::unknown);
    EXPECT_EQ(one("SELECT count(*) FROM intent_event WHERE body->>'who' = 'mine'"), "1") << "it was in fact written";
}

} // namespace
} // namespace parley::postgres::test
