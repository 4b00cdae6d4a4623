// What a case study is made of: requests that are over, and the words of buyers who share how theirs turned out.
#pragma once

#include "app/ports/listings.hpp"
#include "core/guide/case_study.hpp"
#include "core/money.hpp"

namespace parley::app {

struct StudyQuery {
    std::string sector;                       // and all below it
    std::optional<core::BusinessId> business; // only requests in which it offered, and promises that it made
    std::string currency = "GBP";
    bool simulated = false;
    core::Instant since; // posted at or after it
};

/// A request whose outcome its buyer shares now.
struct SharedCase {
    ListedIntent request;
    std::string shop; // who sold; "" unless that business agreed to be named
    std::optional<core::Minor> sold_for;
};

class CaseStudies {
public:
    virtual ~CaseStudies() = default;
    /// The newest thousand.
    virtual boost::asio::awaitable<std::vector<core::StudiedRequest>> requests(StudyQuery query) = 0;
    /// The newest `limit`.
    virtual boost::asio::awaitable<std::vector<SharedCase>> shared(StudyQuery query, int limit) = 0;
};

} // namespace parley::app
