// Offers without signing in: the link of an invitation leads to a page where an offer is filled in. Whoever has the
// link may make and revise the offer of that business in that round, and nothing else. Looking uses nothing up.
#pragma once

#include "app/market.hpp"
#include "app/ports/accounts.hpp"
#include "app/ports/businesses.hpp"

namespace parley::app {

/// Whether an offer that is typed in counts now: clocks are answered at the desk, and advice comes before prices.
bool takes_typed_offer(const core::State& state);

/// The link for the round at hand; there is one.
NewLink offer_link(const std::string& token, const core::IntentId& intent, const core::State& state,
                   const core::BusinessId& business, core::Instant now);

enum class FilledFrom { nothing, own, standing_offer, last_offer };
std::span<const std::string_view> names_of(FilledFrom);

/// What a business would most likely send. Without a price it has to say one.
struct FilledOffer {
    FilledFrom from = FilledFrom::nothing;
    std::optional<core::Minor> price;
    core::Attributes attributes;
    std::string message;
    core::OfferDetails details;
    friend bool operator==(const FilledOffer&, const FilledOffer&) = default;
};

/// The budget that bidders are shown; a price that follows any other would tell it.
std::optional<core::Minor> shown_budget(const core::State& state);
FilledOffer filled_as(const core::Offer& own);
FilledOffer filled_as(const StandingOffer& offer, std::optional<core::Minor> budget);
/// The price takes the same part of the budget as then, where both are known; else it is the same.
FilledOffer filled_as(const core::Offer& last, std::optional<core::Minor> budget_then,
                      std::optional<core::Minor> budget);

class OfferLinks {
public:
    OfferLinks(Market& market, Accounts& accounts, Businesses& businesses)
        : market_(market), accounts_(accounts), businesses_(businesses) {}

    struct Found {
        core::IntentId intent;
        core::BusinessId business;
        std::shared_ptr<const core::State> state;
        bool is_open = false; // its round is the one at hand and takes offers
        const core::Bidder& bidder() const { return *state->bidder_of(business); }
    };
    /// Nothing for a link that is unknown or too old.
    boost::asio::awaitable<std::optional<Found>> find(std::string token);
    /// From what stands, its standing offer for this sector, or its last offer in it.
    boost::asio::awaitable<FilledOffer> filled(Found found);

private:
    boost::asio::awaitable<FilledOffer> filled_as_last(Found found);

    Market& market_;
    Accounts& accounts_;
    Businesses& businesses_;
};

} // namespace parley::app
