#include "worlds.hpp"

#include <algorithm>

namespace parley::test {
namespace {

using app::AppendOutcome;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t start = 1'700'000'000'000'000;

/// `count` events after expected_seq. The hashes are no real chain: a ledger stores them and never computes them.
app::Append an_append(std::uint64_t number, std::int64_t expected_seq, const std::string& who = "a", int count = 1) {
    app::Append append;
    append.intent = intent(number);
    append.expected_seq = expected_seq;
    for (std::int64_t seq = expected_seq + 1; seq <= expected_seq + count; ++seq) {
        app::StoredEvent event;
        event.seq = seq;
        event.at = {start + seq};
        event.received_at = {start + seq - 1};
        event.type = "tested";
        event.body["who"] = who;
        event.hash = digest::sha256(who + "/" + std::to_string(seq));
        append.events.push_back(std::move(event));
    }
    append.head.state = "open";
    append.head.sector = "furniture/tables";
    append.head.created_at = {start};
    return append;
}

template <class World>
class LedgerPort : public testing::Test {
protected:
    AppendOutcome append(app::Append one) { return run(world_.ledger().append(std::move(one))); }
    app::IntentLog log(std::uint64_t number, std::int64_t after = 0) {
        return run(world_.ledger().read(intent(number), after));
    }
    std::vector<std::string> writers(std::uint64_t number) {
        std::vector<std::string> names;
        for (const app::StoredEvent& event : log(number).events)
            names.push_back(*event.body.at("who").as_string());
        return names;
    }
    std::size_t mails() { return run(world_.outbox().claim("mail", {start}, 1, 100)).size(); }
    /// What running it throws, or nothing.
    std::optional<runtime::Unavailable> refusal_of(app::Append one) {
        try {
            append(std::move(one));
        } catch (const runtime::Unavailable& error) {
            return error;
        }
        return std::nullopt;
    }
    static app::Append claiming(std::uint64_t number, std::int64_t expected_seq, bool give_back = false) {
        app::Append one = an_append(number, expected_seq);
        one.claims = {app::CapacityClaim{business(5), "weekend", give_back}};
        return one;
    }

    World world_;
};
TYPED_TEST_SUITE(LedgerPort, Worlds, WorldNames);

TYPED_TEST(LedgerPort, GivesBackWhatWasAppendedAndFromWhereOneAsks) {
    app::Append given = an_append(1, 0, "first", 2);
    given.events[0].command_key = "place-1";
    given.events[0].body["big"] = INT64_MAX;
    given.events[0].body["text"] = "Ä \"quoted\" \\ {}\n\t€ 🪑";
    for (const char* name : {"text", "name"})
        given.parts.push_back({2, name, {1, 2, 3, 255}, core::Value("call me")});
    given.parts.push_back({1, "text", {}, core::Value{}});
    ASSERT_EQ(this->append(given), AppendOutcome::committed);

    const app::IntentLog whole = this->log(1);
    ASSERT_THAT(whole.events, SizeIs(2));
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(whole.events[i].seq, given.events[i].seq);
        EXPECT_EQ(whole.events[i].at, given.events[i].at);
        EXPECT_EQ(whole.events[i].received_at, given.events[i].received_at);
        EXPECT_EQ(whole.events[i].type, given.events[i].type);
        EXPECT_EQ(whole.events[i].body, given.events[i].body);
        EXPECT_EQ(whole.events[i].command_key, given.events[i].command_key);
        EXPECT_EQ(whole.events[i].hash, given.events[i].hash);
    }
    ASSERT_THAT(whole.parts, SizeIs(3));
    EXPECT_EQ(whole.parts[0].seq, 1);
    EXPECT_EQ(whole.parts[1].name, "name");
    EXPECT_EQ(whole.parts[2].name, "text");
    EXPECT_EQ(whole.parts[2].salt, given.parts[0].salt);
    EXPECT_EQ(whole.parts[2].value, given.parts[0].value);

