#include "wire/body.hpp"

#include "wire/value_json.hpp"

#include <algorithm>

namespace parley::wire {

namespace {

constexpr std::size_t member_name_max = 64; // of a name that the client chooses
constexpr std::size_t digits_in_names = 2;

std::string escaped(std::string_view name) {
    std::string out;
    for (const char c : name)
        out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return out;
}

/// "-53.79648" to micro-degrees, cutting digits beyond the sixth; nothing for exponents and the like.
std::optional<std::int64_t> micro(std::string_view text) {
    const bool negative = !text.empty() && text.front() == '-';
    if (negative)
        text.remove_prefix(1);
    std::int64_t whole = 0;
    std::size_t i = 0;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
        whole = whole * 10 + (text[i] - '0');
        if (whole > 1'000)
            return std::nullopt;
    }
    std::int64_t fraction = 0;
    if (i < text.size() && text[i] == '.') {
        std::int64_t scale = 100'000;
        for (++i; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i, scale /= 10)
            fraction += (text[i] - '0') * scale;
    }
    if (i != text.size() || text.empty())
        return std::nullopt;
    const std::int64_t number = whole * 1'000'000 + fraction;
    return negative ? -number : number;
}

/// The code point that starts at `i`, stepping over it. The parser has checked that the text is UTF-8.
char32_t next_code_point(std::string_view text, std::size_t& i) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char lead = byte(i);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (i + length > text.size()) {
        i = text.size();
        return 0xFFFD;
    }
    char32_t point = length == 1 ? lead : lead & (0xFF >> (length + 1));
    for (std::size_t k = 1; k < length; ++k)
        point = point << 6 | (byte(i + k) & 0x3F);
    i += length;
    return point;
}

/// Blanks, fillers and what has no width: a text of nothing else shows nothing.
bool is_blank(char32_t point) {
    return point <= 0x20 || point == 0xA0 || point == 0xAD || point == 0x115F || point == 0x1160 || point == 0x1680 ||
           point == 0x180E || (point >= 0x2000 && point <= 0x200F) || (point >= 0x2028 && point <= 0x202F) ||
           (point >= 0x205F && point <= 0x2064) || point == 0x2800 || point == 0x3000 || point == 0x3164 ||
           (point >= 0xFE00 && point <= 0xFE0F) || point == 0xFEFF || point == 0xFFA0;
}

bool is_all_blank(std::string_view text) {
    for (std::size_t i = 0; i < text.size();)
        if (!is_blank(next_code_point(text, i)))
            return false;
    return true;
}

} // namespace

std::optional<std::string> unshowable(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const char32_t point = next_code_point(text, i);
        const bool control = (point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7F && point < 0xA0);
        const bool bidi = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
        const bool noncharacter = (point & 0xFFFE) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF);
        if (control)
            return "must not hold control characters";
        if (bidi)
            return "must not hold characters that turn the direction of text";
        if (noncharacter)
            return "must not hold noncharacters";
    }
    return std::nullopt;
}

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return "";
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

Body::Body(const core::Value& value, std::vector<FieldError>& errors, std::string pointer)
    : value_(value), errors_(errors), pointer_(std::move(pointer)) {
    if (members_of(value) == nullptr)
        errors_.push_back({pointer_, "not_an_object", "must be a JSON object"});
}

void Body::fail(std::string_view name, std::string code, std::string detail) {
    errors_.push_back({pointer_ + '/' + escaped(name), std::move(code), std::move(detail)});
}

bool Body::is_given(std::string_view name) const {
    const auto* members = value_.as_object();
    return members != nullptr && members->contains(name);
}

const core::Value* Body::take(std::string_view name, bool required) {
    known_.emplace_back(name);
    const core::Value& found = value_.at(name);
    if (!found.is_null())
        return &found;
    if (required && members_of(value_) != nullptr)
        fail(name, "required", "must be given");
    else if (is_given(name) && std::find(nullable_.begin(), nullable_.end(), name) == nullable_.end())
        fail(name, "null", "must not be null; leave it out instead");
    return nullptr;
}

const core::Value* Body::member(std::string_view name) {
    return take(name, false);
}

std::optional<std::string> Body::text(std::string_view name, std::size_t min, std::size_t max, bool required) {
    const core::Value* found = take(name, required);
    if (found == nullptr)
        return std::nullopt;
    const auto* raw = found->as_string();
    if (raw == nullptr) {
        fail(name, "not_a_text", "must be a text");
        return std::nullopt;
    }
    std::string read = trimmed(*raw);
    const std::size_t length = code_points(read);
    if (length < min || length > max) {
        fail(name, length < min ? "too_short" : "too_long",
             "must have " + std::to_string(min) + " to " + std::to_string(max) + " characters");
        return std::nullopt;
    }
    if (min > 0 && is_all_blank(read)) {
        fail(name, "unshowable", "must show something");
        return std::nullopt;
    }
    if (const auto why = unshowable(read)) {
        fail(name, "unshowable", *why);
        return std::nullopt;
    }
    return read;
}

