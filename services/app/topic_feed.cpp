#include "app/topic_feed.hpp"

#include "app/consequences.hpp"
#include "app/log_codec.hpp"
#include "runtime/deadline.hpp"
#include "runtime/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr int relay_batch = 500;
constexpr int read_batch = 200;
constexpr std::int64_t backlog_max = 1'000;
/// Without a poke something may still have come: from another node, or left by one that died.
constexpr std::chrono::milliseconds sweep_every{1'000};

bool counts_seen(const std::string& topic) {
    return topic.starts_with("seen/");
}

/// Its numbers are what is told: the head of the topic is how many have seen their invitation.
core::Value seen_value(std::int64_t seen) {
    core::Value value;
    value["seen"] = seen;
    return value;
}

} // namespace

TopicFeed::TopicFeed(Market& market, Outbox& outbox, std::size_t reactor)
    : market_(market), outbox_(outbox), reactor_(reactor), wake_(market.parts().reactors.executor(reactor)) {}

void TopicFeed::poke() {
    market_.parts().reactors.post(reactor_, [this] {
        poked_ = true;
        wake_.cancel();
    });
}

asio::awaitable<void> TopicFeed::run() {
    for (;;) {
        poked_ = false;
        try {
            co_await relay();
            co_await tell_new();
        } catch (const std::exception& error) {
            runtime::log_warning("topic_relay_failed", {{"reason", error.what()}});
        }
        if (poked_)
            continue;
        wake_.expires_after(sweep_every);
        const auto [code] = co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (code && !poked_)
            co_return; // Cancelled by the one who stops us.
    }
}

asio::awaitable<void> TopicFeed::relay() {
    for (;;) {
        const auto numbered = co_await outbox_.relay_topics(relay_batch);
        const auto is_desks = [](const TopicEntry& entry) { return entry.topic.starts_with(desk_prefix); };
        if (on_desk_news_ && std::ranges::any_of(numbered, is_desks))
            on_desk_news_();
        if (numbered.size() < static_cast<std::size_t>(relay_batch))
            co_return;
    }
}

asio::awaitable<PushPtr> TopicFeed::rendered(TopicEntry entry, std::optional<core::BusinessId> desk_of) {
    if (counts_seen(entry.topic)) {
        PushMessage seen{entry.topic, entry.seq, market_.parts().clock(), "invitation_seen", seen_value(entry.seq), {}};
        co_return finished(std::move(seen), market_.parts().encode);
    }
    TopicRef ref{entry.topic, entry.seq, entry.intent, entry.intent_seq, desk_of};
    std::optional<PushMessage> push;
    try {
        push = co_await market_.topic_push(ref);
    } catch (const BrokenLog& error) {
        // Nothing can be shown of that one, but the others on the topic must not stand still for it.
        runtime::log_error("log_is_broken", {{"reason", error.what()}});
    }
    if (!push) {
        // A stream has no holes: what can no longer be shown keeps its number.
        push = PushMessage{entry.topic, entry.seq, {}, "gone", core::Value::Object{}, {}};
    }
    co_return finished(std::move(*push), market_.parts().encode);
}

asio::awaitable<void> TopicFeed::tell_new() {
    if (!read_)
        read_ = co_await outbox_.last_number();
    for (const FeedKey& key : std::set<FeedKey>(fresh_)) {
        co_await tell_topic(key);
        fresh_.erase(key);
    }
    for (;;) {
        const auto entries = co_await outbox_.all_topics(*read_, read_batch);
        for (const TopicEntry& entry : entries)
            co_await tell(entry);
        if (!entries.empty())
            read_ = std::max(*read_, entries.back().number);
        if (entries.size() < static_cast<std::size_t>(read_batch))
            co_return;
    }
}

asio::awaitable<void> TopicFeed::tell(TopicEntry entry) {
    const auto found = topics_.find(entry.topic);
    if (found == topics_.end() || found->second.told >= entry.seq)
        co_return;
    if (found->second.told + 1 < entry.seq) {
        co_await tell_topic(entry.topic);
        co_return;
    }
    co_await show(std::move(entry));
}

asio::awaitable<void> TopicFeed::show(TopicEntry entry) {
    const auto found = topics_.find(entry.topic);
    if (found == topics_.end())
        co_return;
    const PushPtr push = co_await rendered(entry, found->second.desk_of);
    // Others may have told it meanwhile, or all have left and some come back.
    const auto still = topics_.find(entry.topic);
    if (still == topics_.end() || still->second.told + 1 != entry.seq)
        co_return;
    still->second.told = entry.seq;
    deliver(entry.topic, still->second, push);
}

