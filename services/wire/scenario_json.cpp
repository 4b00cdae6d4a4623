#include "wire/scenario_json.hpp"

#include "core/formats/format.hpp"
#include "core/low_offer.hpp"
#include "wire/value_json.hpp"

#include <algorithm>
#include <limits>

namespace parley::wire {

namespace {

constexpr core::Micros earliest_opening = core::seconds(315'532'800);   // 1980-01-01T00:00:00Z
constexpr core::Micros latest_opening = core::seconds(250'246'627'200); // 9900-01-01T00:00:00Z

using core::Value;
using Errors = std::vector<FieldError>;

constexpr std::size_t bidders_max = 100'000;
constexpr std::size_t commands_max = 10'000'000;
constexpr core::Micros initial_within = core::seconds(366 * 86'400);

// --- reading ---------------------------------------------------------------------------------------------------

ReadFile<Value> document_from(std::string_view text) {
    ParsedBody parsed = parse_body(text);
    if (!parsed.value)
        return Errors{{parsed.pointer, parsed.fault, "the file cannot be read as JSON"}};
    if (const auto decimal = decimal_in(*parsed.value))
        return Errors{{*decimal, "not_whole", "must be a whole number"}};
    return std::move(*parsed.value);
}

void add(Errors& errors, const core::RulesError& error) {
    errors.push_back({error.pointer, "bad_rules", error.detail});
}

std::optional<core::Plan> one_round(const Value& document, const std::string& pointer, Errors& errors) {
    auto rules = core::rules_from(document, pointer);
    if (!rules) {
        add(errors, rules.error());
        return std::nullopt;
    }
    return core::Plan{{core::PlannedRound{std::move(*rules), 0, {}}}};
}

std::optional<core::Plan> many_rounds(const Value& document, const std::string& pointer, Errors& errors) {
    auto plan = core::plan_from(document, pointer);
    if (!plan) {
        add(errors, plan.error());
        return std::nullopt;
    }
    return std::move(*plan);
}

/// The member "rules" or "plan", whichever is there.
std::optional<core::Plan> read_plan(Body& body, Errors& errors) {
    const Value* rules = body.member("rules");
    const Value* plan = body.member("plan");
    const bool has_rules = body.is_given("rules");
    if (has_rules == body.is_given("plan")) {
        errors.push_back({has_rules ? "/plan" : "/rules", has_rules ? "not_both" : "required",
                          has_rules ? "must not come with rules" : "is required, or a plan"});
        return std::nullopt;
    }
    // A null is given and has no value to read.
    const Value nothing;
    return has_rules ? one_round(rules != nullptr ? *rules : nothing, "/rules", errors)
                     : many_rounds(plan != nullptr ? *plan : nothing, "/plan", errors);
}

std::optional<std::int64_t> any_integer(Body& body, std::string_view name, bool required = true) {
    return body.integer(name, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                        required);
}

core::Attributes read_attributes(Body& body) {
    return body.integers("attributes", 16, -1'000'000, 1'000'000);
}

void read_bidder(Body& bidder, core::Scenario& scenario) {
    core::ScenarioBidder read;
    read.name = bidder.text("id", 1, 120).value_or("");
    if (std::ranges::any_of(scenario.bidders, [&](const auto& other) { return other.name == read.name; }))
        bidder.fail("id", "not_unique", "must be the id of one bidder");
    if (bidder.is_given("initial_price")) {
        read.initial_price = bidder.integer("initial_price", core::price_min, core::price_max);
        read.initial_at = bidder.zoned_instant("initial_at", true).value_or(scenario.opens_at);
        read.initial_attributes = read_attributes(bidder);
        if (!scenario.plan.rounds.empty() && scenario.plan.rounds.front().rules.format != core::Format::turns)
            bidder.fail("initial_price", "not_here", "belongs to a first round of turns alone");
        if (read.initial_at >= scenario.opens_at)
            bidder.fail("initial_at", "too_late", "must lie before opens_at");
        if (scenario.opens_at - read.initial_at > initial_within)
            bidder.fail("initial_at", "too_early", "must lie within 366 days before opens_at");
    }
    scenario.bidders.push_back(std::move(read));
}

void read_command(Body& command, core::Scenario& scenario) {
    core::ScenarioCommand read;
    read.at = command.zoned_instant("at", true).value_or(core::Instant{});
    read.by = command.text("by", 1, 120).value_or("");
    read.id = command.text("id", 1, 120).value_or("");
    int kinds = 0;
    const auto kind = [&](std::string_view name) {
        const bool given = command.is_given(name);
        kinds += given ? 1 : 0;
        return given;
    };
    const auto only_true = [&](std::string_view name) {
        if (command.truth(name) == false)
            command.fail(name, "not_true", "must be true, or not be there");
    };
    if (kind("place"))
        command.object("place", [&](Body& place) {
            core::PlaceOffer offer;
            offer.price = any_integer(place, "price").value_or(0);
            offer.attributes = read_attributes(place);
            offer.message = place.text("message", 0, 2'000, false).value_or("");
            offer.confirm = place.truth("confirm").value_or(false);
            read.command = std::move(offer);
        });
    if (kind("auto"))
        command.object("auto", [&](Body& terms) {
            core::ScenarioAuto set;
            set.floor = any_integer(terms, "floor").value_or(0);
            set.opening = any_integer(terms, "opening", false);
            set.attributes = read_attributes(terms);
            read.command = std::move(set);
        });
    if (kind("accept")) {
        only_true("accept");
        read.command = core::Accept{};
    }
    if (kind("withdraw")) {
        only_true("withdraw");
        read.command = core::WithdrawOffer{};
    }
    if (kind("drop_auto")) {
        only_true("drop_auto");
        read.command = core::DropAutoOffer{};
    }
    if (kinds != 1)
        command.fail("", "not_one", "must have exactly one of place, auto, accept, withdraw and drop_auto");
    scenario.commands.push_back(std::move(read));
}

// --- writing ---------------------------------------------------------------------------------------------------

/// The command that an automatic move goes back to, through the moves that it answers; null if time alone caused it.
Value cause_of(std::int64_t seq, const core::Scenario& scenario, const core::Replay& replay) {
    while (seq > 0) {
        const auto found = replay.command_of.find(seq);
        if (found != replay.command_of.end())
            return scenario.commands[found->second].id;
        const core::Event& event = replay.log[static_cast<std::size_t>(seq - 1)].event;
        const core::OfferTerms* terms = std::get_if<core::OfferPlaced>(&event);
        if (terms == nullptr)
            terms = std::get_if<core::OfferRevised>(&event);
        seq = terms != nullptr && terms->automatic ? terms->cause : 0;
    }
    return {};
}

Value turn_value(const char* type, const Value& by, core::Instant from, core::Instant to) {
    Value turn;
    turn["type"] = type;
    turn["by"] = by;
    turn["starts_at"] = core::to_rfc3339(from);
    turn["ends_at"] = core::to_rfc3339(to);
    return turn;
}

/// The stages of a round of turns, one after another, to the announcement.
Value turns_value(const core::Replay& replay, const core::RoundState& round) {
    Value list = Value::Array{};
    core::Instant end = round.opens_at;
    for (const core::Record& record : replay.log) {
        const auto* ordered = std::get_if<core::TurnsOrdered>(&record.event);
        if (ordered == nullptr || ordered->round != round.number)
            continue;
        if (ordered->turns.front().starts_at > record.at)
            list.push_back(turn_value("pause", {}, record.at, ordered->turns.front().starts_at));
        for (const core::Turn& turn : ordered->turns)
            list.push_back(turn_value("bids", replay.names[static_cast<std::size_t>(turn.bidder - 1)], turn.starts_at,
                                      turn.ends_at));
        end = ordered->turns.back().ends_at;
    }
    if (list.as_array()->empty())
        return list;
    const core::Instant announced = end + core::seconds(round.rules.turns.announce_s);
    if (announced > end)
        list.push_back(turn_value("pre_announcement", {}, end, announced));
    list.push_back(turn_value("announcement", {}, announced, announced));
    return list;
}

} // namespace

ReadFile<core::Scenario> scenario_from(std::string_view text) {
    const auto document = document_from(text);
    if (!document)
        return document.error();
    Errors errors;
    core::Scenario scenario;
    Body body(*document, errors);
    if (members_of(*document) == nullptr)
        return Errors{{"", "not_an_object", "must be an object"}};
    if (auto plan = read_plan(body, errors))
        scenario.plan = std::move(*plan);
    scenario.currency = body.text("currency", 3, 3, false).value_or("GBP");
    scenario.opens_at = body.zoned_instant("opens_at", true).value_or(core::Instant{});
    // Time begins in 1970, offers may come a year before, and what ends has to end in a year of four digits.
    const core::Micros opens = scenario.opens_at.us;
    if (body.is_given("opens_at") && (opens < earliest_opening || opens >= latest_opening))
        body.fail("opens_at", "out_of_range", "must lie in the years 1980 to 9899");
    body.may_be_null({"budget"});
    if (body.has("budget"))
        scenario.budget = body.integer("budget", core::price_min, core::price_max);
    body.list("bidders", 0, bidders_max, [&](Body& list, const std::string& index) {
        list.object(index, [&](Body& bidder) { read_bidder(bidder, scenario); }, true);
    });
    body.list("commands", 0, commands_max, [&](Body& list, const std::string& index) {
        list.object(index, [&](Body& command) { read_command(command, scenario); }, true);
    });
    body.member("budget");
    body.done();
    if (!errors.empty())
        return errors;
    return scenario;
}

ReadFile<core::Plan> plan_alone(std::string_view text) {
    const auto document = document_from(text);
    if (!document)
        return document.error();
    if (members_of(*document) == nullptr)
        return Errors{{"", "not_an_object", "must be an object"}};
    Errors errors;
    Body body(*document, errors);
    auto plan = read_plan(body, errors);
    body.done();
    if (!plan || !errors.empty())
        return errors;
    return std::move(*plan);
}

ReadFile<core::Plan> plan_in(std::string_view text) {
    const auto document = document_from(text);
    if (!document)
        return document.error();
    const Value::Object* members = members_of(*document);
    if (members == nullptr)
        return Errors{{"", "not_an_object", "must be an object"}};
    Errors errors;
    std::optional<core::Plan> plan;
    if (members->contains("rules") || members->contains("plan")) {
        Body body(*document, errors);
        plan = read_plan(body, errors);
    } else {
        plan = members->contains("rounds") ? many_rounds(*document, "", errors) : one_round(*document, "", errors);
    }
    if (!plan || !errors.empty())
        return errors;
    return std::move(*plan);
}

ReadFile<Value> replay_value(const core::Scenario& scenario, const core::Replay& replay) {
    Errors errors;
    for (std::size_t i = 0; i < replay.initial.size(); ++i)
        if (replay.initial[i])
            errors.push_back({"/bidders/" + std::to_string(i) + "/initial_price",
                              std::string(core::name_of(replay.initial[i]->code)), "the rules refuse this offer"});
    if (!errors.empty())
        return errors;
    const core::State& state = replay.state;
    const auto name = [&](core::BidderNo bidder) { return Value(replay.names[static_cast<std::size_t>(bidder - 1)]); };
    const core::RoundState& last = *state.round();
    Value value;
    value["opened_at"] = core::to_rfc3339(scenario.opens_at);
    value["closed_at"] = core::to_rfc3339(*last.closed_at);
    value["winner"] = last.ranking.empty() ? Value{} : name(last.ranking.front());
    value["pays"] = nullptr;
    value["turns"] = turns_value(replay, last);
    if (last.rules.format != core::Format::turns)
        value.as_object()->erase("turns");
    value["ranking"] = Value::Array{};
    for (const core::BidderNo number : last.ranking) {
        const core::Offer& offer = *state.bidder(number)->offer;
        Value one;
        one["by"] = name(number);
        one["price"] = offer.price;
        one["score"] = offer.score;
        one["at"] = core::to_rfc3339(offer.at);
        value["ranking"].push_back(std::move(one));
    }
    value["commands"] = Value::Array{};
    for (std::size_t i = 0; i < scenario.commands.size(); ++i) {
        const auto& refusal = replay.outcomes[i];
        Value one;
        one["id"] = scenario.commands[i].id;
        one["outcome"] = refusal ? "refused" : "accepted";
        one["code"] = refusal ? Value(core::name_of(refusal->code)) : Value{};
        value["commands"].push_back(std::move(one));
    }
    value["moves"] = Value::Array{};
    for (const core::Record& record : replay.log) {
        const core::OfferTerms* terms = std::get_if<core::OfferPlaced>(&record.event);
        if (terms == nullptr)
            terms = std::get_if<core::OfferRevised>(&record.event);
        if (const auto* closed = std::get_if<core::RoundClosed>(&record.event))
            value["pays"] = closed->pays ? Value(*closed->pays) : Value{};
        if (terms == nullptr || !terms->automatic)
            continue;
        Value move;
        move["by"] = name(terms->bidder);
        move["price"] = terms->price;
        move["cause"] = cause_of(terms->cause, scenario, replay);
        value["moves"].push_back(std::move(move));
    }
    value["flags"] = Value::Array{};
    for (const core::LowOfferFlag& flag : core::low_offers(state)) {
        Value one;
        one["by"] = name(flag.bidder);
        one["code"] = core::name_of(flag.code);
        value["flags"].push_back(std::move(one));
    }
    value["log_hash"] = replay.log_hash;
    return value;
}

} // namespace parley::wire