std::optional<std::string> Body::line(std::string_view name, std::size_t min, std::size_t max, bool required) {
    auto read = text(name, min, max, required);
    constexpr std::string_view breaks[] = {"\n", "\t", "\xE2\x80\xA8", "\xE2\x80\xA9"}; // the last: U+2028, U+2029
    const bool is_broken =
        read && std::ranges::any_of(breaks, [&](std::string_view one) { return read->find(one) != std::string::npos; });
    if (!is_broken)
        return read;
    fail(name, "unshowable", "must be one line");
    return std::nullopt;
}

std::optional<std::int64_t> Body::integer(std::string_view name, std::int64_t low, std::int64_t high, bool required) {
    const core::Value* found = take(name, required);
    if (found == nullptr)
        return std::nullopt;
    const auto* number = found->as_integer();
    if (number == nullptr) {
        fail(name, "not_a_whole_number", "must be a whole number");
        return std::nullopt;
    }
    if (*number < low || *number > high) {
        fail(name, "out_of_range", "must lie between " + std::to_string(low) + " and " + std::to_string(high));
        return std::nullopt;
    }
    return *number;
}

std::optional<bool> Body::truth(std::string_view name, bool required) {
    const core::Value* found = take(name, required);
    if (found == nullptr)
        return std::nullopt;
    if (const auto* read = found->as_bool())
        return *read;
    fail(name, "not_a_truth", "must be true or false");
    return std::nullopt;
}

std::optional<core::Instant> Body::instant(std::string_view name, bool required) {
    const core::Value* found = take(name, required);
    if (found == nullptr)
        return std::nullopt;
    const auto* raw = found->as_string();
    const auto read = raw != nullptr && raw->ends_with('Z') ? core::parse_rfc3339(*raw) : std::nullopt;
    if (!read)
        fail(name, "not_a_time", "must be a time in UTC as RFC 3339 writes it, such as 2026-11-27T17:00:00Z");
    return read;
}

std::optional<core::Instant> Body::zoned_instant(std::string_view name, bool required) {
    const core::Value* found = take(name, required);
    if (found == nullptr)
        return std::nullopt;
    const auto* raw = found->as_string();
    const auto read = raw != nullptr ? core::parse_rfc3339(*raw) : std::nullopt;
    if (!read)
        fail(name, "not_a_time", "must be a time as RFC 3339 writes it, such as 2026-11-27T17:00:00Z");
    return read;
}

std::optional<std::string> Body::word(std::string_view name, const std::vector<std::string>& words, bool required) {
    const core::Value* found = take(name, required);
    if (found == nullptr)
        return std::nullopt;
    const auto* raw = found->as_string();
    if (raw != nullptr && std::find(words.begin(), words.end(), *raw) != words.end())
        return *raw;
    std::string choices;
    for (const std::string& word : words)
        choices += (choices.empty() ? "" : ", ") + word;
    fail(name, "not_a_choice", "must be one of " + choices);
    return std::nullopt;
}

std::optional<core::Id128> Body::id(std::string_view name, bool required) {
    const core::Value* found = take(name, required);
    if (found == nullptr)
        return std::nullopt;
    const auto* raw = found->as_string();
    const auto read = raw != nullptr ? core::parse_id128(*raw) : std::nullopt;
    if (!read)
        fail(name, "not_an_id", "must be an id of 26 characters");
    return read;
}

std::optional<std::int32_t> Body::degrees(std::string_view name, int bound) {
    const core::Value* found = take(name, true);
    if (found == nullptr)
        return std::nullopt;
    std::optional<std::int64_t> read; // Degrees without a fraction came as an integer.
    if (const auto* whole = found->as_integer(); whole != nullptr && *whole >= -360 && *whole <= 360)
        read = *whole * 1'000'000;
    else if (const auto* decimal = found->at(decimal_member).as_string())
        read = micro(*decimal);
    const std::int64_t limit = std::int64_t{bound} * 1'000'000;
    if (!read || *read < -limit || *read > limit) {
        fail(name, "not_degrees",
             "must be degrees between -" + std::to_string(bound) + " and " + std::to_string(bound));
        return std::nullopt;
    }
    return static_cast<std::int32_t>(*read);
}

std::optional<std::string> Body::email(std::string_view name) {
    auto read = text(name, 3, 254);
    if (!read)
        return std::nullopt;
    const auto at = read->find('@');
    const bool plain = std::all_of(read->begin(), read->end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F &&
               std::string_view("<>()[]\\,;:\"").find(c) == std::string_view::npos;
    });
    const bool one_at = at != std::string::npos && at > 0 && at == read->rfind('@');
    const auto dot = read->rfind('.');
    if (!plain || !one_at || dot == std::string::npos || dot < at + 2 || dot + 1 >= read->size()) {
        fail(name, "not_an_email", "must be a mail address such as name@example.org");
        return std::nullopt;
    }
    std::transform(read->begin(), read->end(), read->begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return read;
}

