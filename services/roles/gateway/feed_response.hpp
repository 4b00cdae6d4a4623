// A feed as it is answered: for whoever has it already, only that it is still the same.
#pragma once

#include "adapters/http/message.hpp"
#include "core/time.hpp"
#include "wire/feeds.hpp"

namespace parley::roles {

using FeedWriter = std::string (*)(const wire::Feed&);

struct FeedText {
    const char* type; // of the content
    std::string text;
    core::Instant changed_at;
    bool may_be_indexed = false;
};

http::Response feed_response(const http::Request& request, FeedText feed, core::Instant now);

} // namespace parley::roles
