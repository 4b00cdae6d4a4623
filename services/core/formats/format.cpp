#include "core/formats/format.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace parley::core {

Micros RoundFormat::length(const Rules& rules, std::int64_t) const {
    return seconds(rules.duration_s);
}

std::optional<Refusal> RoundFormat::judge(const State&, const Bidder&, const Accept&, Instant) const {
    return Refusal{RefusalCode::no_clock, {}};
}

std::optional<Refusal> RoundFormat::judge(const State&, const Bidder&, const AutoTerms&) const {
    return std::nullopt;
}

std::optional<Refusal> RoundFormat::judge_withdrawal(const State&, const Bidder& bidder, const WithdrawOffer& command,
                                                     Instant) const {
    if (!bidder.offer)
        return Refusal{RefusalCode::nothing_to_withdraw, {}};
    if (command.offer_id && *command.offer_id != bidder.offer->id)
        return Refusal{RefusalCode::offer_unknown, {}};
    if (!bidder.offer->standing)
        return Refusal{RefusalCode::offer_withdrawn, {}};
    return std::nullopt;
}

Minor RoundFormat::price_at(const State&, Instant) const {
    PARLEY_ASSERT(false, "only a clock shows a price");
    return 0;
}

Instant RoundFormat::auto_acts_at(const State&, const Bidder& bidder, Instant now) const {
    return now + bidder.auto_offer->terms.respond_after;
}

bool RoundFormat::auto_goes_first(const State&, const Bidder& one, const Bidder& other) const {
    return one.auto_offer->since < other.auto_offer->since;
}

Minor RoundFormat::winner_pays(const State& state) const {
    return state.bidder(state.ranking.front())->offer->price;
}

const RoundFormat& format_of(const Rules& rules) {
    switch (rules.format) {
    case Format::sealed:
        return sealed_format();
    case Format::open:
        return open_format();
    case Format::turns:
        return turns_format();
    case Format::rising_clock:
        return rising_clock_format();
    case Format::falling_clock:
        return falling_clock_format();
    }
    PARLEY_ASSERT(false, "a format has a file");
    return open_format();
}

Instant next_boundary(const State& state) {
    const RoundState& round = *state.round();
    const auto step = format_of(round.rules).next_step(state);
    return step ? std::min(*step, round.closes_at) : round.closes_at;
}

} // namespace parley::core