std::optional<std::string> Body::token(std::string_view name, bool required) {
    auto read = text(name, 0, 4'096, required);
    const auto of_base64url = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    if (read && (read->size() != 43 || !std::all_of(read->begin(), read->end(), of_base64url))) {
        fail(name, "not_a_token", "must be the 43 characters of a link's token");
        return std::nullopt;
    }
    return read;
}

std::optional<std::string> Body::topic(std::string_view name) {
    auto read = text(name, 0, 4'096);
    if (!read)
        return std::nullopt;
    const std::string_view whole = *read;
    const auto after = [&](std::string_view kind) {
        return whole.starts_with(kind) ? std::optional(whole.substr(kind.size())) : std::nullopt;
    };
    bool good = whole == "desk";
    for (const std::string_view kind : {"intent/", "desk/", "seen/"})
        if (const auto id = after(kind))
            good = core::parse_id128(*id).has_value();
    if (const auto slug = after("sector/"))
        good = slug->size() <= 80 && !slug->starts_with('/') && !slug->ends_with('/') &&
               slug->find("//") == std::string_view::npos && !slug->empty() &&
               std::all_of(slug->begin(), slug->end(), [](char c) {
                   return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '/';
               });
    if (!good) {
        fail(name, "not_a_topic", "must be intent/ID, seen/ID, desk, desk/ID or sector/SLUG");
        return std::nullopt;
    }
    return read;
}

void Body::object(std::string_view name, const std::function<void(Body&)>& read, bool required) {
    const core::Value* found = take(name, required);
    if (found == nullptr)
        return;
    if (members_of(*found) == nullptr)
        return fail(name, "not_an_object", "must be an object");
    Body inner(*found, errors_, pointer_ + '/' + escaped(name));
    read(inner);
    inner.done();
}

void Body::list(std::string_view name, std::size_t min, std::size_t max,
                const std::function<void(Body&, const std::string&)>& read, bool required) {
    const core::Value* found = take(name, required);
    if (found == nullptr)
        return;
    const auto* items = found->as_array();
    if (items == nullptr)
        return fail(name, "not_a_list", "must be a list");
    if (items->size() < min || items->size() > max)
        return fail(name, items->size() < min ? "too_few" : "too_many",
                    "must list " + std::to_string(min) + " to " + std::to_string(max));
    core::Value numbered = core::Value::Object{};
    for (std::size_t i = 0; i < items->size(); ++i)
        numbered[std::to_string(i)] = (*items)[i];
    Body inner(numbered, errors_, pointer_ + '/' + escaped(name));
    for (std::size_t i = 0; i < items->size(); ++i)
        read(inner, std::to_string(i));
}

const core::Value::Object* Body::map_of(std::string_view name, std::size_t max) {
    const core::Value* found = take(name, false);
    if (found == nullptr)
        return nullptr;
    const auto* members = members_of(*found);
    if (members == nullptr)
        fail(name, "not_an_object", "must be an object");
    else if (members->size() > max)
        fail(name, "too_many", "must hold at most " + std::to_string(max) + " members");
    else
        return members;
    return nullptr;
}

bool Body::check_name(const std::string& name) {
    // Others see these names: no room for words, and none for numbers to ring.
    std::size_t digits = 0;
    bool good = !name.empty() && name.size() <= member_name_max && name.front() >= 'a' && name.front() <= 'z';
    for (const char c : name) {
        digits += c >= '0' && c <= '9' ? 1 : 0;
        good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }
    good = good && digits <= digits_in_names;
    if (!good)
        fail(name, "bad_name",
             "must have a name of lower-case letters, _ and at most two digits, 1 to " +
                 std::to_string(member_name_max) + " characters");
    return good;
}

std::map<std::string, std::int64_t> Body::integers(std::string_view name, std::size_t max, std::int64_t low,
                                                   std::int64_t high) {
    std::map<std::string, std::int64_t> read;
    if (const auto* members = map_of(name, max)) {
        Body inner(value_.at(name), errors_, pointer_ + '/' + escaped(name));
        for (const auto& [key, value] : *members)
            if (const auto number = inner.integer(key, low, high); inner.check_name(key) && number)
                read.emplace(key, *number);
    }
    return read;
}

std::map<std::string, std::string> Body::texts(std::string_view name, std::size_t max, std::size_t length_max) {
    std::map<std::string, std::string> read;
    if (const auto* members = map_of(name, max)) {
        Body inner(value_.at(name), errors_, pointer_ + '/' + escaped(name));
        for (const auto& [key, value] : *members)
            if (const auto text_read = inner.text(key, 0, length_max); inner.check_name(key) && text_read)
                read.emplace(key, *text_read);
    }
    return read;
}

void Body::must_hold_something() {
    const auto* members = members_of(value_);
    if (members != nullptr && members->empty())
        errors_.push_back({pointer_, "too_few", "must hold something to change"});
}

void Body::done() {
    const auto* members = members_of(value_);
    if (members == nullptr)
        return;
    for (const auto& [name, member] : *members)
        if (std::find(known_.begin(), known_.end(), name) == known_.end())
            fail(name, "unknown_field", "is not a known field");
}

} // namespace parley::wire
