// Reading a body with a reader of its members; for the request readers of this folder.
#pragma once

#include "wire/requests.hpp"
#include "wire/value_json.hpp"

namespace parley::wire {

/// Reads a body with `read`, or says what is wrong with it.
template <class T, class Reader>
Read<T> reading(std::string_view text, const Reader& read) {
    ParsedBody parsed = parse_body(text);
    if (!parsed.value)
        return unreadable(parsed.fault, parsed.pointer);
    std::vector<FieldError> errors;
    T result{};
    Body body(*parsed.value, errors);
    read(body, result);
    body.done();
    if (!errors.empty())
        return invalid_input(std::move(errors));
    return Read<T>(boost::system::in_place_value, std::move(result));
}

/// Whether people and programs can follow it: https, a host, and nothing that no address holds.
inline bool is_web_address(std::string_view text) {
    constexpr std::string_view scheme = "https://";
    return text.starts_with(scheme) && text.size() > scheme.size() && text[scheme.size()] != '/' &&
           text.find_first_of(" \t\n\"<>\\^`{|}") == std::string_view::npos;
}

} // namespace parley::wire
