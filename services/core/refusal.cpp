#include "core/refusal.hpp"

#include <array>

namespace parley::core {

namespace {

constexpr std::array<std::string_view, 68> refusal_names{"key_reused",
                                                         "intent_unknown",
                                                         "not_yours",
                                                         "not_confirmed",
                                                         "already_confirmed",
                                                         "not_recorded",
                                                         "intent_over",
                                                         "not_invited",
                                                         "tied_to_buyer",
                                                         "invitation_declined",
                                                         "advice_first",
                                                         "round_not_open",
                                                         "round_closed",
                                                         "not_admitted",
                                                         "price_not_all_in",
                                                         "not_your_turn",
                                                         "dropped_out",
                                                         "clock_sets_price",
                                                         "no_clock",
                                                         "price_moved",
                                                         "price_out_of_range",
                                                         "floor_above_opening",
                                                         "above_budget",
                                                         "too_many_revisions",
                                                         "unchanged",
                                                         "raise_not_allowed",
                                                         "already_leading",
                                                         "step_too_small",
                                                         "drop_needs_confirm",
                                                         "lead_step_too_small",
                                                         "tie_refused",
                                                         "reference_not_above",
                                                         "reference_not_current",
                                                         "reference_too_short",
                                                         "reference_unstated",
                                                         "nothing_to_withdraw",
                                                         "nothing_to_explain",
                                                         "already_awarded",
                                                         "sealed_round_running",
                                                         "nothing_to_award",
                                                         "offer_unknown",
                                                         "offer_withdrawn",
                                                         "capacity_taken",
                                                         "award_unknown",
                                                         "already_extended",
                                                         "cannot_extend",
                                                         "advice_over",
                                                         "already_advised",
                                                         "no_slot_free",
                                                         "erased",
                                                         "no_thread",
                                                         "thread_closed",
                                                         "blocked",
                                                         "advice_unknown",
                                                         "question_unknown",
                                                         "already_answered",
                                                         "question_open",
                                                         "awaiting_answer",
                                                         "already_asked",
                                                         "contact_details",
                                                         "no_deal",
                                                         "promise_unknown",
                                                         "promise_settled",
                                                         "promise_waits",
                                                         "code_wrong",
                                                         "already_reported",
                                                         "not_bought_here",
                                                         "already_reviewed"};
static_assert(refusal_names.size() == static_cast<std::size_t>(RefusalCode::already_reviewed) + 1);

} // namespace

std::span<const std::string_view> names_of(RefusalCode) {
    return refusal_names;
}

} // namespace parley::core
