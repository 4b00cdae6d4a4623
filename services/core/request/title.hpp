// A short name for what is asked for, from the writer's own words: the first phrase that says something, without
// greetings, "looking for" and what other readers have taken. Promises at most 60 bytes of whole words, valid UTF-8, or
// nothing.
#pragma once

#include "core/request/tokens.hpp"

#include <string>

namespace parley::core::request {

std::string make_title(const Tokens& tokens);

/// Whether the writer wants to know something before buying: "recommend", "how much", "what should I expect to pay".
bool asks_advice(const Tokens& tokens);

} // namespace parley::core::request
