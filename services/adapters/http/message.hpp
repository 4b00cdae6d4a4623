// A request as handlers see it and a response as they give it, in plain types: no Beast, no JSON, no domain.
// The server has checked the framing and decoded the target before a handler sees a request.
#pragma once

#include "runtime/frame_queue.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::http {

struct Header {
    std::string name;
    std::string value;
};

struct Request {
    std::string method;                       // as sent: "GET", "POST", ...
    std::string target;                       // as sent, origin form: "/v1/intents?sector=a%2Fb"
    std::string path;                         // percent-decoded, UTF-8, no "..", no encoded "/": "/v1/intents"
    std::map<std::string, std::string> query; // percent-decoded; a key given twice was refused with 400
    std::vector<Header> headers;              // names in lower case, in the order received
    std::string body;                         // empty in Handler::route
    std::string remote_address;               // without port; the client's, when a trusted proxy names it
    std::string address_group;                // what limits count by: the IPv4 address or the IPv6 /64
    std::int64_t received_at = 0;             // UTC microseconds when the last byte of the request was read
    bool is_loopback = false;                 // remote_address is loopback and nobody forwarded the request
    bool via_trusted_proxy = false;
    bool secure = false; // a trusted proxy says that the client speaks https

    // The first field of that name, in any case. Fields that must be single were checked to be.
    std::optional<std::string_view> header(std::string_view name) const;
    std::optional<std::string_view> cookie(std::string_view name) const;
    std::optional<std::string_view> query_value(std::string_view key) const;
    // Last-Event-ID of a resumed event stream.
    std::optional<std::string_view> last_event_id() const { return header("last-event-id"); }
};

struct Response {
    int status = 200;
    std::vector<Header> headers; // Content-Length, Date and Connection are the server's
    std::string body;
    runtime::Frame shared_body; // when set, sent instead of body without copying

    Response() = default;
    explicit Response(int code) : status(code) {}
    Response(int code, std::string content_type, std::string text);

    Response& set(std::string name, std::string value); // replaces a field of that name
    bool has(std::string_view name) const;
    std::string_view body_view() const noexcept { return shared_body ? std::string_view(*shared_body) : body; }
};

// Makes an error answer in application/problem+json. `code` is the stable name, `detail` one sentence.
using ProblemBuilder = std::function<Response(int status, std::string_view code, std::string_view detail)>;

// The builder used when none is handed in: type, title, status, code, detail and an empty errors list.
Response plain_problem(int status, std::string_view code, std::string_view detail);

// "Not Found" for 404; "Unknown" for codes without a registered phrase.
std::string_view reason_phrase(int status) noexcept;

bool equals_ignoring_case(std::string_view left, std::string_view right) noexcept;
std::string_view trimmed(std::string_view text) noexcept; // spaces and tabs at both ends
// Whether the value of an If-None-Match field names this tag, quotes included. Weak comparison (RFC 9110, 13.1.2).
bool names_etag(std::string_view if_none_match, std::string_view etag) noexcept;
// Percent-decodes; nullopt for a broken escape. `plus_is_space` for query strings.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space = false);

} // namespace parley::http
