// The market as the rest of the process uses it: submit a command, look at an intent, listen to one. Each intent has a
// home reactor, where its commands are decided one after another; load, decide, save, tell (DESIGN 4).
#pragma once

#include "app/consequences.hpp"
#include "app/feed.hpp"
#include "app/ports/live.hpp"
#include "core/decide.hpp"
#include "core/view.hpp"
#include "runtime/reactors.hpp"

#include <atomic>

namespace parley::app {

/// What a command did. `state` is the intent after it, as committed.
struct Done {
    std::int64_t caller_seq = 0; // the head of the sender's own stream after the command
    core::Instant at;
    core::Instant received_at; // the first time, when it was done before
    std::size_t events = 0;    // how many it made; none when it was done before
    bool repeated = false;     // done before with the same key
    bool first_offer = false;  // the offer was this business's first
    std::shared_ptr<const core::State> state;
};
using Answer = core::Result<Done>;

/// Who looks: the principals of a session, and the business it acts for.
struct Viewer {
    std::vector<core::PrincipalId> principals;
    std::optional<core::BusinessId> business;
};

/// An intent as one audience may see it.
struct Picture {
    core::Audience audience;
    core::Value view;
    std::shared_ptr<const core::State> state;
};

/// One entry of a desk or sector stream: which event of which intent, and for a desk whose.
struct TopicRef {
    std::string topic;
    std::int64_t seq = 0; // in the topic
    core::IntentId intent;
    std::int64_t intent_seq = 0;
    std::optional<core::BusinessId> business; // of a desk
};

/// The buyer's contact for the winner, read when it is sent; null once erased.
using BuyerContact = std::function<boost::asio::awaitable<core::Value>(core::PrincipalId consumer)>;

/// Who trades, for the buyer who chose it, read when it is sent; null where it is not known.
using Seller = std::function<boost::asio::awaitable<core::Value>(core::BusinessId)>;

/// The signed order that a business gets when an intent that it saw was erased at that time.
using DeletionOrder = std::function<core::Value(core::IntentId, core::BusinessId, core::Instant erased_at)>;

/// The signed statement of what an invitation permits, as things stand in that state.
using Solicitation = std::function<core::Value(core::IntentId, const core::State&, const core::Bidder&)>;

struct MarketParts {
    runtime::Reactors& reactors;
    Ledger& ledger;
    LiveState& live;
    runtime::Reactors::Executor live_executor; // the live state is used there alone
    std::function<core::Instant()> clock;
    std::function<core::Entropy()> entropy;
    FrameEncoder encode;
    BuyerContact buyer_contact;
    std::string stream_epoch;
    std::function<void(const Committed&)> on_commit; // wakes the workers; called on a home reactor
    core::Micros mail_grace = mail_grace_default;
    std::function<void(std::string_view)> crash_point; // of tests; called where losing the process would tell most
    DeletionOrder deletion_order = {};                 // goes with the news of an erasure on a desk
    Solicitation solicitation = {};                    // goes with each invitation
    Seller seller = {};
    std::function<bool(const std::string&)> experiment_ended = {}; // whether no round opens under its arms any more
    std::function<std::string(const std::string&)> experiment_title = {};

    void reach(std::string_view point) const {
        if (crash_point)
            crash_point(point);
    }
};

class IntentHome;

class Market {
public:
    explicit Market(MarketParts parts);
    ~Market();
    Market(const Market&) = delete;
    Market& operator=(const Market&) = delete;

    /// Decides and commits. A refusal is final for this try; runtime::Unavailable says whether it may have happened.
    /// While the gates are closed only outages are taken. `seat`: at which somebody sent it for its business, or the
    /// id of the key that did; it decides nothing, and the log does not know it.
    boost::asio::awaitable<Answer> submit(core::IntentId intent, core::Envelope envelope, std::string seat = "");

    /// Nothing when there is no such intent for this viewer.
    boost::asio::awaitable<std::optional<Picture>> look(core::IntentId intent, Viewer viewer);

    /// The state itself, for workers; null when unknown.
    boost::asio::awaitable<std::shared_ptr<const core::State>> state(core::IntentId intent);

    /// What anybody may read of an intent's log now (core::public_until); nothing while it is not public at all.
    boost::asio::awaitable<std::optional<IntentLog>> public_log(core::IntentId intent);

    /// Attaches the sink on the calling reactor: first `subscribed`, then what was missed since `after` (or a
    /// snapshot), then what comes. Gives the key to unsubscribe with, or nothing when the intent is not there for the
    /// viewer.
    boost::asio::awaitable<std::optional<FeedKey>>
    subscribe(core::IntentId intent, Viewer viewer, std::optional<std::int64_t> after, std::shared_ptr<Sink> sink);
    void unsubscribe(core::IntentId intent, const FeedKey& key, const Sink* sink);

    /// The push that one event put on a stream that spans intents, as it was right after the event.
    boost::asio::awaitable<std::optional<PushMessage>> topic_push(TopicRef ref);

    /// Takes away what a deal's request said and where, once its time is over, and orders those that did not get the
    /// deal to delete it. False where others write just then.
    boost::asio::awaitable<bool> erase_request(core::IntentId intent);
    /// Drops from memory what nobody has looked at for a while, so that what others erased is not here either.
    boost::asio::awaitable<void> drop_idle();

    /// Decides what is due now; tells whether there was anything.
    boost::asio::awaitable<bool> tick(core::IntentId intent);

    /// From other nodes: what they committed, and that something may have been missed.
    void committed_elsewhere(Committed run);
    /// Compares every intent in memory with the ledger and catches up.
    boost::asio::awaitable<void> reconcile();

    /// Everything is taken before `until`: a node that cannot say for a while that it lives must not decide anything
    /// before the time that was lost has been given back.
    void open_gates(core::Instant until) { takes_until_.store(until.us); }
    void close_gates() { takes_until_.store(0); }
    bool is_taking() const { return parts_.clock().us < takes_until_.load(); }
    bool takes(const core::Command& command) const {
        return is_taking() || std::holds_alternative<core::ClaimOutage>(command);
    }

    FeedBranch& branch(std::size_t reactor) { return branches_[reactor]; }
    std::size_t here() const;
    const MarketParts& parts() const { return parts_; }

private:
    IntentHome& home_of(const core::IntentId& intent);

    MarketParts parts_;
    std::vector<FeedBranch> branches_;
    std::vector<std::unique_ptr<IntentHome>> homes_;
    std::atomic<core::Micros> takes_until_ = 0;
};

} // namespace parley::app
