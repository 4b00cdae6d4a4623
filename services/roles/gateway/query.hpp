// Reads the parameters of a query one by one, as wire::Body reads members: collects everything that is wrong, each
// fault with its place, a pointer into the query seen as an object. What was not asked for is a fault too.
#pragma once

#include "adapters/http/message.hpp"
#include "wire/body.hpp"

namespace parley::roles {

/// Decimal digits and nothing else, as in a path or a cursor.
std::optional<std::int64_t> number_in(std::string_view text);

class Query {
public:
    explicit Query(const http::Request& request);
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    std::optional<std::string> text(std::string_view name, std::size_t min, std::size_t max, bool required = false) {
        return body_.text(name, min, max, required);
    }
    std::optional<std::string> word(std::string_view name, const std::vector<std::string>& words) {
        return body_.word(name, words);
    }
    std::optional<std::string> email(std::string_view name) { return body_.email(name); }
    std::optional<std::string> token(std::string_view name) { return body_.token(name, false); }
    std::optional<std::string> topic(std::string_view name) { return body_.topic(name); }
    std::optional<core::Instant> instant(std::string_view name) { return body_.instant(name); }
    std::optional<core::Id128> id(std::string_view name) { return body_.id(name, false); }
    /// Decimal digits and nothing else.
    std::optional<std::int64_t> integer(std::string_view name, std::int64_t low, std::int64_t high);
    /// "53.8,-1.55": latitude and longitude in degrees.
    std::optional<core::Point> point(std::string_view name);

    void fail(std::string_view name, std::string code, std::string detail) {
        body_.fail(name, std::move(code), std::move(detail));
    }
    /// Call last: throws bad_query with every fault.
    void done();

private:
    core::Value values_;
    std::vector<wire::FieldError> errors_;
    wire::Body body_;
};

} // namespace parley::roles
