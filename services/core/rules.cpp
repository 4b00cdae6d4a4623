#include "core/rules.hpp"

#include "digest/digest.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace parley::core {

namespace {

constexpr std::array<std::string_view, 5> format_names{"sealed", "open", "turns", "rising_clock", "falling_clock"};
constexpr std::array<std::string_view, 2> pricing_names{"pay_as_bid", "second_price"};
constexpr std::array<std::string_view, 4> visibility_names{"none", "rank", "best_price", "all_prices"};
constexpr std::array<std::string_view, 2> close_mode_names{"hard", "soft"};
constexpr std::array<std::string_view, 3> trigger_names{"any_improvement", "lead_change", "rank"};
constexpr std::array<std::string_view, 2> lead_scope_names{"taking_lead", "every_offer"};
constexpr std::array<std::string_view, 2> ties_names{"earlier", "refuse"};
constexpr std::array<std::string_view, 2> buyer_sees_names{"live", "at_close"};

constexpr std::int64_t month_s = 30 * 86'400;
constexpr std::int64_t year_s = 366 * 86'400;
constexpr std::int64_t rounds_max = 5;
constexpr std::size_t scoring_terms_max = 16;

/// Reads the members of one object and remembers the first thing that is wrong.
class MemberReader {
public:
    MemberReader(const Value& object, std::string pointer, std::optional<RulesError>& error)
        : object_(object), pointer_(std::move(pointer)), error_(error) {
        if (!object.is_null() && object.as_object() == nullptr)
            fail("", "must be an object");
    }
    MemberReader(const MemberReader&) = delete;
    MemberReader& operator=(const MemberReader&) = delete;

    void integer(std::string_view name, std::int64_t& out, std::int64_t low, std::int64_t high) {
        const Value* member = take(name);
        if (member == nullptr)
            return;
        const auto* number = member->as_integer();
        if (number == nullptr)
            return fail(name, "must be a whole number");
        if (*number < low || *number > high)
            return fail(name, "must lie between " + std::to_string(low) + " and " + std::to_string(high));
        out = *number;
    }
    void truth(std::string_view name, bool& out) {
        const Value* member = take(name);
        if (member == nullptr)
            return;
        const auto* read = member->as_bool();
        if (read == nullptr)
            return fail(name, "must be true or false");
        out = *read;
    }
    template <class Enum>
    void word(std::string_view name, Enum& out) {
        const Value* member = take(name);
        if (member == nullptr)
            return;
        const auto* text = member->as_string();
        const auto read = text != nullptr ? from_name<Enum>(*text) : std::nullopt;
        if (!read)
            return fail(name, "must be one of " + choices<Enum>());
        out = *read;
    }
    const Value* take(std::string_view name) {
        known_.push_back(name);
        const Value& member = object_.at(name);
        return member.is_null() ? nullptr : &member;
    }
    /// RFC 6901: "~" and "/" in a name are written as ~0 and ~1.
    std::string pointer_to(std::string_view name) const {
        std::string pointer = pointer_ + '/';
        for (const char c : name)
            pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
        return pointer;
    }
    void fail(std::string_view name, std::string detail) {
        if (!error_)
            error_ = RulesError{name.empty() ? pointer_ : pointer_to(name), std::move(detail)};
    }
    /// Says no to members that nobody asked for: a misspelt rule must never be silently neutral.
    void done() {
        const auto* members = object_.as_object();
        if (members == nullptr)
            return;
        for (const auto& [name, member] : *members)
            if (std::find(known_.begin(), known_.end(), name) == known_.end())
                fail(name, "is not a known member");
    }

private:
    template <class Enum>
    static std::string choices() {
        std::string text;
        for (const std::string_view name : names_of(Enum{}))
            text += (text.empty() ? "" : ", ") + std::string(name);
        return text;
    }
    const Value& object_;
    std::string pointer_;
    std::optional<RulesError>& error_;
    std::vector<std::string_view> known_;
};

void read_scoring(MemberReader& rules, std::vector<ScoringTerm>& out, std::optional<RulesError>& error) {
    const Value* list = rules.take("scoring");
    if (list == nullptr)
        return;
    const auto* terms = list->as_array();
    if (terms == nullptr || terms->size() > scoring_terms_max)
        return rules.fail("scoring", "must be a list of at most 16 terms");
    for (std::size_t i = 0; i < terms->size(); ++i) {
        MemberReader term((*terms)[i], rules.pointer_to("scoring") + '/' + std::to_string(i), error);
        ScoringTerm read;
        const Value* attribute = term.take("attribute");
        if (attribute == nullptr || attribute->as_string() == nullptr || attribute->as_string()->empty())
            term.fail("attribute", "must name an attribute");
        else
            read.attribute = *attribute->as_string();
        term.integer("minor_per_unit", read.minor_per_unit, -price_max, price_max);
        term.done();
        out.push_back(std::move(read));
    }
}

void read_turns(MemberReader& rules, TurnRules& out, std::optional<RulesError>& error) {
    const Value* member = rules.take("turns");
    if (member == nullptr)
        return;
    MemberReader turns(*member, rules.pointer_to("turns"), error);
    turns.integer("rounds", out.rounds, 1, 10);
    turns.integer("first_pause_s", out.first_pause_s, 0, month_s);
    turns.integer("pause_s", out.pause_s, 0, month_s);
    turns.integer("turn_s", out.turn_s, 1, month_s);
    turns.integer("announce_s", out.announce_s, 0, month_s);
    turns.done();
}

void read_clock(MemberReader& rules, ClockRules& out, std::optional<RulesError>& error) {
    const Value* member = rules.take("clock");
    if (member == nullptr)
        return;
    MemberReader clock(*member, rules.pointer_to("clock"), error);
    clock.integer("start", out.start, 0, price_max);
    clock.integer("change", out.change, 0, price_max);
    clock.integer("every_s", out.every_s, 1, month_s);
    clock.integer("stop", out.stop, 0, price_max);
    clock.done();
}

/// What is wrong with rules that are fine one by one, or nothing.
std::optional<RulesError> contradiction(const Rules& rules, const std::string& pointer) {
    const auto error = [&](const char* member, const char* detail) { return RulesError{pointer + member, detail}; };
    if (rules.pricing == Pricing::second_price && rules.format != Format::sealed)
        return error("/pricing", "second_price needs a sealed round");
    if (rules.format == Format::sealed && rules.close_mode == CloseMode::soft)
        return error("/close/mode", "a sealed round closes hard, always");
    if (rules.format != Format::open && rules.close_mode == CloseMode::soft)
        return error("/close/mode", "must be hard: the schedule of turns and clocks gives their end");
    const bool rising = rules.format == Format::rising_clock;
    if (!rising && rules.format != Format::falling_clock)
        return std::nullopt;
    const ClockRules& clock = rules.clock;
    if (clock.start < price_min)
        return error("/clock/start", "must be at least 1 in a clock round");
    if (clock.change < 1)
        return error("/clock/change", "must be at least 1 in a clock round");
    if (rising && clock.stop > 0 && clock.stop < clock.start)
        return error("/clock/stop", "must not lie below the start of a rising clock");
    if (!rising && clock.stop > clock.start)
        return error("/clock/stop", "must not lie above the start of a falling clock");
    if (clock_levels(rules) > year_s / clock.every_s)
        return error("/clock", "must come to its end within 366 days");
    return std::nullopt;
}

} // namespace

