// The topics that one connection listens to, socket or event stream: who may listen, what was sent last, and which
// mails an acknowledgement makes needless. Lives on the connection's reactor.
#pragma once

#include "roles/gateway/caller.hpp"

namespace parley::roles {

class Subscriptions : public std::enable_shared_from_this<Subscriptions> {
public:
    /// `sink` hears what comes; it outlives nothing: close() is called before it goes.
    Subscriptions(const Services& services, Caller caller);

    /// Attaches the sink to a topic, after what it missed. A topic that is not there for this caller is refused through
    /// the sink, in the same words whether it is foreign or missing.
    boost::asio::awaitable<void> subscribe(std::string topic, std::optional<std::int64_t> after, std::string acting_for,
                                           std::shared_ptr<app::Sink> sink);
    void unsubscribe(const std::string& topic);
    /// For acknowledgements.
    void begun(const app::Subscribed& note);
    void missed(const app::PushMessage& message);
    /// The client has seen a topic up to `seq`: mails that would say the same are dropped, and stages are noted.
    boost::asio::awaitable<void> acknowledge(std::string topic, std::int64_t seq);
    void close();

private:
    struct Topic {
        app::FeedKey key;
        std::optional<core::IntentId> intent;     // nothing for other topics
        std::string mail_target;                  // whose mails an ack drops, "" for nobody's
        std::optional<core::BusinessId> business; // that listens as one that was asked
        std::shared_ptr<app::Sink> sink;
        app::Heard heard;
    };
    boost::asio::awaitable<void> subscribe_intent(std::string topic, core::IntentId intent,
                                                  std::optional<std::int64_t> after, std::string acting_for,
                                                  std::shared_ptr<app::Sink> sink);
    boost::asio::awaitable<void> subscribe_stream(std::string topic, std::optional<core::BusinessId> desk_of,
                                                  std::optional<std::int64_t> after, std::shared_ptr<app::Sink> sink);
    boost::asio::awaitable<bool> is_of_caller(core::IntentId intent);
    void keep(const std::string& topic, Topic entry);
    void release(const Topic& entry);

    const Services& services_;
    Caller caller_;
    bool closed_ = false;
    std::map<std::string, Topic> topics_;
};

} // namespace parley::roles
