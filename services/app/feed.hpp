// Fan-out within one reactor: who listens to what, and one shared message to all of them. A message is encoded once, by
// the home of its intent, and passed across reactors as a pointer; a branch is touched by its own reactor alone.
#pragma once

#include "app/heard.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"
#include "core/value.hpp"
#include "runtime/frame_queue.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace parley::app {

/// What goes out under one topic: {"topic","seq","at","type","data"} (DESIGN 6).
struct PushMessage {
    std::string topic;
    std::int64_t seq = 0;
    core::Instant at;
    std::string type;
    core::Value data;
    Shown shows = {};
    runtime::Frame frame = {}; // encoded once for sockets
};
using PushPtr = std::shared_ptr<const PushMessage>;

/// Encodes a message for sockets; handed in, so that frames stay the edge's business.
using FrameEncoder = std::function<runtime::Frame(const PushMessage&)>;

/// The message with its frame and what it shows, ready to be shared.
PushPtr finished(PushMessage message, const FrameEncoder& encoder);

struct Subscribed {
    std::string topic;
    std::int64_t head = 0;                     // of the stream when the subscription began
    std::int64_t heard_from = 0;               // see Heard
    std::shared_ptr<const ShownLog> told = {}; // to all who listen, this one too from now on
};

class Sink {
public:
    virtual ~Sink() = default;
    /// Before the first push of that topic.
    virtual void subscribed(const Subscribed& note) = 0;
    virtual void push(const PushPtr& message) = 0;
    /// A push that was missed: after subscribed(), before anything that comes live.
    virtual void missed(const PushPtr& message) = 0;
    /// The topic is not there for this caller, or cannot be read now.
    virtual void refused(const std::string& topic, const std::string& code, const std::string& detail) = 0;
};

/// One audience of one topic; "intent/ID|buyer", "desk/ID".
using FeedKey = std::string;

class FeedBranch {
public:
    /// Begins with `note`, and what was missed, before anything that comes live.
    void attach(const FeedKey& key, std::shared_ptr<Sink> sink, Subscribed note, const std::vector<PushPtr>& missed);
    /// True when the sink was attached there.
    bool detach(const FeedKey& key, const Sink* sink);
    void deliver(const FeedKey& key, const PushPtr& message);
    std::size_t listeners(const FeedKey& key) const;

private:
    struct Feed {
        std::vector<std::shared_ptr<Sink>> listeners;
        std::shared_ptr<ShownLog> told = std::make_shared<ShownLog>();
    };
    std::map<FeedKey, Feed> feeds_;
    std::size_t turn_ = 0; // where the next loop starts, so that nobody is always last
};

} // namespace parley::app