asio::awaitable<void> TopicFeed::tell_topic(FeedKey key) {
    for (;;) {
        const auto found = topics_.find(key);
        if (found == topics_.end())
            co_return;
        const auto entries = co_await outbox_.topic(key, found->second.told, read_batch);
        for (const TopicEntry& entry : entries)
            co_await show(entry);
        if (entries.size() < static_cast<std::size_t>(read_batch))
            co_return;
    }
}

void TopicFeed::deliver(const FeedKey& key, const Topic& topic, const PushPtr& push) {
    for (const auto& [reactor, count] : topic.reactors) {
        FeedBranch& branch = market_.branch(reactor);
        market_.parts().reactors.post(reactor, [&branch, key, push] { branch.deliver(key, push); });
    }
}

asio::awaitable<FeedKey> TopicFeed::subscribe(std::string topic, std::optional<core::BusinessId> desk_of,
                                              std::optional<std::int64_t> after, std::shared_ptr<Sink> sink) {
    const std::size_t reactor = market_.here();
    co_return co_await asio::co_spawn(market_.parts().reactors.executor(reactor_),
                                      attach(std::move(topic), desk_of, after, std::move(sink), reactor),
                                      asio::use_awaitable);
}

asio::awaitable<FeedKey> TopicFeed::attach(std::string name, std::optional<core::BusinessId> desk_of,
                                           std::optional<std::int64_t> after, std::shared_ptr<Sink> sink,
                                           std::size_t reactor) {
    std::int64_t head = co_await outbox_.topic_head(name);
    const auto told_here = [&] {
        const auto known = topics_.find(name);
        return known == topics_.end() ? std::nullopt : std::optional(known->second.told);
    };
    // Whoever heard more than was told here comes from another node, and it is there to be told.
    if (const auto told = told_here(); told && after && *after > *told)
        co_await tell_new();
    if (const auto told = told_here())
        head = *told;
    std::vector<PushPtr> missed;
    const bool replays = after && *after <= head && head - *after <= backlog_max;
    std::int64_t read = replays ? *after : head;
    // Others may come, leave and hear more while this one is reading: it joins where they are, having read that far
    // and no further.
    for (;;) {
        const auto told = told_here();
        if (told && *told < read) {
            co_await tell_new();
            continue;
        }
        if (read >= told.value_or(head))
            break;
        const auto entries = co_await outbox_.topic(name, read, read_batch);
        if (entries.empty())
            break;
        for (const TopicEntry& entry : entries) {
            missed.push_back(co_await rendered(entry, desk_of));
            read = entry.seq;
        }
    }
    // Nothing waits between here and the end, so the topic is as it was found.
    const auto [place, is_new] = topics_.try_emplace(name);
    if (is_new) {
        place->second.told = read;
        place->second.desk_of = desk_of;
        fresh_.insert(name);
    }
    ++place->second.reactors[reactor];
    if (!replays) {
        PushMessage whole{name, head, market_.parts().clock(), "snapshot", core::Value::Object{}, {}};
        if (counts_seen(name))
            whole.data = seen_value(head);
        missed.insert(missed.begin(), finished(std::move(whole), market_.parts().encode));
    }
    FeedBranch& branch = market_.branch(reactor);
    const Subscribed note{name, read, replays ? *after : read};
    auto begin = [&branch, name, note, missed = std::move(missed), sink = std::move(sink)] {
        branch.attach(name, sink, note, missed);
    };
    market_.parts().reactors.post(reactor, std::move(begin));
    poke();
    co_return name;
}

void TopicFeed::unsubscribe(const FeedKey& key, const Sink* sink) {
    const std::size_t reactor = market_.here();
    if (!market_.branch(reactor).detach(key, sink))
        return;
    market_.parts().reactors.post(reactor_, [this, key, reactor] {
        const auto found = topics_.find(key);
        if (found == topics_.end())
            return;
        const auto place = found->second.reactors.find(reactor);
        if (place != found->second.reactors.end() && --place->second == 0)
            found->second.reactors.erase(place);
        if (found->second.reactors.empty())
            topics_.erase(found);
    });
}

} // namespace parley::app
