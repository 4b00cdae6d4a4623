#include "wire/log_json.hpp"

#include "wire/value_json.hpp"

#include <algorithm>
#include <limits>

namespace parley::wire {

namespace {

using core::Value;

constexpr std::int64_t any_low = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t any_high = std::numeric_limits<std::int64_t>::max();

/// N bytes in lower-case hex.
template <class Bytes>
void read_hex(Body& body, std::string_view name, Bytes& out) {
    const auto text = body.text(name, out.size() * 2, out.size() * 2);
    const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
    if (!text)
        return;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const int high = digit((*text)[2 * i]);
        const int low = digit((*text)[2 * i + 1]);
        if (high < 0 || low < 0)
            return body.fail(name, "not_hex", "must be lower-case hex");
        out[i] = static_cast<typename Bytes::value_type>(high * 16 + low);
    }
}

void read_event(Body& body, app::IntentLog& log) {
    app::StoredEvent event;
    event.seq = body.integer("seq", 1, any_high).value_or(0);
    event.at.us = body.integer("at", any_low, any_high).value_or(0);
    event.received_at.us = body.integer("received_at", any_low, any_high).value_or(0);
    event.type = body.text("type", 1, 80).value_or("");
    const Value* chained = body.member("body");
    if (chained == nullptr || members_of(*chained) == nullptr)
        body.fail("body", "not_an_object", "must be an object");
    else
        event.body = *chained;
    read_hex(body, "hash", event.hash);
    log.events.push_back(std::move(event));
}

Value faults_value(const std::vector<core::LogFault>& faults) {
    Value list = Value::Array{};
    for (const core::LogFault& fault : faults) {
        Value one;
        one["seq"] = fault.seq;
        one["what"] = fault.what;
        list.push_back(std::move(one));
    }
    return list;
}

/// The last close, by labels: bidders are numbers in a log.
Value result_value(const core::State& state) {
    if (state.rounds.empty() || !state.rounds.back().closed_at)
        return {};
    const core::RoundState& last = state.rounds.back();
    Value value;
    value["closed_at"] = core::to_rfc3339(*last.closed_at);
    value["winner"] = last.ranking.empty() ? Value{} : Value(last.ranking.front());
    value["ranking"] = Value::Array{};
    for (const core::BidderNo number : last.ranking) {
        const core::Offer& offer = *state.bidder(number)->offer;
        Value one;
        one["bidder"] = number;
        one["price"] = offer.price;
        one["score"] = offer.score;
        one["at"] = core::to_rfc3339(offer.at);
        value["ranking"].push_back(std::move(one));
    }
    return value;
}

} // namespace

Value log_value(const ExportedLog& exported) {
    Value value;
    value["intent"] = core::to_text(exported.intent);
    value["rules"] = exported.rules;
    value["events"] = Value::Array{};
    for (const app::StoredEvent& event : exported.log.events) {
        Value one = core::chained_value(event.seq, event.at, event.received_at, event.type, event.body);
        one["hash"] = digest::hex(event.hash);
        value["events"].push_back(std::move(one));
    }
    value["openings"] = Value::Array{};
    for (const app::StoredPart& part : exported.log.parts) {
        Value one;
        one["seq"] = part.seq;
        one["name"] = part.name;
        one["salt"] = digest::hex(part.salt);
        one["value"] = part.value;
        value["openings"].push_back(std::move(one));
    }
    return value;
}

ReadFile<ExportedLog> log_from(std::string_view text) {
    // Nothing in a log is a fraction, so a document with one is none of ours.
    ParsedBody parsed = parse_body(text);
    if (!parsed.value)
        return std::vector<FieldError>{{parsed.pointer, parsed.fault, "the file cannot be read as JSON"}};
    if (members_of(*parsed.value) == nullptr)
        return std::vector<FieldError>{{"", "not_an_object", "must be an object"}};
    std::vector<FieldError> errors;
    ExportedLog exported;
    Body body(*parsed.value, errors);
    if (const auto id = body.id("intent")) {
        exported.intent.high = id->high;
        exported.intent.low = id->low;
    }
    if (const Value* rules = body.member("rules"))
        exported.rules = *rules;
    body.list(
        "events", 1, 10'000'000,
        [&](Body& list, const std::string& index) {
            list.object(index, [&](Body& event) { read_event(event, exported.log); }, true);
        },
        true);
    body.list("openings", 0, 10'000'000, [&](Body& list, const std::string& index) {
        list.object(
            index,
            [&](Body& opening) {
                app::StoredPart part;
                part.seq = opening.integer("seq", 1, any_high).value_or(0);
                part.name = opening.text("name", 1, 80).value_or("");
                read_hex(opening, "salt", part.salt);
                if (const Value* value = opening.member("value"))
                    part.value = *value;
                exported.log.parts.push_back(std::move(part));
            },
            true);
    });
    body.done();
    if (!errors.empty())
        return errors;
    return exported;
}

Value check_value(const ExportedLog& exported, const core::LogCheck& check) {
    Value value;
    value["holds"] = check.faults.empty();
    value["intent"] = core::to_text(exported.intent);
    value["events"] = static_cast<std::int64_t>(exported.log.events.size());
    value["head"] = exported.log.events.empty() ? Value{} : Value(digest::hex(exported.log.events.back().hash));
    value["faults"] = faults_value(check.faults);
    value["unchecked"] = faults_value(check.unchecked);
    value["result"] = result_value(check.state);
    return value;
}

} // namespace parley::wire
