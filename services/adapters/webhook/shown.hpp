// What of somebody else's answer is kept and shown: a little of it, as text.
#pragma once

#include <string>
#include <string_view>

namespace parley::webhook {

inline constexpr std::size_t shown_max = 300;

/// The first characters; what is no text that can be shown is a question mark.
std::string shown(std::string_view bytes);

} // namespace parley::webhook
