#include "core/view_values.hpp"

#include "core/formats/format.hpp"
#include "core/low_offer.hpp"
#include "core/talk/word.hpp"
#include "core/view_talk.hpp"

#include <algorithm>
#include <tuple>

namespace parley::core {

namespace {

Value attributes_value(const Attributes& attributes) {
    Value::Object members;
    for (const auto& [name, units] : attributes)
        members.emplace(name, units);
    return members;
}

Visibility rivals_visible(const State& state) {
    const RoundState* round = state.round();
    if (round == nullptr || is_sealed_now(state))
        return Visibility::none;
    return round->rules.visibility;
}

/// What each quality adds to the price: score = price + sum of these.
Value score_terms_value(const Rules& rules, const Attributes& attributes) {
    Value list = Value::Array{};
    for (const ScoringTerm& term : rules.scoring) {
        const auto found = attributes.find(term.attribute);
        const std::int64_t units = found == attributes.end() ? 0 : found->second;
        Value one;
        one["attribute"] = term.attribute;
        one["units"] = units;
        one["minor_per_unit"] = term.minor_per_unit;
        one["minor"] = units * term.minor_per_unit;
        list.push_back(std::move(one));
    }
    return list;
}

/// By how much this offer's score would have to fall for it to be first; what comes later has to be better.
Value to_win_value(const State& state, const Bidder& bidder) {
    if (!bidder.offer->standing || state.ranking.empty())
        return {};
    const Bidder& best = *state.bidder(state.ranking.front());
    return best.number == bidder.number ? Value(0) : Value(bidder.offer->score - best.offer->score + 1);
}

/// Why people should look twice at an offer, and what its bidder says to it; once the buyer decides.
void add_low(Value& value, const State& state, const Bidder& bidder) {
    value["low"] = Value::Array{};
    value["explanation"] = bidder.offer->explanation ? Value(*bidder.offer->explanation) : Value{};
    if (!is_flagged(state, bidder.number))
        return;
    for (const LowOfferFlag& flag : low_offers(state))
        if (flag.bidder == bidder.number)
            value["low"].push_back(name_of(flag.code));
}

Value turns_value(const RoundState& round, const State& state, const Audience& audience) {
    if (round.rules.format != Format::turns)
        return {};
    Value value;
    value["of_turns"] = round.turns.of_turns;
    Value schedule = Value::Array{};
    for (std::size_t i = 0; i < round.turns.turns.size(); ++i) {
        const Turn& turn = round.turns.turns[i];
        const Bidder& bidder = *state.bidder(turn.bidder);
        Value one;
        one["label"] = bidder.label;
        one["starts_at"] = to_rfc3339(turn.starts_at);
        one["ends_at"] = to_rfc3339(turn.ends_at);
        one["over"] = i < round.turns.ended;
        one["own"] = audience.kind == AudienceKind::bidder && audience.bidder == turn.bidder;
        one["offer_id"] =
            audience.kind == AudienceKind::buyer && bidder.offer ? Value(to_text(bidder.offer->id)) : Value{};
        schedule.push_back(std::move(one));
    }
    value["schedule"] = std::move(schedule);
    return value;
}

/// Where a clock is: level n shows start + n * change of its rules from `started_at` + n * every_s on.
Value clock_value(const RoundState& round) {
    const bool falling = round.rules.format == Format::falling_clock;
    if (!falling && round.rules.format != Format::rising_clock)
        return {};
    Value value;
    value["started_at"] = to_rfc3339(round.opens_at + round.outage);
    value["level"] = falling ? Value(round.clock.level) : Value{};
    value["level_ends_at"] = falling ? Value(to_rfc3339(round.clock.ends_at)) : Value{};
    return value;
}

Value verdict_value(const std::optional<Verdict>& verdict) {
    if (!verdict)
        return {};
    Value value;
    value["disposition"] = name_of(verdict->disposition);
    value["reason"] = verdict->reason;
    value["band"] = verdict->band.empty() ? Value{} : Value(verdict->band);
    value["final"] = verdict->final;
    return value;
}

/// A standing offer's words name what was asked for. They are filled in when they are shown, so that the buyer's own
/// words are stored in one place alone and can be erased there.
std::string shown_message(const State& state, const Offer& offer) {
    constexpr std::string_view slot = "{item}";
    std::string words = offer.message;
    if (const auto at = words.find(slot); at != std::string::npos)
        words.replace(at, slot.size(), state.intent.title);
    return words;
}

} // namespace

Value business_value(const BusinessProfile& business) {
    Value value;
    value["id"] = to_text(business.id);
    value["name"] = business.name;
    value["place_name"] = business.place_name;
    value["story"] = business.story;
    value["distance_m"] = business.distance_m;
    value["simulated"] = business.simulated;
    return value;
}

Value time_or_null(const std::optional<Instant>& at) {
    return at ? Value(to_rfc3339(*at)) : Value{};
}

Value text_or_null(const std::string& text) {
    return text.empty() ? Value{} : Value(text);
}

Value number_or_null(std::optional<std::int64_t> number) {
    return number ? Value(*number) : Value{};
}

bool is_sealed_now(const State& state) {
    const RoundState* round = state.round();
    return round != nullptr && format_of(round->rules).is_secret_now(*round);
}

bool buyer_must_wait(const State& state) {
    const RoundState* round = state.round();
    return round != nullptr && round->phase == RoundPhase::running && round->rules.buyer_sees == BuyerSees::at_close;
}

Value offer_value(const State& state, const Bidder& bidder, const Audience& audience) {
    const Offer& offer = *bidder.offer;
    const bool for_buyer = audience.kind == AudienceKind::buyer;
    const bool hidden = for_buyer && buyer_must_wait(state);
    Value value;
    value["offer_id"] = to_text(offer.id);
    if (for_buyer)
        value["business"] = business_value(bidder.business);
    value["at"] = to_rfc3339(offer.told_at);
    value["revisions"] = offer.revisions;
    value["automatic"] = offer.automatic;
    value["state"] = hidden ? "hidden" : offer.standing ? "standing" : "withdrawn";
    value["price"] = hidden ? Value{} : Value(offer.price);
    value["score"] = hidden ? Value{} : Value(offer.score);
    value["attributes"] = hidden ? Value(Value::Object{}) : attributes_value(offer.attributes);
    value["message"] = hidden ? Value("") : Value(shown_message(state, offer));
    value["details"] = hidden ? Value{} : details_value(offer.details);
    value["photos"] = photos_value(hidden || state.deal->erased ? std::vector<Photo>{} : offer.details.photos);
    const RoundState* round = state.round();
    value["score_terms"] = hidden ? Value(Value::Array{}) : score_terms_value(round->rules, offer.attributes);
    value["withdrawn_because"] = hidden || offer.standing ? Value{} : Value(name_of(offer.withdrawn));
    value["rank"] = nullptr;
    value["to_win"] = nullptr;
    if (for_buyer && !hidden && offer.standing) {
        value["rank"] = rank_of(state.ranking, bidder.number);
        value["to_win"] = to_win_value(state, bidder);
    }
    add_low(value, state, bidder);
    if (for_buyer)
        value["thread"] = thread_value(state, bidder.number, audience);
    return value;
}

Value offers_value(const State& state) {
    Value list = Value::Array{};
    std::vector<const Bidder*> order;
    for (const Bidder& bidder : state.bidders)
        if (bidder.offer)
            order.push_back(&bidder);
    const bool by_time = buyer_must_wait(state);
    const std::vector<std::int64_t> ranks = ranks_of(state.ranking, state.bidders.size());
    std::sort(order.begin(), order.end(), [&](const Bidder* a, const Bidder* b) {
        if (by_time)
            return std::tie(a->offer->placed_at, a->number) < std::tie(b->offer->placed_at, b->number);
        // Those without a rank come last.
        const auto place = [&](const Bidder* bidder) {
            const std::int64_t rank = ranks[static_cast<std::size_t>(bidder->number)];
            return std::tuple(rank == 0, rank, bidder->number);
        };
        return place(a) < place(b);
    });
    for (const Bidder* bidder : order)
        list.push_back(offer_value(state, *bidder, Audience::of_buyer()));
    return list;
}

Value ranking_value(const State& state) {
    Value list = Value::Array{};
    if (buyer_must_wait(state))
        return list;
    for (const BidderNo number : state.ranking)
        list.push_back(to_text(state.bidder(number)->offer->id));
    return list;
}

Value invited_value(const State& state) {
    Value list = Value::Array{};
    for (const Bidder& bidder : state.bidders) {
        Value one;
        one["business"] = business_value(bidder.business);
        one["state"] = bidder.declined ? "declined" : bidder.offer ? "offered" : "asked";
        if (bidder.declined)
            one["reason"] = *bidder.declined;
        list.push_back(std::move(one));
    }
    return list;
}

Value round_line(const State& state) {
    const RoundState* round = state.round();
    const bool waits = state.intent.advice_first && !state.dialogue->offers_wanted;
    if (round == nullptr || waits)
        return {}; // One that waits for the buyer has no time yet, or never will.
    Value line;
    line["number"] = round->number;
    line["of"] = static_cast<std::int64_t>(state.intent.plan.rounds.size());
    line["state"] = name_of(round->phase);
    line["format"] = name_of(round->rules.format);
    line["visibility"] = name_of(round->rules.visibility);
    line["opens_at"] = to_rfc3339(round->opens_at);
    line["closes_at"] = to_rfc3339(round->closes_at);
    return line;
}

Value round_value(const State& state, const Audience& audience) {
    Value value = round_line(state);
    if (value.is_null())
        return value;
    const RoundState* round = state.round();
    value["pricing"] = name_of(round->rules.pricing);
    value["buyer_sees"] = name_of(round->rules.buyer_sees);
    value["closed_at"] = time_or_null(round->closed_at);
    value["cause"] = round->closed_at ? Value(name_of(round->cause)) : Value{};
    value["extensions"] = round->extensions;
    value["rules_hash"] = round->rules_hash;
    value["rules"] = to_value(round->rules);
    value["turns"] = turns_value(*round, state, audience);
    value["clock"] = clock_value(*round);
    return value;
}

Value rank_told(const State& state, BidderNo bidder) {
    const std::int64_t rank = rank_of(state.ranking, bidder);
    return rivals_visible(state) == Visibility::none || rank == 0 ? Value{} : Value(rank);
}

Value me_value(const State& state, const Bidder& bidder) {
    Value me;
    me["invited_at"] = to_rfc3339(bidder.invited_at);
    Value why = Value::Array{};
    for (const Reason& reason : bidder.reasons) {
        Value one;
        one["reason"] = reason.reason;
        one["value"] = reason.value;
        why.push_back(std::move(one));
    }
    me["why"] = std::move(why);
    me["offer"] = bidder.offer ? offer_value(state, bidder, Audience::of_bidder(bidder.number)) : Value{};
    me["auto_offer"] = bidder.auto_offer.has_value();
    me["declined"] = bidder.declined.has_value();
    me["disposition"] = verdict_value(bidder.verdict);
    me["rank"] = rank_told(state, bidder.number);
    me["of"] = nullptr;
    me["best_price"] = nullptr;
    me["prices"] = nullptr;
    me["thread"] = bidder.offer ? thread_value(state, bidder.number, Audience::of_bidder(bidder.number)) : Value{};
    me["to_win"] = nullptr;
    me["label"] = nullptr;
    me["in_turn"] = nullptr;
    if (bidder.in_turn) {
        me["in_turn"]["price"] = bidder.in_turn->price;
        me["in_turn"]["score"] = bidder.in_turn->score;
    }
    me["dropped_out"] = bidder.dropped_out;
    const RoundState* round = state.round();
    me["accepted"] =
        round != nullptr && round->rules.format == Format::falling_clock && bidder.accepted_level == round->clock.level;
    const Visibility visible = rivals_visible(state);
    const std::int64_t rank = rank_of(state.ranking, bidder.number);
    if (visible == Visibility::none || state.ranking.empty())
        return me;
    if (bidder.label > 0)
        me["label"] = bidder.label;
    if (rank > 0)
        me["of"] = static_cast<std::int64_t>(state.ranking.size());
    if (visible == Visibility::rank)
        return me;
    me["best_price"] = state.bidder(state.ranking.front())->offer->price;
    if (rank > 0)
        me["to_win"] = to_win_value(state, bidder);
    if (visible == Visibility::best_price)
        return me;
    Value prices = Value::Array{};
    for (const BidderNo number : state.ranking) {
        Value one;
        one["label"] = state.bidder(number)->label;
        one["price"] = state.bidder(number)->offer->price;
        one["own"] = number == bidder.number;
        prices.push_back(std::move(one));
    }
    me["prices"] = std::move(prices);
    return me;
}

Value place_value(const NamedPlace& place) {
    Value value;
    value["name"] = place.name;
    value["lat_e6"] = static_cast<std::int64_t>(place.at.lat_e6);
    value["lon_e6"] = static_cast<std::int64_t>(place.at.lon_e6);
    return value;
}

Value budget_value(const State& state, const Audience& audience) {
    const IntentCreated& intent = state.intent;
    if (!intent.budget)
        return {};
    const bool shown = !intent.budget_sealed && intent.plan.rounds.front().rules.show_budget;
    if (audience.kind != AudienceKind::buyer && !shown)
        return {};
    Value value;
    value["amount"] = *intent.budget;
    value["currency"] = intent.currency;
    value["visibility"] = intent.budget_sealed ? "sealed" : "public";
    return value;
}

Value offer_count_value(const State& state) {
    const RoundState* round = state.round();
    if (round == nullptr)
        return 0;
    const bool hidden = round->phase == RoundPhase::running && rivals_visible(state) == Visibility::none;
    return hidden ? Value{} : Value(static_cast<std::int64_t>(state.ranking.size()));
}

Value award_value(const State& state) {
    if (!state.award)
        return {};
    Value value;
    value["offer_id"] = to_text(state.award->offer_id);
    value["at"] = to_rfc3339(state.award->at);
    value["confirmed_at"] = time_or_null(state.award->confirmed_at);
    return value;
}

} // namespace parley::core
