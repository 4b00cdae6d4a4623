// A request as everybody may read it, ready to be written as a page, an entry of a feed or linked data. Read from what
// core/view gives to everybody, or from the summary that lists show, so it can never hold more than these.
#pragma once

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/place.hpp"
#include "core/time.hpp"
#include "core/value.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parley::app {

struct ClosingPrice {
    std::int64_t label = 0; // "bidder n" of the public log
    core::Minor price = 0;
};

struct PublicRound {
    std::int64_t number = 0;
    std::int64_t of = 0;
    std::string format; // as core::Format names it
    std::string state;  // scheduled | running | closed
    core::Instant opens_at;
    core::Instant closes_at;
};

struct PublicPhoto {
    std::string path; // on our own origin
    std::string alt;  // "" where nobody said
    std::int64_t width = 0;
    std::int64_t height = 0;
};

struct PublicRequest {
    core::IntentId id;
    std::string title;
    std::string text; // "" where only the summary is known
    std::string sector;
    std::string area;    // a town or an outward code, never the exact place
    core::Point area_at; // to a tenth of a degree
    std::string state;   // as core::Lifecycle names it
    std::string currency;
    std::optional<core::Minor> budget; // nothing where it is sealed
    std::optional<PublicRound> round;  // the latest
    std::optional<std::int64_t> offer_count;
    std::optional<core::Instant> confirmed_at;
    core::Instant updated_at; // when anything of this last changed
    bool simulated = false;
    bool erased = false;
    std::optional<std::string> shared; // the buyer's own words on how it turned out, while they are shared
    std::vector<PublicPhoto> photos;   // none where only the summary is known
};

/// From the view of everybody, or from a list's summary. `updated_at` stands for the summary's own where it has none.
PublicRequest public_request(core::IntentId id, const core::Value& view, core::Instant updated_at = {});

/// From core::closing_prices, best first; empty for null.
std::vector<ClosingPrice> closing_prices_of(const core::Value& prices);

/// "£480", "£480.50", "480.00 EUR".
std::string price_words(core::Minor amount, const std::string& currency);
/// "24 November 2026", in days since 1970-01-01.
std::string day_words(std::int64_t day);
/// "24 November 2026, 10:15 UTC".
std::string date_words(core::Instant at);
/// How it stands: "Offers are open until 24 November 2026, 10:15 UTC".
std::string state_words(const PublicRequest& request);
/// What a feed says of it beside its title: the area, the budget where it is public, and how it stands.
std::string excerpt_of(const PublicRequest& request);
/// What the buyers of a sector are told a round of this format is.
std::string format_words(const std::string& format);

} // namespace parley::app
