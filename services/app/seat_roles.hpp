// What each role of a seat may do. A right is asked for where a call begins to act for a business; whoever holds the
// business's own address, and every key, is asked by other means.
#pragma once

#include "core/names.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::app {

enum class SeatRole { owner, seller, marketing, reader };
std::span<const std::string_view> names_of(SeatRole);

/// read: see all that the business sees. sell: offers, conversation, deals. present: profile, posts, lists. hand_over:
/// notes, and whose lead it is. own: the team, the keys, what the business accepts and answers for.
enum class Right { read, sell, present, hand_over, own };

bool permits(SeatRole role, Right right);
/// The names of the roles that may, as one reads them: "owner or seller".
std::string roles_with(Right right);

/// The right that a call needs which acts for a business. A call that changes something and is not listed is the
/// owner's, so that nothing new is open to all by oversight.
Right right_of(std::string_view method, std::string_view pattern);

} // namespace parley::app