std::span<const std::string_view> names_of(Format) {
    return format_names;
}
std::span<const std::string_view> names_of(Pricing) {
    return pricing_names;
}
std::span<const std::string_view> names_of(Visibility) {
    return visibility_names;
}
std::span<const std::string_view> names_of(CloseMode) {
    return close_mode_names;
}
std::span<const std::string_view> names_of(Trigger) {
    return trigger_names;
}
std::span<const std::string_view> names_of(LeadScope) {
    return lead_scope_names;
}
std::span<const std::string_view> names_of(Ties) {
    return ties_names;
}
std::span<const std::string_view> names_of(BuyerSees) {
    return buyer_sees_names;
}

RulesResult<Rules> rules_from(const Value& document, const std::string& pointer) {
    Rules rules;
    std::optional<RulesError> error;
    MemberReader top(document, pointer, error);
    top.word("format", rules.format);
    if (rules.format == Format::sealed)
        rules.buyer_sees = BuyerSees::at_close;
    top.word("pricing", rules.pricing);
    top.word("visibility", rules.visibility);
    top.integer("duration_s", rules.duration_s, 1, year_s);
    top.integer("max_drop_bp", rules.max_drop_bp, 0, basis_points_per_one);
    top.integer("max_revisions", rules.max_revisions, 0, 10'000);
    top.truth("self_outbid", rules.self_outbid);
    top.truth("allow_raise", rules.allow_raise);
    top.word("ties", rules.ties);
    top.word("buyer_sees", rules.buyer_sees);
    if (const Value* member = top.take("close")) {
        MemberReader close(*member, top.pointer_to("close"), error);
        close.word("mode", rules.close_mode);
        close.integer("window_s", rules.window_s, 0, month_s);
        close.integer("extension_s", rules.extension_s, 0, month_s);
        close.integer("max_total_s", rules.max_total_s, 0, month_s);
        close.word("trigger", rules.trigger);
        close.integer("rank", rules.trigger_rank, 1, 1'000);
        close.done();
    }
    if (const Value* member = top.take("step")) {
        MemberReader step(*member, top.pointer_to("step"), error);
        step.integer("own_bp", rules.own_bp, 0, basis_points_per_one);
        step.integer("own_min", rules.own_min, 0, price_max);
        step.integer("lead_bp", rules.lead_bp, 0, basis_points_per_one);
        step.integer("lead_min", rules.lead_min, 0, price_max);
        step.word("lead_scope", rules.lead_scope);
        step.done();
    }
    if (const Value* member = top.take("ceiling")) {
        MemberReader ceiling(*member, top.pointer_to("ceiling"), error);
        ceiling.truth("enforce", rules.ceiling_enforce);
        ceiling.truth("show_budget", rules.show_budget);
        ceiling.done();
    }
    if (const Value* member = top.take("invite")) {
        MemberReader invite(*member, top.pointer_to("invite"), error);
        invite.integer("count", rules.invite_count, 0, 200);
        const Value* strategy = invite.take("strategy");
        if (strategy != nullptr && (strategy->as_string() == nullptr || *strategy->as_string() != "best_fit"))
            invite.fail("strategy", "must be best_fit");
        invite.integer("top_up_after_s", rules.top_up_after_s, 0, month_s);
        invite.integer("min_reachable", rules.min_reachable, 0, 1'000);
        invite.integer("newcomer_ppm", rules.newcomer_ppm, 0, ppm_per_one);
        invite.done();
    }
    if (const Value* member = top.take("attention")) {
        MemberReader attention(*member, top.pointer_to("attention"), error);
        attention.integer("max_offers", rules.max_offers, 0, 200);
        attention.done();
    }
    if (const Value* member = top.take("award")) {
        MemberReader award(*member, top.pointer_to("award"), error);
        const Value* mode = award.take("mode");
        if (mode != nullptr && (mode->as_string() == nullptr || *mode->as_string() != "buyer_choice"))
            award.fail("mode", "must be buyer_choice");
        award.integer("decision_window_s", rules.decision_window_s, 1, month_s);
        award.integer("confirm_s", rules.confirm_s, 1, month_s);
        award.done();
    }
    read_scoring(top, rules.scoring, error);
    read_turns(top, rules.turns, error);
    read_clock(top, rules.clock, error);
    top.done();
    if (!error)
        error = contradiction(rules, pointer);
    if (error)
        return *error;
    return rules;
}

RulesResult<Plan> plan_from(const Value& document, const std::string& pointer) {
    Plan plan;
    std::optional<RulesError> error;
    MemberReader top(document, pointer, error);
    const Value* rounds = top.take("rounds");
    top.done();
    if (error)
        return *error;
    const auto* list = rounds != nullptr ? rounds->as_array() : nullptr;
    if (list == nullptr || list->empty() || list->size() > static_cast<std::size_t>(rounds_max))
        return RulesError{pointer + "/rounds", "must be a list of 1 to 5 rounds"};
    for (std::size_t i = 0; i < list->size(); ++i) {
        const std::string at = pointer + "/rounds/" + std::to_string(i);
        PlannedRound planned;
        MemberReader round((*list)[i], at, error);
        round.integer("starts_after_s", planned.starts_after_s, 0, month_s);
        if (const Value* admit = round.take("admit"); admit != nullptr) {
            if (const auto* word = admit->as_string(); word != nullptr && *word == "all") {
                planned.admit.mode = AdmitMode::all;
            } else {
                MemberReader choice(*admit, round.pointer_to("admit"), error);
                choice.integer("best", planned.admit.best, 1, 1'000);
                bool winner = false;
                choice.truth("winner", winner);
                choice.done();
                if ((planned.admit.best > 0) == winner)
                    round.fail("admit", "must be all, a best count or the winner");
                if (i == 0)
                    round.fail("admit", "must be all in the first round: nobody comes out of one before");
                planned.admit.mode = winner ? AdmitMode::winner : AdmitMode::best;
            }
        }
        const Value* rules = round.take("rules");
        round.done();
        if (error)
            return *error;
        auto read = rules_from(rules != nullptr ? *rules : Value{}, at + "/rules");
        if (!read)
            return read.error();
        planned.rules = std::move(*read);
        plan.rounds.push_back(std::move(planned));
    }
    return plan;
}

Value to_value(const Rules& rules) {
    Value document;
    document["format"] = name_of(rules.format);
    document["pricing"] = name_of(rules.pricing);
    document["visibility"] = name_of(rules.visibility);
    document["duration_s"] = rules.duration_s;
    Value close;
    close["mode"] = name_of(rules.close_mode);
    close["window_s"] = rules.window_s;
    close["extension_s"] = rules.extension_s;
    close["max_total_s"] = rules.max_total_s;
    close["trigger"] = name_of(rules.trigger);
    close["rank"] = rules.trigger_rank;
    document["close"] = std::move(close);
    Value step;
    step["own_bp"] = rules.own_bp;
    step["own_min"] = rules.own_min;
    step["lead_bp"] = rules.lead_bp;
    step["lead_min"] = rules.lead_min;
    step["lead_scope"] = name_of(rules.lead_scope);
    document["step"] = std::move(step);
    document["max_drop_bp"] = rules.max_drop_bp;
    document["max_revisions"] = rules.max_revisions;
    document["self_outbid"] = rules.self_outbid;
    document["allow_raise"] = rules.allow_raise;
    Value ceiling;
    ceiling["enforce"] = rules.ceiling_enforce;
    ceiling["show_budget"] = rules.show_budget;
    document["ceiling"] = std::move(ceiling);
    document["ties"] = name_of(rules.ties);
    Value turns;
    turns["rounds"] = rules.turns.rounds;
    turns["first_pause_s"] = rules.turns.first_pause_s;
    turns["pause_s"] = rules.turns.pause_s;
    turns["turn_s"] = rules.turns.turn_s;
    turns["announce_s"] = rules.turns.announce_s;
    document["turns"] = std::move(turns);
    Value clock;
    clock["start"] = rules.clock.start;
    clock["change"] = rules.clock.change;
    clock["every_s"] = rules.clock.every_s;
    clock["stop"] = rules.clock.stop;
    document["clock"] = std::move(clock);
    document["buyer_sees"] = name_of(rules.buyer_sees);
    Value scoring = Value::Array{};
    for (const ScoringTerm& term : rules.scoring) {
        Value written;
        written["attribute"] = term.attribute;
        written["minor_per_unit"] = term.minor_per_unit;
        scoring.push_back(std::move(written));
    }
    document["scoring"] = std::move(scoring);
    Value invite;
    invite["count"] = rules.invite_count;
    invite["strategy"] = "best_fit";
    invite["top_up_after_s"] = rules.top_up_after_s;
    invite["min_reachable"] = rules.min_reachable;
    invite["newcomer_ppm"] = rules.newcomer_ppm;
    document["invite"] = std::move(invite);
    Value attention;
    attention["max_offers"] = rules.max_offers;
    document["attention"] = std::move(attention);
    Value award;
    award["mode"] = "buyer_choice";
    award["decision_window_s"] = rules.decision_window_s;
    award["confirm_s"] = rules.confirm_s;
    document["award"] = std::move(award);
    return document;
}

Value to_value(const Plan& plan) {
    Value rounds = Value::Array{};
    for (const PlannedRound& planned : plan.rounds) {
        Value round;
        round["rules"] = to_value(planned.rules);
        round["starts_after_s"] = planned.starts_after_s;
        switch (planned.admit.mode) {
        case AdmitMode::all:
            round["admit"] = "all";
            break;
        case AdmitMode::best:
            round["admit"]["best"] = planned.admit.best;
            break;
        case AdmitMode::winner:
            round["admit"]["winner"] = true;
            break;
        }
        rounds.push_back(std::move(round));
    }
    Value document;
    document["rounds"] = std::move(rounds);
    return document;
}

std::string rules_hash(const Rules& rules) {
    return digest::hex(digest::sha256(canonical(to_value(rules))));
}

std::int64_t clock_levels(const Rules& rules) {
    const ClockRules& clock = rules.clock;
    if (rules.format == Format::falling_clock)
        return (clock.start - std::max(clock.stop, price_min)) / clock.change + 1;
    if (clock.stop > 0)
        return (clock.stop - clock.start) / clock.change + 1;
    // Without a stop the duration is the limit, and the range of prices.
    const std::int64_t in_time = (rules.duration_s + clock.every_s - 1) / clock.every_s;
    return std::min(in_time, (price_max - clock.start) / clock.change + 1);
}

Minor clock_price(const Rules& rules, std::int64_t level) {
    const Minor moved = rules.clock.change * level;
    return rules.format == Format::falling_clock ? rules.clock.start - moved : rules.clock.start + moved;
}

Minor score_of(const Rules& rules, Minor price, const std::map<std::string, std::int64_t>& attributes) {
    __int128 score = price;
    for (const ScoringTerm& term : rules.scoring) {
        const auto found = attributes.find(term.attribute);
        if (found != attributes.end())
            score += static_cast<__int128>(term.minor_per_unit) * found->second;
    }
    constexpr __int128 low = std::numeric_limits<Minor>::min();
    constexpr __int128 high = std::numeric_limits<Minor>::max();
    return static_cast<Minor>(std::clamp(score, low, high));
}

} // namespace parley::core
