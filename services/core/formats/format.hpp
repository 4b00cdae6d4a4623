// What each format of a round decides for itself; all else is the same for every round. One file per format, and
// `format_of` is the only way to one. The rules are those of DESIGN 3.1 and auction-rules 2.
#pragma once

#include "core/auto_moves.hpp"
#include "core/command.hpp"
#include "core/refusal.hpp"
#include "core/state.hpp"

namespace parley::core {

/// What an offer changed, as far as the soft close asks.
struct BeforeOffer {
    std::optional<Minor> own_score; // of the bidder's offer, be it one that was taken back
    BidderNo leader = 0;            // 0: nobody
};

/// Stateless: everything that a format knows is in the rules and the state. Where a function takes a state, its last
/// round runs under this format.
class RoundFormat {
public:
    virtual ~RoundFormat() = default;

    /// From the opening of round `number` to its close, as far as it is known before the round begins.
    virtual Micros length(const Rules& rules, std::int64_t number) const;

    /// Whether offers are nobody's to see but their bidder's (and a buyer's who sees them live) at this moment.
    virtual bool is_secret_now(const RoundState&) const { return false; }

    /// Whether prices are parts in the log, to be opened later.
    virtual bool offers_are_parts() const { return false; }

    /// Whether an accepted offer ends the round.
    virtual bool ends_with_an_offer() const { return false; }

    /// Whether buyers may have the length doubled, and an empty round goes on once.
    virtual bool can_be_extended() const { return false; }

    /// How long after its moment an accept is decided: another one, sent earlier, may still be on its way.
    virtual Micros accepts_settle() const { return 0; }

    /// The first reason why this cannot be taken, with what would have been; or nothing. Time, invitation and admission
    /// were checked before; `received_at` lies in the round.
    virtual std::optional<Refusal> judge(const State& state, const Bidder& bidder, const PlaceOffer& offer,
                                         Instant received_at) const = 0;
    virtual std::optional<Refusal> judge(const State& state, const Bidder& bidder, const Accept& accept,
                                         Instant received_at) const;
    virtual std::optional<Refusal> judge(const State& state, const Bidder& bidder, const AutoTerms& terms) const;
    virtual std::optional<Refusal> judge_withdrawal(const State& state, const Bidder& bidder,
                                                    const WithdrawOffer& command, Instant received_at) const;

    /// The price that a clock shows at that moment; only of clocks.
    virtual Minor price_at(const State& state, Instant received_at) const;

    /// The end after an accepted, non-automatic offer received at `received_at`; `after` is the state with it. Nothing
    /// when the end stays.
    virtual std::optional<Instant> extended_end(const BeforeOffer&, const State& /*after*/, BidderNo,
                                                Instant /*received_at*/) const {
        return std::nullopt;
    }

    /// When the round does something by itself before its end (a turn ends, a clock goes on), or nothing.
    virtual std::optional<Instant> next_step(const State&) const { return std::nullopt; }
    /// What it does then; nothing: it closes.
    virtual std::optional<Event> step(const State&) const { return std::nullopt; }

    /// Whether an auto-offer has something to do, asked of one whose bidder may take part in the running round.
    virtual bool auto_wants(const State& state, const Bidder& bidder) const = 0;
    /// When it does that if it comes to want it at `now`; at the next boundary or later: not at all.
    virtual Instant auto_acts_at(const State& state, const Bidder& bidder, Instant now) const;
    /// Of two that act at the same moment: the one that comes first.
    virtual bool auto_goes_first(const State& state, const Bidder& one, const Bidder& other) const;
    /// What happens when it is the turn of `due` to act: usually that it moves.
    virtual AutoMove auto_move(const State& state, const Bidder& due) const = 0;

    /// What the best of the standing offers, of which there is one, is paid.
    virtual Minor winner_pays(const State& state) const;

protected:
    RoundFormat() = default;
    RoundFormat(const RoundFormat&) = default;
    RoundFormat& operator=(const RoundFormat&) = default;
};

const RoundFormat& format_of(const Rules& rules);

const RoundFormat& sealed_format();
const RoundFormat& open_format();
const RoundFormat& turns_format();
const RoundFormat& rising_clock_format();
const RoundFormat& falling_clock_format();

/// The next moment at which the running round may change without anybody asking: its next step or its end. What was
/// received at that moment or after it is decided when `settle` has passed since.
Instant next_boundary(const State& state);

} // namespace parley::core
