// Every statement that a batch can be written with, each with a batch that needs it: what should be committed is,
// whole, and of what comes too late nothing.
#include "adapters/postgres/append_sql.hpp"

#include "adapters/postgres/append_batch.hpp"
#include "ledger_tools.hpp"

#include <gtest/gtest.h>

#include <set>

namespace parley::postgres::test {
namespace {

using app::AppendOutcome;

struct Batch {
    std::vector<app::Append> appends;
    std::vector<AppendOutcome> outcomes; // that they should have
};

class AppendStatements : public testing::Test {
protected:
    void SetUp() override {
        session_.guard([&] {
            for (std::uint64_t there = 1; there <= 4; ++there) {
                const auto append = an_append(intent(there), 0, "before");
                const app::Append* const one[] = {&append};
                append_batch(session_, one);
            }
        });
    }

    // Too-late twins have a place of their own, for a batch has one append of each intent.
    static Batch batch_of(const BatchKinds& kinds, std::uint64_t fresh) {
        Batch batch;
        const auto add = [&](app::Append append, AppendOutcome outcome) {
            if (!append.events.empty())
                enrich(append, kinds);
            batch.appends.push_back(std::move(append));
            batch.outcomes.push_back(outcome);
        };
        const auto add_with_twin = [&](const app::Append& right, const app::Append& late) {
            add(right, AppendOutcome::committed);
            if (kinds.several)
                add(late, AppendOutcome::conflict);
        };
        if (kinds.goes_on)
            add_with_twin(an_append(intent(1), 1, "on", 2), an_append(intent(2), 7, "late"));
        if (kinds.begins)
            add_with_twin(an_append(intent(fresh), 0, "new"), an_append(intent(3), 0, "late"));
        if (kinds.asks)
            add_with_twin(an_append(intent(4), 1, "", 0), an_append(intent(5), 1, "", 0));
        return batch;
    }
    static void enrich(app::Append& append, const BatchKinds& kinds) {
        const std::int64_t seq = append.events.back().seq;
        if (kinds.parts)
            append.parts = {{seq, "text", {}, core::Value("words")}, {seq, "price", {}, core::Value(1)}};
        if (kinds.promises)
            append.outbox = {{"mail", "consumer", seq, {7}, core::Value(1)}};
        if (kinds.deeds)
            append.deeds = {{seq, business(7), "seat"}};
    }
    // Rows of a batch's own writing, in all tables.
    std::string rows() const {
        const auto rows = database_.execute(
            "SELECT (SELECT count(*) FROM intent_event WHERE body ->> 'who' <> 'before'), (SELECT count(*) FROM "
            "intent_part), (SELECT count(*) FROM outbox), (SELECT count(*) FROM seat_act), (SELECT sum(seq) FROM "
            "intent_head)");
        std::string text;
        for (const std::string& cell : rows.at(0))
            text += cell + " ";
        return text;
    }
    static std::string rows_of(const Batch& batch) {
        std::size_t events = 0, parts = 0, promises = 0, deeds = 0, seqs = 4;
        for (std::size_t at = 0; at < batch.appends.size(); ++at) {
            const app::Append& append = batch.appends[at];
            if (batch.outcomes[at] != AppendOutcome::committed)
                continue;
            events += append.events.size();
            seqs += append.events.size();
            parts += append.parts.size();
            promises += append.outbox.size();
            deeds += append.deeds.size();
        }
        std::string text;
        for (const std::size_t count : {events, parts, promises, deeds, seqs})
            text += std::to_string(count) + " ";
        return text;
    }

    parley::test::Database database_ = ledger_database();
    Session session_{settings_for(database_.connection()).session};
};

std::vector<BatchKinds> all_kinds() {
    std::vector<BatchKinds> all;
    for (unsigned bits = 0; bits < 128; ++bits) {
        const auto bit = [bits](unsigned n) { return (bits >> n & 1U) != 0; };
        const BatchKinds kinds{bit(0), bit(1), bit(2), bit(3), bit(4), bit(5), bit(6)};
        const int acts = (kinds.begins ? 1 : 0) + (kinds.goes_on ? 1 : 0) + (kinds.asks ? 1 : 0);
        const bool writes = kinds.begins || kinds.goes_on;
        const bool writes_more = kinds.parts || kinds.promises || kinds.deeds;
        if (acts > 0 && (kinds.several || acts == 1) && (writes || !writes_more))
            all.push_back(kinds);
    }
    return all;
}

TEST_F(AppendStatements, EachWritesWhatItsBatchHoldsAndNothingThatComesTooLate) {
    std::set<const char*> texts;
    for (const BatchKinds& kinds : all_kinds()) {
        texts.insert(append_statement(kinds).text);
        const Batch batch = batch_of(kinds, 100);
        std::vector<const app::Append*> appends;
        for (const app::Append& append : batch.appends)
            appends.push_back(&append);
        database_.execute("DELETE FROM intent_event WHERE body ->> 'who' <> 'before'; DELETE FROM intent_part; "
                          "DELETE FROM outbox; DELETE FROM seat_act; UPDATE intent_head SET seq = 1; "
                          "DELETE FROM intent_head WHERE intent_id NOT IN (SELECT intent_id FROM intent_event)");
        std::vector<AppendOutcome> outcomes;
        session_.guard([&] { outcomes = append_batch(session_, appends); });
        EXPECT_EQ(outcomes, batch.outcomes) << append_statement(kinds).text;
        EXPECT_EQ(rows(), rows_of(batch)) << append_statement(kinds).text;
    }
    EXPECT_EQ(texts.size(), all_kinds().size());
}

TEST_F(AppendStatements, AreOneForBatchesOfOneKind) {
    const BatchKinds kinds{.goes_on = true, .parts = true};
    EXPECT_EQ(append_statement(kinds).text, append_statement(kinds).text);
    EXPECT_EQ(std::string(append_statement(kinds).text).find("outbox"), std::string::npos);
}

} // namespace
} // namespace parley::postgres::test
