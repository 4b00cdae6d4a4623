// Turns, the format of Prozorro (auction-rules 2.1): initial offers in secret, then rounds in which everybody has one
// turn, the worst offer first. In its turn a bidder may only go below its own last offer by its own step, as often as
// it likes; the last word counts, and others learn of it when the turn ends.
#include "core/formats/format.hpp"
#include "core/offer_rules.hpp"

#include <algorithm>

namespace parley::core {

namespace {

/// Those who take part, worst first: of equal offers the earlier one is better and comes later.
std::vector<BidderNo> worst_first(const State& state) {
    std::vector<BidderNo> order(state.ranking.rbegin(), state.ranking.rend());
    std::erase_if(order, [&](BidderNo number) { return !state.bidder(number)->admitted; });
    return order;
}

class Turns final : public RoundFormat {
public:
    /// The turns themselves are ordered, and the end is known, when it is known who takes part.
    Micros length(const Rules& rules, std::int64_t number) const override {
        return number == 1 ? seconds(rules.duration_s) : 0;
    }
    bool is_secret_now(const RoundState& round) const override {
        return round.phase == RoundPhase::running && round.turns.of_turns == 0;
    }
    bool offers_are_parts() const override { return true; }

    std::optional<Refusal> judge(const State& state, const Bidder& bidder, const PlaceOffer& offer,
                                 Instant received_at) const override {
        const RoundState& round = *state.round();
        if (round.turns.of_turns == 0)
            return sealed_format().judge(state, bidder, offer, received_at);
        if (auto refusal = judge_turn(round, bidder, received_at))
            return refusal;
        if (auto refusal = judge_price(state, offer.price))
            return refusal;
        if (auto refusal = judge_revisions(round.rules, bidder.in_turn ? *bidder.in_turn : *bidder.offer))
            return refusal;
        // Measured against what stood before the turn, in score: what costs more to run must be so much cheaper.
        const Offer& own = *bidder.offer;
        const Minor step = step_of(own.price, round.rules.own_bp, round.rules.own_min);
        if (score_of(round.rules, offer.price, offer.attributes) > own.score - step)
            return refuse_beyond(RefusalCode::step_too_small, "price_max",
                                 own.score - step - quality_of(round.rules, offer.attributes));
        return judge_drop(round.rules, own, offer);
    }

    /// In one's own turn the bid of that turn can be taken back, and nothing else.
    std::optional<Refusal> judge_withdrawal(const State& state, const Bidder& bidder, const WithdrawOffer& command,
                                            Instant received_at) const override {
        const RoundState& round = *state.round();
        if (round.turns.of_turns == 0)
            return RoundFormat::judge_withdrawal(state, bidder, command, received_at);
        if (auto refusal = judge_turn(round, bidder, received_at))
            return refusal;
        if (!bidder.in_turn)
            return Refusal{RefusalCode::nothing_to_withdraw, {}};
        if (command.offer_id && *command.offer_id != bidder.in_turn->id)
            return Refusal{RefusalCode::offer_unknown, {}};
        return std::nullopt;
    }

    std::optional<Instant> next_step(const State& state) const override {
        const RoundState& round = *state.round();
        if (round.turns.of_turns == 0)
            return round.closes_at; // where the initial offers end
        const Turn* current = round.turns.current();
        return current != nullptr ? current->ends_at : round.turns.turns.back().ends_at;
    }

    std::optional<Event> step(const State& state) const override {
        const RoundState& round = *state.round();
        const TurnsState& turns = round.turns;
        if (const Turn* current = turns.current())
            return TurnEnded{round.number, current->bidder, state.bidder(current->bidder)->in_turn.has_value()};
        if (turns.of_turns == round.rules.turns.rounds)
            return std::nullopt;
        const std::vector<BidderNo> order = worst_first(state);
        if (order.size() < 2)
            return std::nullopt; // Nobody to take turns with.
        return ordered(round, order, *next_step(state));
    }

    bool auto_wants(const State& state, const Bidder& bidder) const override {
        const RoundState& round = *state.round();
        if (round.turns.of_turns == 0)
            return sealed_format().auto_wants(state, bidder);
        const Turn* current = round.turns.current();
        return current != nullptr && current->bidder == bidder.number && !bidder.in_turn && bidder.offer->standing &&
               state.ranking.front() != bidder.number &&
               price_in_turn(state, bidder) >= bidder.auto_offer->terms.floor &&
               fits_ceiling(state, price_in_turn(state, bidder));
    }
    Instant auto_acts_at(const State& state, const Bidder& bidder, Instant now) const override {
        const Turn* current = state.round()->turns.current();
        const Instant from = current != nullptr ? std::max(now, current->starts_at) : now;
        return RoundFormat::auto_acts_at(state, bidder, from);
    }
    AutoMove auto_move(const State& state, const Bidder& due) const override {
        if (state.round()->turns.of_turns == 0)
            return sealed_format().auto_move(state, due);
        return move_of(due, price_in_turn(state, due));
    }

private:
    static std::optional<Refusal> judge_turn(const RoundState& round, const Bidder& bidder, Instant received_at) {
        const Turn* current = round.turns.current();
        if (current != nullptr && current->bidder == bidder.number && received_at >= current->starts_at)
            return std::nullopt;
        Refusal refusal{RefusalCode::not_your_turn, {}};
        for (std::size_t i = round.turns.ended; i < round.turns.turns.size(); ++i)
            if (round.turns.turns[i].bidder == bidder.number)
                refusal.details["turn_starts_at"] = to_rfc3339(round.turns.turns[i].starts_at);
        return refusal;
    }

    static TurnsOrdered ordered(const RoundState& round, const std::vector<BidderNo>& order, Instant pause_starts) {
        const TurnRules& rules = round.rules.turns;
        TurnsOrdered event;
        event.round = round.number;
        event.of_turns = round.turns.of_turns + 1;
        Instant at = pause_starts + seconds(event.of_turns == 1 ? rules.first_pause_s : rules.pause_s);
        for (const BidderNo bidder : order) {
            event.turns.push_back({bidder, at, at + seconds(rules.turn_s)});
            at = event.turns.back().ends_at;
        }
        const Micros later = seconds(rules.pause_s) + static_cast<Micros>(order.size()) * seconds(rules.turn_s);
        event.closes_at = at + (rules.rounds - event.of_turns) * later;
        return event;
    }

    /// What an auto-offer bids in its turn: enough to lead if its floor allows, and at least its own step.
    static Minor price_in_turn(const State& state, const Bidder& bidder) {
        const Rules& rules = state.round()->rules;
        const AutoTerms& terms = bidder.auto_offer->terms;
        const Minor quality = quality_of(rules, terms.attributes);
        const Minor own = bidder.offer->score - step_of(bidder.offer->price, rules.own_bp, rules.own_min) - quality;
        const Offer* rival = best_rival(state, bidder.number);
        const Minor lead = rival != nullptr ? rival->score - 1 - quality : own;
        return under_ceiling(state, std::min(own, std::max(lead, terms.floor)));
    }
};

} // namespace

const RoundFormat& turns_format() {
    static const Turns format;
    return format;
}

} // namespace parley::core
