// A small world for the use cases: every port is a fake, the clock stands where the test puts it, and one thread runs
// all reactors step by step. Several nodes may share the stores, as in production.
#pragma once

#include "app/consequences.hpp"
#include "app/log_codec.hpp"
#include "app/market.hpp"
#include "core/market_builders.hpp"
#include "support/coroutines/coroutines.hpp"
#include "support/fakes/fake_ledger.hpp"
#include "support/fakes/fake_live.hpp"
#include "support/fakes/fake_outbox.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <limits>
#include <mutex>
#include <stdexcept>

namespace parley::app::test {

using core::testing::a_market;
using core::testing::at;
using core::testing::business_id;
using core::testing::offer_id;
using core::testing::Strings;
using core::testing::t0;
using Steps = core::testing::Market; // builds envelopes and logs
using parley::test::Ended;
using parley::test::FakeLedger;
using parley::test::FakeLiveState;
using parley::test::FakeLiveStore;
using parley::test::FakeOutbox;
using runtime::Unavailable;

inline constexpr core::Instant for_ever{std::numeric_limits<core::Micros>::max()};

inline core::PrincipalId the_buyer() {
    core::PrincipalId id;
    id.high = 0xC0;
    return id;
}

/// Runs all reactors on the test's own thread.
class Stepper {
public:
    runtime::Reactors reactors;
    explicit Stepper(std::size_t count) : reactors(count) {}

    /// Runs what can be run now; what waits for a timer, a gate or another thread stays.
    void settle() {
        for (bool moved = true; moved;) {
            moved = false;
            for (std::size_t i = 0; i < reactors.size(); ++i)
                moved = context(i).poll() > 0 || moved;
        }
    }
    /// Runs until the condition holds. That it never does is found out after ten seconds.
    template <class Condition>
    void until(Condition holds) {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        for (settle(); !holds(); settle()) {
            if (std::chrono::steady_clock::now() > give_up)
                throw std::runtime_error("waited ten seconds in vain");
            for (std::size_t i = 0; i < reactors.size(); ++i)
                context(i).run_one_for(std::chrono::milliseconds(1));
        }
    }
    template <class T>
    auto start(awaitable<T> work) {
        auto ended = parley::test::start(reactors.executor(0), std::move(work));
        settle();
        return ended;
    }
    template <class T>
    T run(awaitable<T> work) {
        const auto ended = start(std::move(work));
        until([&] { return ended->done; });
        return ended->take();
    }

private:
    asio::io_context& context(std::size_t i) { return reactors.executor(i).context(); }
};

/// Keeps what it was told, and notes it in a journal that others write into too.
class Listener final : public Sink {
public:
    explicit Listener(Strings* journal = nullptr) : journal_(journal) {}
    void subscribed(const Subscribed& note) override { notes.push_back(note); }
    void push(const PushPtr& message) override {
        pushes.push_back(message);
        if (journal_ != nullptr)
            journal_->push_back("told " + message->type);
    }
    void missed(const PushPtr& message) override { push(message); }
    void refused(const std::string&, const std::string& code, const std::string&) override { refusals.push_back(code); }

    Strings types() const {
        Strings types;
        for (const PushPtr& push : pushes)
            types.push_back(push->type);
        return types;
    }
    std::vector<std::int64_t> seqs() const {
        std::vector<std::int64_t> seqs;
        for (const PushPtr& push : pushes)
            seqs.push_back(push->seq);
        return seqs;
    }
    std::vector<Subscribed> notes;
    std::vector<PushPtr> pushes;
    Strings refusals;

private:
    Strings* journal_;
};

/// One process on the shared stores.
struct Node {
    Node(FakeLiveStore& store, std::function<bool()> at_home, const std::function<MarketParts(LiveState&)>& parts)
        : live(
              store, [this](Committed run) { market.committed_elsewhere(std::move(run)); }, std::move(at_home)),
          market(parts(live)) {}
    ~Node() { EXPECT_EQ(live.calls_from_elsewhere(), 0) << "the live state was used off its reactor"; }
    FakeLiveState live;
    Market market;
};

class World : public Stepper {
public:
    explicit World(std::size_t reactor_count = 2) : Stepper(reactor_count) {
        ledger.on_commit = [this](const Append&) { journal.emplace_back("committed"); };
    }

    core::Instant now = t0;
    Strings journal; // in which order things were done
    FakeOutbox outbox;
    FakeLedger ledger{outbox};
    FakeLiveStore live_store;
    core::Value buyer_contact = [] {
        core::Value contact;
        contact["email"] = "buyer@example.org";
        return contact;
    }();
    bool contact_fails = false;
    std::vector<Committed> announced;     // what the workers were woken for
    std::atomic<std::size_t> encoded = 0; // messages

