#include "wire/dump_json.hpp"

#include <map>

namespace parley::wire {

namespace {

/// The key that the sender chose, out of "business ID/KEY#HASH".
std::string sender_key(const std::string& command_key) {
    const auto hash = command_key.rfind('#');
    const auto slash = command_key.find('/');
    if (hash == std::string::npos || slash == std::string::npos || slash > hash)
        return "";
    return command_key.substr(slash + 1, hash - slash - 1);
}

std::string business_of(const core::State& state, core::BidderNo bidder) {
    return core::to_text(state.bidder(bidder)->business.id);
}

/// The standing offers of a closed round, best first, as they were then: later rounds change them.
core::Value ranking_value(const core::State& state, const std::vector<core::BidderNo>& ranking) {
    core::Value list = core::Value::Array{};
    for (const core::BidderNo number : ranking) {
        const core::Bidder& bidder = *state.bidder(number);
        core::Value one;
        one["id"] = core::to_text(bidder.offer->id);
        one["by"] = core::to_text(bidder.business.id);
        one["price"] = bidder.offer->price;
        one["score"] = bidder.offer->score;
        one["at"] = core::to_rfc3339(bidder.offer->at);
        list.push_back(std::move(one));
    }
    return list;
}

/// What each closed round's ranking was, by the round's number.
std::map<std::int64_t, core::Value> rankings_of(const std::vector<core::Record>& records) {
    std::map<std::int64_t, core::Value> rankings;
    core::State state;
    for (const core::Record& record : records) {
        core::evolve(state, record);
        if (const auto* closed = std::get_if<core::RoundClosed>(&record.event))
            rankings[closed->round] = ranking_value(state, closed->ranking);
    }
    return rankings;
}

core::Value rounds_value(const core::State& state, std::map<std::int64_t, core::Value> rankings) {
    core::Value list = core::Value::Array{};
    for (const core::RoundState& round : state.rounds) {
        core::Value one;
        one["opens_at"] = core::to_rfc3339(round.opens_at);
        one["closes_at"] = core::to_rfc3339(round.closes_at);
        one["closed_at"] = round.closed_at ? core::Value(core::to_rfc3339(*round.closed_at)) : core::Value{};
        core::Value& ranking = rankings[round.number];
        one["ranking"] = ranking.is_null() ? core::Value(core::Value::Array{}) : std::move(ranking);
        list.push_back(std::move(one));
    }
    return list;
}

} // namespace

core::Value dump_value(const core::IntentId& id, const core::State& state, const std::vector<core::Record>& records,
                       const digest::Sha256& head) {
    core::Value value;
    value["id"] = core::to_text(id);
    value["state"] = core::name_of(state.lifecycle);
    value["seq"] = state.seq;
    value["head_hash"] = digest::hex(head);
    value["rounds"] = rounds_value(state, rankings_of(records));
    core::Value offers = core::Value::Array{};
    for (const core::Record& record : records) {
        const core::OfferTerms* terms = std::get_if<core::OfferPlaced>(&record.event);
        if (terms == nullptr)
            terms = std::get_if<core::OfferRevised>(&record.event);
        if (terms == nullptr)
            continue;
        core::Value one;
        one["id"] = core::to_text(terms->offer_id);
        one["by"] = business_of(state, terms->bidder);
        one["price"] = terms->price;
        one["at"] = core::to_rfc3339(record.at);
        one["seq"] = record.seq;
        one["key"] = sender_key(record.command_key);
        offers.push_back(std::move(one));
    }
    value["offers"] = std::move(offers);
    core::Value dispositions = core::Value::Array{};
    for (const core::Record& record : records) {
        const auto* disposed = std::get_if<core::Disposed>(&record.event);
        if (disposed == nullptr)
            continue;
        core::Value one;
        one["by"] = business_of(state, disposed->bidder);
        one["disposition"] = core::name_of(disposed->disposition);
        one["reason"] = disposed->reason;
        one["final"] = disposed->final;
        dispositions.push_back(std::move(one));
    }
    value["dispositions"] = std::move(dispositions);
    return value;
}

} // namespace parley::wire
