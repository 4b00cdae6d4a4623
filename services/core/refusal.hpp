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
    not_confirmed,  // nobody but its buyer knows of this intent yet
    already_confirmed,
    intent_over,         // cancelled, expired, awarded for good ...
    not_invited,         // this business does not match
    not_yours,           // another's offer, or a command that is not this sender's to give
    invitation_declined, // declined before; invite again first
    round_not_open,
    round_closed,
    not_recorded, // it came in time, but the round was closed before it could be recorded
    not_admitted, // this round is for others
    price_out_of_range,
    above_budget,
    too_many_revisions,
    unchanged,
    raise_not_allowed,
    already_leading,
    step_too_small,
    drop_needs_confirm,
    lead_step_too_small,
    tie_refused,
    floor_above_opening,
    offer_unknown,
    offer_withdrawn,
    nothing_to_withdraw,
    sealed_round_running, // it can only be closed early and then awarded
    nothing_to_award,
    already_awarded,
    award_unknown,
    already_extended,
    no_slot_free,
};
std::span<const std::string_view> names_of(RefusalCode);

struct Refusal {
    RefusalCode code = RefusalCode::intent_unknown;
    Value details; // an object of what would have been accepted, or null
};

template <class T>
using Result = boost::system::result<T, Refusal>;

} // namespace parley::core
