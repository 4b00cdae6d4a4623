// Where a list of ideas goes on, as text: "AT.INTENT.SEQ".
#pragma once

#include "app/ports/ideas.hpp"

#include <string_view>

namespace parley::roles {

std::string idea_cursor(const app::IdeaPlace& place);
/// Nothing for text that is no cursor.
std::optional<app::IdeaPlace> idea_place(std::string_view cursor);

} // namespace parley::roles
