#include "wire/live_messages.hpp"

#include "wire/value_json.hpp"

#include <limits>

namespace parley::wire {

namespace {

constexpr std::size_t topic_max = 120;
constexpr std::int64_t seq_max = std::numeric_limits<std::int64_t>::max();

} // namespace

std::optional<LiveRequest> read_live_request(std::string_view text) {
    const auto document = parse_value(text);
    if (!document || document->as_object() == nullptr)
        return std::nullopt;
    std::vector<FieldError> errors;
    Body body(*document, errors);
    LiveRequest request;
    if (body.has("subscribe")) {
        request.kind = LiveRequest::Kind::subscribe;
        request.topic = body.text("subscribe", 1, topic_max).value_or("");
        request.after = body.integer("after", 0, seq_max, false);
        request.acting_for = body.text("for", 0, 26, false).value_or("");
    } else if (body.has("unsubscribe")) {
        request.kind = LiveRequest::Kind::unsubscribe;
        request.topic = body.text("unsubscribe", 1, topic_max).value_or("");
    } else if (body.has("ack")) {
        request.kind = LiveRequest::Kind::ack;
        request.topic = body.text("ack", 1, topic_max).value_or("");
        request.seq = body.integer("seq", 0, seq_max).value_or(0);
    } else {
        body.integer("ping", 0, seq_max);
    }
    body.done();
    if (!errors.empty())
        return std::nullopt;
    return request;
}

std::string hello_text(const std::string& stream_epoch, core::Instant now) {
    core::Value hello;
    hello["hello"]["stream_epoch"] = stream_epoch;
    hello["hello"]["server_time"] = core::to_rfc3339(now);
    return to_json(hello);
}

std::string subscribed_text(const app::Subscribed& note, const std::string& stream_epoch) {
    core::Value answer;
    answer["subscribed"] = note.topic;
    answer["head"] = note.head;
    answer["stream_epoch"] = stream_epoch;
    return to_json(answer);
}

std::string live_error_text(const std::string& code, const std::string& detail, const std::string& topic) {
    core::Value answer;
    answer["error"]["code"] = code;
    answer["error"]["detail"] = detail;
    answer["error"]["topic"] = topic;
    return to_json(answer);
}

std::string pong_text(core::Instant now) {
    core::Value answer;
    answer["pong"] = 1;
    answer["server_time"] = core::to_rfc3339(now);
    return to_json(answer);
}

std::string push_text(const app::PushMessage& message) {
    core::ObjectText push;
    push.text("at", core::to_rfc3339(message.at));
    push.value("data", message.data);
    push.number("seq", message.seq);
    push.text("topic", message.topic);
    push.text("type", message.type);
    return push.end();
}

} // namespace parley::wire
