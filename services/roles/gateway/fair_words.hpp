// What an offer may say, whatever it is an offer on: the price is all that is paid, prices elsewhere are stated and
// true by their dates.
#pragma once

#include "core/offer_details.hpp"
#include "core/time.hpp"

namespace parley::roles {

struct OfferWords {
    std::string message;
    core::OfferDetails details;
    core::Minor price = 0; // 0 where it is not known yet
};

/// Throws the problem that an offer with these words gets.
void require_fair_words(const OfferWords& words, core::Instant now);

} // namespace parley::roles
