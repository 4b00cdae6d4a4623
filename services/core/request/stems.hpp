// Brings a word to the stem that its plural, its -ing, -ed and -er forms share: "cleaners", "cleaning" and "cleaned"
// all give "clean". Short, regular and the same for keywords and texts; it need not give English words.
#pragma once

#include <string>
#include <string_view>

namespace parley::core::request {

std::string stem(std::string_view folded);

} // namespace parley::core::request
