// The bodies of what a shop prepares for its offers, and how it is told to it.
#pragma once

#include "app/ports/prepared.hpp"
#include "wire/body.hpp"
#include "wire/requests.hpp"

namespace parley::wire {

/// {"sector","name","price","attributes","message","details"}; "price" as of a standing offer, or null.
Read<app::OfferTemplate> read_template(std::string_view body);
core::Value template_value(const app::OfferTemplate& made);

/// What an offer would say: {"price","message","details"}.
struct OfferCheck {
    core::Minor price = 0;
    std::string message;
    core::OfferDetails details;
};
Read<OfferCheck> read_offer_check(std::string_view body);

/// {"sales","budget","minutes","hours":{"days","from","to"},"template","auto_offer","lowest_price","review_on"}; what
/// may be missing is null. Days are "mon" to "sun", from and to minutes since midnight, review_on a date.
Read<app::Playbook> read_playbook(std::string_view body);
/// With what came of it since `since`, and whether its review is due on `today`.
core::Value playbook_value(const app::Playbook& playbook, const app::SectorCount& count, core::Instant since,
                           std::int64_t today);

} // namespace parley::wire
