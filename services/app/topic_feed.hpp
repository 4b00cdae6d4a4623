// The streams besides the intents' own: a business's desk, a sector, and how many have seen their invitation. Entries
// are numbered by the database alone; each node reads what is new in all of them, and shows to those who listen each
// entry as it was right after its event.
#pragma once

#include "app/market.hpp"
#include "app/ports/outbox.hpp"
#include "runtime/task_group.hpp"

#include <boost/asio/steady_timer.hpp>

#include <set>

namespace parley::app {

class TopicFeed {
public:
    /// Lives on `executor`'s reactor; subscribe and unsubscribe may be called from any.
    TopicFeed(Market& market, Outbox& outbox, std::size_t reactor);

    /// Relays and tells until cancelled.
    boost::asio::awaitable<void> run();
    /// There may be something new; callable from any thread.
    void poke();
    /// Called after entries of desks were numbered here. Set before run().
    void on_desk_news(std::function<void()> hear) { on_desk_news_ = std::move(hear); }

    /// As Market::subscribe, for "desk/ID", "sector/SLUG" and "seen/INTENT"; who may listen is the caller's to check.
    boost::asio::awaitable<FeedKey> subscribe(std::string topic, std::optional<core::BusinessId> desk_of,
                                              std::optional<std::int64_t> after, std::shared_ptr<Sink> sink);
    void unsubscribe(const FeedKey& key, const Sink* sink);

private:
    struct Topic {
        std::int64_t told = 0; // the last entry that listeners here have
        std::optional<core::BusinessId> desk_of;
        std::map<std::size_t, std::size_t> reactors; // with how many listeners
    };
    boost::asio::awaitable<FeedKey> attach(std::string topic, std::optional<core::BusinessId> desk_of,
                                           std::optional<std::int64_t> after, std::shared_ptr<Sink> sink,
                                           std::size_t reactor);
    boost::asio::awaitable<void> tell_new();
    /// What one topic has behind what was told of it.
    boost::asio::awaitable<void> tell_topic(FeedKey key);
    boost::asio::awaitable<void> tell(TopicEntry entry);
    /// The next entry of a topic that somebody listens to; nothing where it is not the next any more.
    boost::asio::awaitable<void> show(TopicEntry entry);
    boost::asio::awaitable<PushPtr> rendered(TopicEntry entry, std::optional<core::BusinessId> desk_of);
    void deliver(const FeedKey& key, const Topic& topic, const PushPtr& push);
    boost::asio::awaitable<void> relay();

    Market& market_;
    Outbox& outbox_;
    std::size_t reactor_;
    boost::asio::steady_timer wake_;
    bool poked_ = false;
    std::function<void()> on_desk_news_;
    std::map<FeedKey, Topic> topics_;
    std::optional<std::int64_t> read_; // the number up to which all topics were looked at
    std::set<FeedKey> fresh_;          // begun since: what came meanwhile may have been passed over
};

} // namespace parley::app
