#include "core/dispositions.hpp"

namespace parley::core {

namespace {

/// Why an offer that does not stand does not.
std::string why_withdrawn(const Offer& offer) {
    return offer.withdrawn == WithdrawalReason::own_wish ? "you_withdrew" : std::string(name_of(offer.withdrawn));
}

bool still_waits(const Bidder& bidder) {
    return bidder.offer && !(bidder.verdict && bidder.verdict->final);
}

/// How far `score` lies above the winner's, in bands that tell a bidder what to learn but not what the winner asked.
std::string band_above(Minor score, Minor winner) {
    if (winner <= 0 || score <= winner)
        return "";
    const __int128 gap_bp = static_cast<__int128>(score - winner) * basis_points_per_one / winner;
    if (gap_bp <= 500)
        return "0-5";
    if (gap_bp <= 1'500)
        return "5-15";
    return gap_bp <= 3'000 ? "15-30" : "30+";
}

} // namespace

std::vector<Disposed> stand_by_while(const State& state, BidderNo chosen) {
    std::vector<Disposed> told;
    for (const Bidder& bidder : state.bidders)
        if (bidder.number != chosen && still_waits(bidder) && bidder.offer->standing)
            told.push_back({bidder.number, Disposition::stand_by, "another_was_chosen", "", false});
    return told;
}

std::vector<Disposed> dispositions_after_award(const State& state, BidderNo winner) {
    std::vector<Disposed> told;
    const Offer& chosen = *state.bidder(winner)->offer;
    for (const Bidder& bidder : state.bidders) {
        if (!still_waits(bidder))
            continue;
        if (bidder.number == winner) {
            told.push_back({bidder.number, Disposition::won, "chosen", "", true});
        } else if (!bidder.offer->standing) {
            told.push_back({bidder.number, Disposition::withdrawn, why_withdrawn(*bidder.offer), "", true});
        } else {
            const Minor score = bidder.offer->score;
            const char* reason = ranks_before(*bidder.offer, chosen) ? "other_preferred"
                                 : score == chosen.score             ? "same_price_later"
                                                                     : "higher_price";
            told.push_back({bidder.number, Disposition::lost, reason, band_above(score, chosen.score), true});
        }
    }
    return told;
}

std::vector<Disposed> dispositions_without_award(const State& state, Disposition disposition,
                                                 const std::string& reason) {
    std::vector<Disposed> told;
    for (const Bidder& bidder : state.bidders) {
        if (!still_waits(bidder))
            continue;
        if (bidder.offer->standing)
            told.push_back({bidder.number, disposition, reason, "", true});
        else
            told.push_back({bidder.number, Disposition::withdrawn, why_withdrawn(*bidder.offer), "", true});
    }
    return told;
}

} // namespace parley::core
