// One HTTP/1.x request out of bytes, without a socket: Beast's parser behind the guards that Beast 1.81 leaves open
// (transfer codings, Host, lengths, trailers, chunk extensions, folded lines). Feed it until done() or failed(); it
// says which bytes it used. After head_done() the caller may set the body limit.
#pragma once

#include "adapters/http/message.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace parley::http {

struct ParseFailure {
    int status = 400;
    std::string code;
    std::string detail;
};

class RequestParser {
public:
    explicit RequestParser(std::size_t header_bytes);
    ~RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    // Bytes not used must be given again, followed by more. Uses nothing beyond this request, and stops once behind the
    // head so that a body limit can be set.
    std::size_t put(std::string_view bytes);

    bool head_done() const noexcept { return head_done_; }
    bool done() const noexcept { return done_; }
    bool failed() const noexcept { return failure_.has_value(); }
    const ParseFailure& failure() const noexcept { return *failure_; }

    // Fails with 413 when the announced length is more already. Call once, after head_done().
    void set_body_limit(std::size_t bytes);
    bool expects_continue() const noexcept { return expects_continue_; }
    bool keep_alive() const noexcept { return keep_alive_; }
    bool is_upgrade() const noexcept { return is_upgrade_; } // HTTP/1.1, Connection: upgrade
    int version() const noexcept { return version_; }        // 10 or 11

    // Method, target, path, query and headers after head_done(); with the body after done().
    Request& request() noexcept { return request_; }
    const std::string& raw_head() const noexcept { return raw_head_; }

private:
    struct Beast;

    bool find_head(std::string_view bytes, std::size_t& length);
    void take_head(std::string_view head);
    void check_head();
    void check_framing();
    void check_single_fields();
    void fail(int status, std::string code, std::string detail);

    std::size_t header_bytes_;
    std::size_t scanned_ = 0;
    std::unique_ptr<Beast> beast_;
    Request request_;
    std::string raw_head_;
    std::optional<ParseFailure> failure_;
    std::size_t field_count_ = 0;
    int version_ = 11;
    bool blank_line_skipped_ = false;
    bool head_done_ = false;
    bool done_ = false;
    bool expects_continue_ = false;
    bool keep_alive_ = true;
    bool is_upgrade_ = false;
};

} // namespace parley::http
