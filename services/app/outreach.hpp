// Outreach: asks businesses to make an offer, in waves, as the rules of the round say. Each choice and its propensity
// is an event before anybody hears of it; a business's standing offer comes along with its invitation.
#pragma once

#include "app/job_loop.hpp"
#include "app/market.hpp"
#include "app/match_book.hpp"
#include "app/ports/accounts.hpp"
#include "app/ports/listings.hpp"
#include "app/ports/outbox.hpp"
#include "app/ports/stages.hpp"
#include "app/ports/wishes.hpp"
#include "app/rule_book.hpp"
#include "app/secrets.hpp"

namespace parley::app {

/// What a price rule stands on where the buyer names no public budget: the middle of what is usual in the sector.
using TypicalBudget = std::function<std::optional<core::Minor>(const std::string& sector)>;

struct OutreachParts {
    Market& market;
    MatchBook& matches;
    Businesses& businesses;
    Accounts& accounts;
    Ledger& ledger;
    Listings& listings;
    Outbox& outbox;
    Stages& stages;
    Wishes& wishes;
    RandomBytes random;
    TypicalBudget typical_budget;
    runtime::Reactors::Executor executor;
    std::function<std::vector<core::BusinessId>()> suspended = {}; // are not asked
    std::function<boost::asio::awaitable<bool>(core::BusinessId)> may_answer_by_rule = {};
};

class Outreach {
public:
    explicit Outreach(OutreachParts parts);

    /// Works off outreach jobs until cancelled.
    boost::asio::awaitable<void> run() { return loop_.run(); }
    /// There may be work; callable from any thread.
    void poke() { loop_.poke(); }

    /// The command by which the business joins this intent, if it matches. It says when one person stands behind both:
    /// their e-mail addresses are the same.
    boost::asio::awaitable<std::optional<core::Join>> joining(core::BusinessId business,
                                                              std::shared_ptr<const core::State> state);

private:
    /// Whether the offer may answer now: its business may, and an award could still take a slot of its capacity group.
    boost::asio::awaitable<bool> answers_now(StandingOffer offer);
    boost::asio::awaitable<bool> has_room(StandingOffer offer);
    boost::asio::awaitable<bool> has_left(core::BusinessId business);
    /// The businesses whose e-mail address is the buyer's.
    boost::asio::awaitable<std::vector<core::BusinessId>> tied_to(core::PrincipalId consumer);
    boost::asio::awaitable<void> invite_for(OutboxJob job);
    boost::asio::awaitable<std::shared_ptr<const core::State>> asked_more(OutboxJob job,
                                                                          std::shared_ptr<const core::State> state);
    boost::asio::awaitable<std::vector<core::Invitee>> invitees(std::vector<ChosenShop> shops,
                                                                std::shared_ptr<const core::State> state);

    OutreachParts parts_;
    JobLoop loop_;
};

/// The terms of a standing offer for this intent; nothing when it has no price to stand on. `unit` in [0, 2^64) places
/// the answer time within its range.
std::optional<core::AutoTerms> auto_terms(const StandingOffer& offer, const core::IntentCreated& intent,
                                          std::optional<core::Minor> typical_budget, std::uint64_t unit);

} // namespace parley::app
