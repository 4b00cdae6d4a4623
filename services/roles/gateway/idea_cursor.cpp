#include "roles/gateway/idea_cursor.hpp"

#include "roles/gateway/query.hpp"

namespace parley::roles {

std::string idea_cursor(const app::IdeaPlace& place) {
    return std::to_string(place.at.us) + '.' + core::to_text(place.intent) + '.' + std::to_string(place.seq);
}

std::optional<app::IdeaPlace> idea_place(std::string_view cursor) {
    const std::size_t first = std::min(cursor.find('.'), cursor.size());
    const std::size_t second = std::min(cursor.find('.', std::min(first + 1, cursor.size())), cursor.size());
    if (second == cursor.size())
        return std::nullopt;
    const auto at = number_in(cursor.substr(0, first));
    const auto intent = core::parse_id<core::IntentId>(cursor.substr(first + 1, second - first - 1));
    const auto seq = number_in(cursor.substr(second + 1));
    if (at.value_or(0) == 0 || !intent || seq.value_or(0) == 0)
        return std::nullopt;
    return app::IdeaPlace{{*at}, *intent, *seq};
}

} // namespace parley::roles
