#include "wire/claim_requests.hpp"

#include "wire/reading.hpp"

#include <algorithm>

namespace parley::wire {

namespace {

const std::vector<std::string> networks{"bluesky",  "facebook", "forum",   "instagram", "mastodon",
                                        "nextdoor", "reddit",   "threads", "x",         "other"};

/// "https://" or "http://", then something without spaces.
bool can_be_opened(std::string_view url) {
    for (const std::string_view scheme : {"https://", "http://"})
        if (url.starts_with(scheme))
            return url.size() > scheme.size() && std::ranges::none_of(url, [](char c) { return c == ' '; });
    return false;
}

} // namespace

Read<ClaimRequest> read_claim(std::string_view text) {
    return reading<ClaimRequest>(text, [](Body& body, ClaimRequest& out) {
        out.network = body.word("network", networks, true).value_or("");
        out.handle = body.text("handle", 1, 100).value_or("");
        out.text = body.text("text", 1, 1'000).value_or("");
        out.url = body.text("url", 1, 2'000).value_or("");
        if (!out.url.empty() && !can_be_opened(out.url))
            body.fail("url", "not_a_web_address", "must be an address that begins with https:// or http://");
    });
}

Read<std::string> read_claim_secret(std::string_view text) {
    return reading<std::string>(text, [](Body& body, std::string& out) { out = body.token("secret").value_or(""); });
}

} // namespace parley::wire
