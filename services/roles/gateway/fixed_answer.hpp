// A text that never changes while a node runs: made once, sent without copying, and not sent again to who has it (ETag
// and If-None-Match, RFC 9110). Which text it is, and for how long it may be kept, is the maker's business.
#pragma once

#include "adapters/http/message.hpp"

namespace parley::roles {

class FixedAnswer {
public:
    FixedAnswer(std::string content_type, std::string body, std::string cache_control);

    /// 200 with the text, or 304 without it for who names its tag.
    http::Response answer(const http::Request& request) const;
    const std::string& etag() const { return etag_; }

private:
    std::string content_type_;
    std::string cache_control_;
    std::string etag_;
    runtime::Frame body_;
};

} // namespace parley::roles
