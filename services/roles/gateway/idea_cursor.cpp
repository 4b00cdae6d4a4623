#include "roles/gateway/idea_cursor.hpp"

#include <charconv>

namespace parley::roles {

namespace {

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole && number > 0 ? std::optional(number) : std::nullopt;
}

} // namespace

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
    if (!at || !intent || !seq)
        return std::nullopt;
    return app::IdeaPlace{{*at}, *intent, *seq};
}

} // namespace parley::roles
