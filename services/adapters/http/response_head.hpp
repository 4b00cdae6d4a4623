// The bytes of a response before its body. Internal to adapters/http.
#pragma once

#include "adapters/http/message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parley::http {

struct HeadParts {
    int version = 11;
    bool keep_alive = true;
    bool with_length = true;                     // false: the body ends with the connection
    std::string_view date;                       // IMF-fixdate
    const std::vector<Header>* always = nullptr; // added unless the response has them
};

// Appends to `out`. A field whose name or value would break the head is left out and reported in the log.
void append_head(std::string& out, const Response& response, const HeadParts& parts);

// "Tue, 15 Nov 1994 08:12:31 GMT" (RFC 9110, 5.6.7).
std::string http_date(std::int64_t utc_seconds);

} // namespace parley::http
