// A business's own list of readers: who bought from it may ask for its offers by mail, apart from everything else, by
// double opt-in; the business writes to all of them at once and never learns an address.
#pragma once

#include "app/link_mails.hpp"
#include "app/ports/lists.hpp"

namespace parley::app {

/// How often readers are written to; all are settings.
struct ListPace {
    int mails_per_month = 4;            // of one business
    int mails_per_reader_and_month = 8; // of all businesses together
};

struct OfferListParts {
    Market& market;
    Accounts& accounts;
    Businesses& businesses;
    Lists& lists;
    LinkMails& link_mails;
    RandomBytes random;
    std::string public_url;
    ListPace pace;
    std::function<bool(const core::BusinessId&)> is_suspended;
};

/// How a buyer stands with the list of the business that it bought from.
struct Membership {
    core::BusinessId business;
    std::string name;
    ConsentState state = ConsentState::none;
};

struct ListReport {
    ListCounts counts;
    std::vector<ListEvidence> evidence;
};

class OfferLists {
public:
    explicit OfferLists(OfferListParts parts) : parts_(std::move(parts)) {}

    /// Nothing where no award is confirmed: there is no list to join.
    boost::asio::awaitable<std::optional<Membership>> membership(std::shared_ptr<const core::State> state);
    /// Asks for the list and mails the link that confirms it; asking twice is asking once. False, and nothing done,
    /// when the address had too many mails of late.
    boost::asio::awaitable<bool> ask(Membership member, core::PrincipalId reader, AskedFrom from);
    boost::asio::awaitable<void> confirm(core::BusinessId business, core::PrincipalId reader, std::string token_hash);
    boost::asio::awaitable<void> stop(core::BusinessId business, core::PrincipalId reader, std::string how);

    /// With the evidence of the newest `evidence_max` readers.
    boost::asio::awaitable<ListReport> report(core::BusinessId business, int evidence_max);
    /// Repeating an id writes nothing.
    boost::asio::awaitable<ListPosted> write(core::IntentId id, core::BusinessId business, std::string subject,
                                             std::string text);

    /// The mail of one reader, where it still wants it and has its turn, and its business may trade.
    boost::asio::awaitable<std::optional<Mail>> compose(OutboxJob job);

    const ListPace& pace() const { return parts_.pace; }

private:
    OfferListParts parts_;
};

} // namespace parley::app