    const app::IntentLog rest = this->log(1, 1);
    EXPECT_THAT(rest.events, SizeIs(1));
    EXPECT_THAT(rest.parts, SizeIs(2));
    EXPECT_THAT(this->log(1, 2).events, IsEmpty());
    EXPECT_THAT(this->log(9).events, IsEmpty()) << "nobody has made that";
}

TYPED_TEST(LedgerPort, OnlyTheExpectedSeqWrites) {
    ASSERT_EQ(this->append(an_append(1, 0, "a", 2)), AppendOutcome::committed);
    EXPECT_EQ(this->append(an_append(1, 0, "b")), AppendOutcome::conflict) << "it exists already";
    EXPECT_EQ(this->append(an_append(1, 1, "b")), AppendOutcome::conflict) << "behind";
    EXPECT_EQ(this->append(an_append(1, 3, "b")), AppendOutcome::conflict) << "ahead";
    EXPECT_EQ(this->append(an_append(2, 1, "b")), AppendOutcome::conflict) << "does not exist";
    EXPECT_THAT(this->writers(1), ElementsAre("a", "a"));
    EXPECT_EQ(this->append(an_append(1, 2, "b")), AppendOutcome::committed);
    EXPECT_THAT(this->writers(1), ElementsAre("a", "a", "b"));
}

TYPED_TEST(LedgerPort, AnAppendWithoutEventsOnlyAsks) {
    ASSERT_EQ(this->append(an_append(1, 0, "a", 2)), AppendOutcome::committed);
    app::Append question = an_append(1, 2, "b", 0);
    question.head.next_due = core::Instant{start};
    question.outbox.push_back({"mail", "x", 2, {0}, core::Value(1)});
    EXPECT_EQ(this->append(question), AppendOutcome::committed);
    question.expected_seq = 1;
    EXPECT_EQ(this->append(question), AppendOutcome::conflict);
    EXPECT_EQ(this->append(an_append(7, 0, "b", 0)), AppendOutcome::committed) << "nothing is at 0";
    EXPECT_EQ(this->append(an_append(7, 1, "b", 0)), AppendOutcome::conflict);
    EXPECT_EQ(this->mails(), 0U);
    EXPECT_THAT(run(this->world_.ledger().due({start}, 10)), IsEmpty());
    EXPECT_THAT(run(this->world_.ledger().heads({intent(7)})), IsEmpty());
}

TYPED_TEST(LedgerPort, TellsHeadsAndWhatIsDue) {
    for (std::uint64_t i = 1; i <= 3; ++i) {
        app::Append one = an_append(i, 0, "a", static_cast<int>(i));
        if (i != 2)
            one.head.next_due = core::Instant{static_cast<std::int64_t>(100 * (4 - i))};
        ASSERT_EQ(this->append(one), AppendOutcome::committed);
    }
    auto heads = run(this->world_.ledger().heads({intent(1), intent(2), intent(9)}));
    std::sort(heads.begin(), heads.end(), [](const auto& a, const auto& b) { return a.seq < b.seq; });
    ASSERT_THAT(heads, SizeIs(2));
    EXPECT_EQ(heads[0].intent, intent(1));
    EXPECT_EQ(heads[0].next_due, core::Instant{300});
    EXPECT_EQ(heads[1].seq, 2);

    const auto due_by = [&](std::int64_t when, int limit) {
        std::vector<core::IntentId> ids;
        for (const app::DueHead& head : run(this->world_.ledger().due({when}, limit)))
            ids.push_back(head.intent);
        return ids;
    };
    EXPECT_THAT(due_by(99, 10), IsEmpty());
    EXPECT_THAT(due_by(100, 10), ElementsAre(intent(3)));
    EXPECT_THAT(due_by(300, 10), ElementsAre(intent(3), intent(1)));
    EXPECT_THAT(due_by(300, 1), ElementsAre(intent(3)));
    ASSERT_EQ(this->append(an_append(3, 3)), AppendOutcome::committed);
    EXPECT_THAT(due_by(300, 10), ElementsAre(intent(1))) << "the last append says when something is due";
}

TYPED_TEST(LedgerPort, ACommandKeyHasOneEffectPerIntent) {
    const auto with_key = [](std::uint64_t number, std::int64_t expected_seq) {
        app::Append one = an_append(number, expected_seq);
        one.events[0].command_key = "key-1";
        return one;
    };
    ASSERT_EQ(this->append(with_key(1, 0)), AppendOutcome::committed);
    const auto refused = this->refusal_of(with_key(1, 1));
    ASSERT_TRUE(refused);
    EXPECT_FALSE(refused->retryable());
    EXPECT_EQ(refused->outcome(), runtime::Outcome::not_done);
    EXPECT_THAT(this->log(1).events, SizeIs(1));
    EXPECT_EQ(this->append(with_key(2, 0)), AppendOutcome::committed) << "another intent, another effect";
    EXPECT_EQ(this->append(an_append(1, 1)), AppendOutcome::committed) << "without a key there is nothing to repeat";
    EXPECT_EQ(this->append(an_append(1, 2)), AppendOutcome::committed);
}

TYPED_TEST(LedgerPort, TextThatIsNoTextIsRefused) {
    for (const std::string& text : {std::string("\xff"), std::string("a\0b", 3)}) {
        app::Append bad = an_append(1, 0);
        bad.events[0].body["text"] = text;
        const auto refused = this->refusal_of(bad);
        ASSERT_TRUE(refused);
        EXPECT_FALSE(refused->retryable());
        EXPECT_EQ(refused->outcome(), runtime::Outcome::not_done);
    }
    EXPECT_THAT(this->log(1).events, IsEmpty());
    EXPECT_EQ(this->append(an_append(1, 0)), AppendOutcome::committed);
}

TYPED_TEST(LedgerPort, WhatFollowsIsPromisedInTheSameCommit) {
    app::Append one = an_append(1, 0);
    one.outbox.push_back({"mail", "buyer", 1, {start}, core::Value("x")});
    ASSERT_EQ(this->append(one), AppendOutcome::committed);
    EXPECT_EQ(this->append(one), AppendOutcome::conflict);
    const auto jobs = run(this->world_.outbox().claim("mail", {start}, 1, 100));
    ASSERT_THAT(jobs, SizeIs(1)) << "the append that lost promised nothing";
    EXPECT_EQ(jobs[0].intent, intent(1));
    EXPECT_EQ(jobs[0].target, "buyer");
    EXPECT_EQ(jobs[0].intent_seq, 1);
    EXPECT_EQ(jobs[0].body, core::Value("x"));
}

TYPED_TEST(LedgerPort, AGroupsSlotsAreTakenOnceEach) {
    this->world_.add_group(business(5), "weekend", 2);
    for (std::uint64_t i = 1; i <= 4; ++i)
        ASSERT_EQ(this->append(an_append(i, 0)), AppendOutcome::committed);
    EXPECT_EQ(this->append(this->claiming(1, 1)), AppendOutcome::committed);
    EXPECT_EQ(this->append(this->claiming(2, 5)), AppendOutcome::conflict) << "an append that lost takes no slot";
    EXPECT_EQ(this->append(this->claiming(2, 1)), AppendOutcome::committed);
    EXPECT_EQ(this->append(this->claiming(3, 1)), AppendOutcome::capacity_taken);
    EXPECT_THAT(this->log(3).events, SizeIs(1)) << "nothing was written";
    EXPECT_EQ(this->append(this->claiming(1, 2)), AppendOutcome::committed) << "its own slot is not taken twice";
    EXPECT_EQ(this->append(this->claiming(2, 2, true)), AppendOutcome::committed);
    EXPECT_EQ(this->append(this->claiming(3, 1)), AppendOutcome::committed) << "a slot given back can be taken";
    EXPECT_EQ(this->append(this->claiming(4, 1)), AppendOutcome::capacity_taken);
}

TYPED_TEST(LedgerPort, TellsHowFullAGroupIs) {
    this->world_.add_group(business(5), "weekend", 2);
    const auto fill = [&] {
        const app::Capacity now = run(this->world_.ledger().capacity(business(5), "weekend"));
        return std::pair(now.used, now.slots);
    };
    ASSERT_EQ(this->append(an_append(1, 0)), AppendOutcome::committed);
    EXPECT_EQ(fill(), std::pair(0L, 2L));
    EXPECT_EQ(this->append(this->claiming(1, 1)), AppendOutcome::committed);
    EXPECT_EQ(fill(), std::pair(1L, 2L));
    EXPECT_EQ(run(this->world_.ledger().capacity(business(6), "weekend")).slots, 0);
}

TYPED_TEST(LedgerPort, ASlotMayChangeGroupsInOneAppend) {
    this->world_.add_group(business(5), "weekend", 1);
    this->world_.add_group(business(5), "month", 1);
    ASSERT_EQ(this->append(an_append(1, 0)), AppendOutcome::committed);
    ASSERT_EQ(this->append(an_append(2, 0)), AppendOutcome::committed);
    ASSERT_EQ(this->append(this->claiming(1, 1)), AppendOutcome::committed);
    app::Append both = this->claiming(1, 2);
    both.claims = {{business(5), "month", false}, {business(5), "weekend", true}};
    EXPECT_EQ(this->append(both), AppendOutcome::committed);
    EXPECT_EQ(this->append(this->claiming(2, 1)), AppendOutcome::committed) << "the weekend is free again";
    app::Append neither = this->claiming(2, 2);
    neither.claims = {{business(5), "weekend", true}, {business(5), "month", false}};
    EXPECT_EQ(this->append(neither), AppendOutcome::capacity_taken);
    EXPECT_EQ(run(this->world_.ledger().capacity(business(5), "weekend")).used, 1) << "nothing was given back";
}

TYPED_TEST(LedgerPort, AGroupThatDoesNotExistHasNoSlots) {
    ASSERT_EQ(this->append(an_append(1, 0)), AppendOutcome::committed);
    EXPECT_EQ(this->append(this->claiming(1, 1)), AppendOutcome::capacity_taken);
}

TYPED_TEST(LedgerPort, ErasureTakesThePartsAndLeavesTheChain) {
    app::Append first = an_append(1, 0, "a", 2);
    for (const std::int64_t seq : {1, 2})
        first.parts.push_back({seq, "text", {}, core::Value("secret")});
    ASSERT_EQ(this->append(first), AppendOutcome::committed);
    app::Append lost = an_append(1, 1, "late");
    lost.erased = {{1, "text"}, {2, "text"}};
    EXPECT_EQ(this->append(lost), AppendOutcome::conflict);
    EXPECT_THAT(this->log(1).parts, SizeIs(2)) << "a lost append erases nothing";
    app::Append erasing = an_append(1, 2, "erase");
    erasing.erased = {{1, "text"}, {2, "none"}};
    EXPECT_EQ(this->append(erasing), AppendOutcome::committed);
    EXPECT_THAT(this->log(1).events, SizeIs(3));
    ASSERT_THAT(this->log(1).parts, SizeIs(1));
    EXPECT_EQ(this->log(1).parts[0].seq, 2);
}

} // namespace
} // namespace parley::test
