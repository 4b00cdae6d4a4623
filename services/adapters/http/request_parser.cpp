#include "adapters/http/request_parser.hpp"

#include "adapters/http/target.hpp"
#include "runtime/assert.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>

namespace parley::http {

namespace beast_http = boost::beast::http;

struct RequestParser::Beast {
    Beast() { parser.body_limit(boost::none); }
    beast_http::request_parser<beast_http::string_body> parser;
    // Held here: the parser keeps a reference to it.
    std::function<void(std::uint64_t, boost::beast::string_view, boost::beast::error_code&)> on_chunk;
    std::optional<std::uint64_t> length; // announced by Content-Length
    bool chunked = false;
};

namespace {

// A size in hex and CRLF is all that is accepted between chunks; Beast itself would wait for any amount more.
constexpr std::size_t max_chunk_line = 1024;

bool is_token_character(char character) noexcept {
    return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
           (character >= 'a' && character <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(character) != std::string_view::npos;
}

bool is_host_character(char character) noexcept {
    return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
           (character >= 'a' && character <= 'z') ||
           std::string_view("-._~!$&'()*+,;=:[]%").find(character) != std::string_view::npos;
}

bool list_has(std::string_view list, std::string_view wanted) {
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        if (equals_ignoring_case(trimmed(list.substr(0, comma)), wanted)) {
            return true;
        }
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

bool lists_have(const Request& request, std::string_view name, std::string_view wanted) {
    return std::any_of(request.headers.begin(), request.headers.end(),
                       [&](const Header& field) { return field.name == name && list_has(field.value, wanted); });
}

std::ptrdiff_t count_of(const Request& request, std::string_view name) {
    return std::count_if(request.headers.begin(), request.headers.end(),
                         [name](const Header& field) { return field.name == name; });
}

std::string lower_case(boost::beast::string_view text) {
    std::string folded(text.data(), text.size());
    std::transform(folded.begin(), folded.end(), folded.begin(), [](char character) {
        return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
    });
    return folded;
}

} // namespace

RequestParser::RequestParser(std::size_t header_bytes)
    : header_bytes_(header_bytes), beast_(std::make_unique<Beast>()) {}

RequestParser::~RequestParser() = default;

void RequestParser::fail(int status, std::string code, std::string detail) {
    if (!failure_) {
        failure_ = ParseFailure{status, std::move(code), std::move(detail)};
    }
}

// Looks for the empty line in what is new. Bare line feeds fail at once: waiting for a CR that never comes would hold
// the connection until its deadline.
bool RequestParser::find_head(std::string_view bytes, std::size_t& length) {
    for (auto at = scanned_; at < bytes.size(); ++at) {
        if (at >= header_bytes_) {
            const bool in_first_line = bytes.substr(0, at).find('\n') == std::string_view::npos;
            fail(in_first_line ? 414 : 431, in_first_line ? "target_too_long" : "headers_too_large",
                 "the request head is limited to " + std::to_string(header_bytes_) + " bytes");
            return false;
        }
        if (at == 0 && !is_token_character(bytes[at])) {
            fail(400, "bad_request", "this does not begin with an HTTP method");
            return false;
        }
        if (bytes[at] != '\n') {
            continue;
        }
        if (at == 0 || bytes[at - 1] != '\r') {
            fail(400, "bad_request", "a line of the request head ends without CR");
            return false;
        }
        if (at >= 3 && bytes[at - 2] == '\n') {
            length = at + 1;
            return true;
        }
    }
    scanned_ = bytes.size();
    return false;
}

std::size_t RequestParser::put(std::string_view bytes) {
    std::size_t used = 0;
    if (failed() || done_) {
        return 0;
    }
    if (!head_done_) {
        // One empty line before a request is tolerated (RFC 9112, 2.2).
        if (!blank_line_skipped_ && scanned_ == 0) {
            if (bytes.substr(0, 2) == "\r\n") {
                blank_line_skipped_ = true;
                return 2;
            }
            if (bytes == "\r") {
                return 0;
            }
        }
        std::size_t length = 0;
        if (find_head(bytes, length)) {
            take_head(bytes.substr(0, length));
            used = length;
        }
        return used;
    }
    while (used < bytes.size() && !done_) {
        const auto rest = bytes.substr(used);
        boost::beast::error_code error;
        const auto taken = beast_->parser.put(boost::asio::const_buffer(rest.data(), rest.size()), error);
        used += taken;
        if (error == beast_http::error::body_limit) {
            fail(413, "body_too_large", "the request body is larger than this resource takes");
            return used;
        }
        if (error && error != beast_http::error::need_more) {
            fail(400, "bad_request", "the request body is framed wrongly: " + error.message());
            return used;
        }
        if (error == beast_http::error::need_more && rest.size() - taken > max_chunk_line) {
            fail(400, "bad_request", "a chunk header or the end of a chunked body is too long");
            return used;
        }
        if (beast_->parser.is_done()) {
            const auto& fields = beast_->parser.get();
            if (static_cast<std::size_t>(std::distance(fields.begin(), fields.end())) != field_count_) {
                fail(400, "trailers_refused", "fields behind a chunked body are not accepted");
                return used;
            }
            request_.body = std::move(beast_->parser.get().body());
            done_ = true;
        }
        if (error == beast_http::error::need_more || taken == 0) {
            break;
        }
    }
    return used;
}

void RequestParser::take_head(std::string_view head) {
    raw_head_ = std::string(head);
    for (std::size_t at = 0; at + 1 < head.size(); ++at) {
        if (head[at] == '\n' && (head[at + 1] == ' ' || head[at + 1] == '\t')) {
            fail(400, "bad_request", "folded header lines are not accepted");
            return;
        }
    }
    beast_->parser.header_limit(static_cast<std::uint32_t>(head.size() + 1));
    boost::beast::error_code error;
    const auto taken = beast_->parser.put(boost::asio::const_buffer(head.data(), head.size()), error);
    if (error == beast_http::error::bad_version) {
        fail(505, "bad_version", "only HTTP/1.0 and HTTP/1.1 are spoken here");
        return;
    }
    if (error && error != beast_http::error::need_more) {
        fail(400, "bad_request", "the request head is malformed: " + error.message());
        return;
    }
    if (!beast_->parser.is_header_done() || taken != head.size()) {
        fail(400, "bad_request", "the request head is malformed");
        return;
    }
    const auto& message = beast_->parser.get();
    version_ = static_cast<int>(message.version());
    request_.method = std::string(message.method_string());
    for (const auto& field : message) {
        request_.headers.push_back({lower_case(field.name_string()), std::string(field.value())});
    }
    field_count_ = request_.headers.size();
    check_head();
    if (failed()) {
        return;
    }
    if (auto wrong = parse_target(std::string_view(message.target().data(), message.target().size()), request_);
        !wrong.empty()) {
        fail(400, "bad_target", std::move(wrong));
        return;
    }
    const bool close = lists_have(request_, "connection", "close");
    const bool keep = lists_have(request_, "connection", "keep-alive");
    keep_alive_ = !close && (version_ == 11 || keep);
    is_upgrade_ = version_ == 11 && request_.header("upgrade") && lists_have(request_, "connection", "upgrade");
    head_done_ = true;
    if (beast_->parser.is_done()) {
        done_ = true;
    }
}

void RequestParser::check_head() {
    if (version_ != 10 && version_ != 11) {
        fail(505, "bad_version", "only HTTP/1.0 and HTTP/1.1 are spoken here");
        return;
    }
    const auto hosts = count_of(request_, "host");
    if (hosts > 1 || (version_ == 11 && hosts != 1)) {
        fail(400, "bad_host", "a request names exactly one Host");
        return;
    }
    if (hosts == 1) {
        const auto host = *request_.header("host");
        if (host.empty() || !std::all_of(host.begin(), host.end(), is_host_character)) {
            fail(400, "bad_host", "the Host field is not a host");
            return;
        }
    }
    check_framing();
    check_single_fields();
    const auto coding = request_.header("content-encoding");
    if (coding && !coding->empty() && !equals_ignoring_case(*coding, "identity")) {
        fail(415, "encoding_refused", "compressed request bodies are not accepted");
    }
    if (const auto expect = request_.header("expect")) {
        if (!equals_ignoring_case(*expect, "100-continue")) {
            fail(417, "expectation_failed", "the only expectation met here is 100-continue");
        }
        expects_continue_ = version_ == 11;
    }
}

// Beast reads a transfer coding it does not know as "no body" and would take the body for the next request.
void RequestParser::check_framing() {
    const auto codings = count_of(request_, "transfer-encoding");
    const auto lengths = count_of(request_, "content-length");
    if (codings > 0) {
        const auto coding = *request_.header("transfer-encoding");
        if (codings > 1 || !equals_ignoring_case(coding, "chunked")) {
            fail(400, "bad_transfer_encoding", "the only transfer coding accepted is a single chunked");
        } else if (version_ != 11) {
            fail(400, "bad_transfer_encoding", "HTTP/1.0 knows no transfer codings");
        } else if (lengths > 0) {
            fail(400, "bad_framing", "a body has either a length or a transfer coding");
        }
        beast_->chunked = true;
        beast_->on_chunk = [](std::uint64_t, boost::beast::string_view extensions, boost::beast::error_code& error) {
            if (!extensions.empty()) {
                error = beast_http::error::bad_chunk_extension;
            }
        };
        beast_->parser.on_chunk_header(beast_->on_chunk);
        return;
    }
    if (lengths > 1) {
        fail(400, "bad_framing", "Content-Length is given more than once");
        return;
    }
    if (lengths == 1) {
        const auto digits = *request_.header("content-length");
        const bool plain = !digits.empty() && digits.size() <= 18 &&
                           std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!plain) {
            fail(400, "bad_framing", "Content-Length is not a number of bytes");
            return;
        }
        beast_->length = std::stoull(std::string(digits));
    }
}

// Fields that decide something and mean nothing sensible when they are repeated.
void RequestParser::check_single_fields() {
    static constexpr std::string_view single[] = {
        "authorization", "content-type",      "content-encoding",      "cookie", "expect",
        "if-match",      "idempotency-key",   "last-event-id",         "origin", "sec-fetch-site",
        "upgrade",       "sec-websocket-key", "sec-websocket-version",
    };
    for (const auto name : single) {
        if (count_of(request_, name) > 1) {
            fail(400, "repeated_header", std::string(name) + " is given more than once");
            return;
        }
    }
}

void RequestParser::set_body_limit(std::size_t bytes) {
    runtime::ensure(head_done_, "the body limit belongs to a known route");
    if (beast_->length && *beast_->length > bytes) {
        fail(413, "body_too_large", "the request body is limited to " + std::to_string(bytes) + " bytes");
        return;
    }
    if (beast_->chunked) {
        beast_->parser.body_limit(bytes);
    }
}

} // namespace parley::http
