// What an invitation permits: in which ways a business may come to the buyer, and until when (PECR reg. 22: contact
// that was solicited). The signed receipt says it and deciding refuses what lies outside of it, from this one answer.
#pragma once

#include "core/state.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace parley::core {

enum class Contact { offer, question, answer, advice };
std::span<const std::string_view> names_of(Contact);

struct Solicited {
    std::vector<Contact> permits; // in the order of Contact
    Instant until;                // exclusive, as things stand; in the past once all is over
};

/// An offer by hand, a question and an answer until the buyer's time to decide ends; advice and no offer while that is
/// asked for. Afterwards an answer alone, for `follow_up_within` of the buyer's last word or of the day that it named.
/// What follows from the yes rests on the deal and not on the invitation.
Solicited solicited(const State& state, const Bidder& bidder);

bool is_solicited(const State& state, const Bidder& bidder, Contact contact, Instant at);

/// Whether it may write in its thread: while that is solicited, and to whoever chose it.
bool may_answer(const State& state, const Bidder& bidder, Instant at);

} // namespace parley::core