    /// A market on these stores; the first is made when it is asked for.
    Market& market() { return node(0).market; }
    Node& node(std::size_t index) {
        while (nodes_.size() <= index)
            add_node();
        return *nodes_[index];
    }

    /// Another id whose home is that reactor.
    core::IntentId intent_at(std::size_t reactor = 0) {
        core::IntentId id;
        id.high = 0x1E;
        do
            id.low = ++last_intent_;
        while (reactors.home_of(std::hash<core::IntentId>{}(id)) != reactor);
        return id;
    }
    /// Puts the log of a market built by hand into the ledger, with what it promises.
    void store(const core::IntentId& id, const Steps& steps) {
        const EncodedRun run = encode_run({}, steps.log, core::Entropy{});
        Append append;
        append.intent = id;
        append.events = run.events;
        append.parts = run.parts;
        append.head = head_facts(steps.state);
        core::State walking;
        for (const core::Record& record : steps.log) {
            core::evolve(walking, record);
            for (OutboxRow& row : consequences(walking, record, mail_grace_default))
                append.outbox.push_back(std::move(row));
        }
        ASSERT_EQ(ledger.put(std::move(append)), AppendOutcome::committed);
        journal.clear();
    }
    core::IntentId stored(const Steps& steps, std::size_t reactor = 0) {
        const auto id = intent_at(reactor);
        store(id, steps);
        return id;
    }

    /// Decided at `received_at`, which the clock is set to.
    Answer submit(const core::IntentId& id, core::Envelope envelope, std::size_t on_node = 0) {
        now = std::max(now, envelope.received_at);
        return run(node(on_node).market.submit(id, std::move(envelope)));
    }
    /// "accepted", "repeat" or the name of the refusal.
    std::string outcome(const core::IntentId& id, core::Envelope envelope, std::size_t on_node = 0) {
        return said(submit(id, std::move(envelope), on_node));
    }
    static std::string said(const Answer& answer) {
        if (!answer)
            return std::string(core::name_of(answer.error().code));
        return answer->repeated ? "repeat" : "accepted";
    }
    static core::Envelope an_offer(core::BidderNo bidder, core::Minor price, core::Instant received_at,
                                   std::string key = {}) {
        auto envelope = Steps::from_bidder(bidder, Steps::price_offer(bidder, price), received_at);
        envelope.key = std::move(key);
        envelope.content_hash = envelope.key.empty() ? "" : std::to_string(price);
        return envelope;
    }

    static Viewer buyer() { return {{the_buyer()}, {}}; }
    static Viewer bidder(core::BidderNo number) { return {{}, business_id(number)}; }
    static Viewer anybody() { return {}; }

    std::shared_ptr<Listener> listener(const core::IntentId& id, Viewer viewer, std::optional<std::int64_t> after = {},
                                       std::size_t on_node = 0) {
        auto sink = std::make_shared<Listener>(&journal);
        const auto key = run(node(on_node).market.subscribe(id, std::move(viewer), after, sink));
        settle();
        EXPECT_TRUE(key.has_value());
        return sink;
    }

private:
    void add_node() {
        const auto home = reactors.executor(0);
        nodes_.push_back(std::make_unique<Node>(
            live_store, [home] { return home.running_in_this_thread(); },
            [this](LiveState& live) { return parts(live); }));
        nodes_.back()->market.open_gates(for_ever);
    }
    MarketParts parts(LiveState& live) {
        return {reactors,
                ledger,
                live,
                reactors.executor(0),
                [this] { return now; },
                [this] {
                    core::Entropy entropy{};
                    entropy[0] = ++drawn_;
                    return entropy;
                },
                [this](const PushMessage& message) {
                    ++encoded;
                    return std::make_shared<const std::string>(message.topic + ' ' + std::to_string(message.seq));
                },
                [this](core::PrincipalId) -> awaitable<core::Value> {
                    if (contact_fails)
                        throw Unavailable("contact: fails as the test wants it");
                    co_return buyer_contact;
                },
                "1.0",
                [this](const Committed& run) {
                    const std::lock_guard lock(announcing_);
                    announced.push_back(run);
                },
                mail_grace_default,
                {}};
    }

    std::vector<std::unique_ptr<Node>> nodes_;
    std::uint64_t last_intent_ = 0;
    std::atomic<std::uint8_t> drawn_ = 0;
    std::mutex announcing_; // several homes at once, in the tests that have threads
};

} // namespace parley::app::test
