// A refusal is a value with a stable name: the rules say no, nothing was changed, and it says what would have been
// accepted. Refusals are checked in one fixed order, the order of this list.
#pragma once

#include "core/names.hpp"
#include "core/value.hpp"

#include <boost/system/result.hpp>

namespace parley::core {

enum class RefusalCode {
    key_reused,     // the same key came with other content
    intent_unknown, // no such intent, or not for this caller
    not_yours,      // another's to do, or a command that this sender may not give (any more)
    not_confirmed,  // nobody but its buyer knows of this intent yet
    already_confirmed,
    not_recorded,  // it came in time, but the round was closed before it could be recorded
    intent_over,   // cancelled, expired, awarded for good ...
    not_invited,   // this business does not match
    tied_to_buyer, // the same person stands behind the business and the intent
    invitation_declined,
    advice_first, // the buyer asks for advice, and for offers when it has heard some
    round_not_open,
    round_closed,
    not_admitted,     // this round is for others
    price_not_all_in, // the offer's words add something to its price
    not_your_turn,
    dropped_out,      // of a falling clock: an interval passed without an accept
    clock_sets_price, // this round takes accepts, not prices
    no_clock,         // this round takes prices, not accepts
    price_moved,      // the clock shows another price than the one accepted
    price_out_of_range,
    floor_above_opening,
    above_budget,
    too_many_revisions,
    unchanged,
    raise_not_allowed,
    already_leading,
    step_too_small,
    drop_needs_confirm,
    lead_step_too_small,
    tie_refused,
    reference_not_above,   // the price charged elsewhere is not above this one
    reference_not_current, // it is not charged yet, or has not been of late
    reference_too_short,   // it was not charged for long enough
    reference_unstated,    // the offer's words tell of another price that it does not state
    nothing_to_withdraw,
    nothing_to_explain, // no low offer of this business waits for a decision
    already_awarded,
    sealed_round_running, // it can only be closed early and then awarded
    nothing_to_award,     // nobody has a standing offer
    offer_unknown,
    offer_withdrawn,
    capacity_taken, // its business has won as many of these as it can serve
    award_unknown,
    already_extended,
    cannot_extend,   // turns and clocks have a schedule of their own
    advice_over,     // the buyer does not ask for advice, or not any more
    already_advised, // a bidder advises once
    no_slot_free,
    // What people say, and what follows from the yes.
    erased,         // the buyer's data are gone from this intent
    no_thread,      // a thread is opened by an offer
    thread_closed,  // the matter is over, or the offer was taken back
    blocked,        // the buyer wants to hear nothing more from this business
    advice_unknown, // that business has not advised
    question_unknown,
    already_answered,
    question_open,   // its question before this one has no answer yet
    awaiting_answer, // its last word in this thread has no answer yet
    already_asked,   // a better price is asked for once for each business and round
    contact_details, // phone numbers, links and addresses are exchanged by the award, not before
    no_deal,         // nothing was agreed with this business
    promise_unknown,
    promise_settled, // it waits for nobody any more
    promise_waits,   // it waits for the other side
    code_wrong,      // that is not the code of this sale
    already_reported,
    not_bought_here, // a review is of a purchase
    already_reviewed,
};
std::span<const std::string_view> names_of(RefusalCode);

struct Refusal {
    RefusalCode code = RefusalCode::intent_unknown;
    Value details; // an object of what would have been accepted, or null
};

template <class T>
using Result = boost::system::result<T, Refusal>;

} // namespace parley::core
