// What an offer may say, whatever it is an offer on: the price is all that is paid, prices elsewhere are stated and
// true by their dates.
#pragma once

#include "core/offer_details.hpp"
#include "core/time.hpp"

namespace parley::roles {

struct OfferWords {
    std::string message;
    core::OfferDetails details;
    std::optional<core::Minor> price; // 0: of an offer, but not known yet; none: a price elsewhere is said anew later
};

/// Throws the problem that an offer with these words gets.
void require_fair_words(const OfferWords& words, core::Instant now);

} // namespace parley::roles
