#include "adapters/redis/run_codec.hpp"

#include "wire/value_json.hpp"

namespace parley::redis {

namespace {

using core::Value;

std::string parts_of(const app::Committed& run, std::int64_t seq) {
    std::string text = "[";
    for (const app::StoredPart& part : run.parts) {
        if (part.seq != seq)
            continue;
        core::ObjectText one;
        one.text("name", part.name);
        one.text("salt", digest::hex(part.salt));
        one.value("value", part.value);
        text.append(text.size() > 1 ? "," : "").append(one.end());
    }
    return text + ']';
}

bool decode_part(const Value& value, std::int64_t seq, app::IntentLog& log) {
    const auto* name = value.at("name").as_string();
    const auto* salt_text = value.at("salt").as_string();
    const auto salt = salt_text == nullptr ? std::nullopt : digest::from_hex<16>(*salt_text);
    if (name == nullptr || !salt)
        return false;
    log.parts.push_back({seq, *name, *salt, value.at("value")});
    return true;
}

bool decode_event_value(const Value& value, app::IntentLog& log) {
    const auto* seq = value.at("seq").as_integer();
    const auto* at = value.at("at").as_integer();
    const auto* received_at = value.at("received_at").as_integer();
    const auto* type = value.at("type").as_string();
    const auto* key = value.at("key").as_string();
    const auto* hash_text = value.at("hash").as_string();
    const auto* parts = value.at("parts").as_array();
    if (!seq || !at || !received_at || !type || !key || !hash_text || !parts)
        return false;
    const auto hash = digest::from_hex<32>(*hash_text);
    if (!hash)
        return false;
    log.events.push_back({*seq, {*at}, {*received_at}, *type, value.at("body"), *key, *hash});
    for (const Value& part : *parts)
        if (!decode_part(part, *seq, log))
            return false;
    return true;
}

} // namespace

std::vector<std::string> encode_events(const app::Committed& run) {
    std::vector<std::string> entries;
    for (const app::StoredEvent& event : run.events) {
        core::ObjectText entry;
        entry.number("at", event.at.us);
        entry.value("body", event.body);
        entry.text("hash", digest::hex(event.hash));
        entry.text("key", event.command_key);
        entry.written("parts", parts_of(run, event.seq));
        entry.number("received_at", event.received_at.us);
        entry.number("seq", event.seq);
        entry.text("type", event.type);
        entries.push_back(entry.end());
    }
    return entries;
}

bool decode_event(std::string_view entry, app::IntentLog& log) {
    const auto value = wire::parse_value(entry, wire::stored_json_depth_max);
    return value && decode_event_value(*value, log);
}

std::string encode_message(std::string_view node, const app::Committed& run, std::span<const std::string> entries) {
    std::string events = "[";
    for (const std::string& entry : entries)
        events.append(events.size() > 1 ? "," : "").append(entry);
    core::ObjectText message;
    message.written("events", events += ']');
    message.text("intent", core::to_text(run.intent));
    message.value("next_due", run.next_due ? Value(run.next_due->us) : Value());
    return std::string(node).append(1, '\n').append(message.end());
}

std::string_view sender_of(std::string_view message) {
    return message.substr(0, message.find('\n'));
}

std::optional<app::Committed> decode_message(std::string_view message) {
    message.remove_prefix(std::min(sender_of(message).size() + 1, message.size()));
    const auto value = wire::parse_value(message, wire::stored_json_depth_max + 2);
    if (!value)
        return std::nullopt;
    const auto* intent_text = value->at("intent").as_string();
    const auto* events = value->at("events").as_array();
    if (!intent_text || !events)
        return std::nullopt;
    const auto intent = core::parse_id<core::IntentId>(*intent_text);
    if (!intent)
        return std::nullopt;
    app::Committed run;
    run.intent = *intent;
    if (const auto* due = value->at("next_due").as_integer())
        run.next_due = core::Instant{*due};
    app::IntentLog log;
    for (const Value& event : *events)
        if (!decode_event_value(event, log))
            return std::nullopt;
    run.events = std::move(log.events);
    run.parts = std::move(log.parts);
    return run;
}

} // namespace parley::redis
