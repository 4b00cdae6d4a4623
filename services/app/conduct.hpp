// The code of conduct at work: what happened is noted by a worker, the score is read when it is asked for, and a
// business with a low one makes only a few new offers a day. Nobody decides that; an appeal can discount what counted.
// What is simulated has nobody behind it, accepts nothing and is not limited.
#pragma once

#include "app/code_of_conduct.hpp"
#include "app/job_loop.hpp"
#include "app/match_book.hpp"
#include "app/ports/conduct_log.hpp"

namespace parley::app {

struct ConductParts {
    ConductLog& log;
    Businesses& businesses;
    MatchBook& matches;
    Outbox& outbox;
    std::function<core::Instant()> clock;
    boost::asio::any_io_executor executor;
};

/// Why a business makes only a few new offers, with the reasons as they would be of a suspension.
struct OfferLimit {
    std::string reasons;
    core::Instant since;
    std::int64_t per_day = 0;
    std::int64_t left = 0;
    std::optional<core::Instant> next_at; // when none is left
};

/// Whether a new offer may be made now.
struct OfferTurn {
    std::optional<OfferLimit> refused;
    bool counted = false; // its business is limited, and this is one of its few
};

struct ConductRecord {
    std::optional<ConductAcceptance> accepted;
    ConductScore score;
    std::optional<OfferLimit> limit;
};

class Conduct {
public:
    explicit Conduct(ConductParts parts);

    /// Notes what happened until cancelled.
    boost::asio::awaitable<void> run() { return loop_.run(); }
    boost::asio::awaitable<void> note_bulk(core::BusinessId business, core::IntentId intent);

    /// After something came to count: the business is mailed when its limit began with it, once.
    boost::asio::awaitable<void> tell_of_limit(core::BusinessId business);

    boost::asio::awaitable<ConductRecord> record(core::BusinessId business);
    /// Whosever it is.
    boost::asio::awaitable<std::optional<ConductEvent>> event(std::int64_t id);
    boost::asio::awaitable<bool> has_accepted(core::BusinessId business);

    /// A new offer of a limited business is counted before it is made.
    boost::asio::awaitable<OfferTurn> take_offer(core::BusinessId business, core::IntentId intent);
    /// The offer that was counted was not made after all.
    boost::asio::awaitable<void> give_offer_back(core::BusinessId business, core::IntentId intent);
    /// Whether its standing offers answer for it: not while it has yet to accept the code, nor while it is limited.
    boost::asio::awaitable<bool> may_answer_by_rule(core::BusinessId business);

private:
    boost::asio::awaitable<std::optional<Business>> find(core::BusinessId business);
    boost::asio::awaitable<ConductScore> score(core::BusinessId business);
    boost::asio::awaitable<OfferLimit> limit_of(core::BusinessId business, ConductScore score);
    boost::asio::awaitable<void> work(OutboxJob job);

    ConductParts parts_;
    JobLoop loop_;
};

/// "Your score is 75 of 100, so ...": what a limited business is told.
std::string reasons_for(const ConductScore& score);

} // namespace parley::app
