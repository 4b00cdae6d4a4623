// What the operator looks after: reports, complaints and appeals, each with a day by which it is answered, and its own
// acts, which are only ever added to. Nothing here shows an offer or a price.
#pragma once

#include "core/ids.hpp"
#include "core/names.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace parley::app {

inline constexpr const char* steward_mail_job = "steward_mail";

/// The last word on a business or a sector counts; a report or a matter is upheld or dismissed once. That the operator
/// came in is written down, too.
enum class StewardDeed { suspend, lift, uphold, dismiss, sign_in };
std::span<const std::string_view> names_of(StewardDeed);

/// Which of those whom an act is about a mail is for; a report has two sides.
enum class ActReader { subject, reporter, reported };
std::span<const std::string_view> names_of(ActReader);

enum class MatterKind { complaint, appeal };
std::span<const std::string_view> names_of(MatterKind);

constexpr int matters_shown = 100; // the newest of one writer

struct StewardAct {
    std::int64_t id = 0;
    StewardDeed deed = StewardDeed::suspend;
    std::string subject; // "business/ID", "sector/SLUG", "report/INTENT/N", "matter/ID", "steward/ID"
    std::string reasons;
    core::Instant at;
};

struct Matter {
    core::IntentId id; // its own
    MatterKind kind = MatterKind::complaint;
    core::PrincipalId from;
    std::string about; // of a complaint its topic, of an appeal the number of the act
    std::string text;  // "" once its writer was erased
    core::Instant made_at;
    core::Instant due_at;
    std::optional<StewardAct> decision;
    bool is_confirmed = true; // by the link to the address that it came with; only such a one is shown
};

/// One side of an intent reported the other.
struct ReportedCase {
    core::IntentId intent;
    std::int64_t number = 0; // of the report in its intent
    core::BidderNo bidder = 0;
    std::string by; // buyer | business
    std::string about;
    std::string text; // "" once erased
    core::Instant at;
    std::optional<StewardAct> decision;
};

/// Counts of the whole market now. Mails of the last day.
struct MarketHealth {
    std::int64_t open = 0;      // intents
    std::int64_t overdue = 0;   // whose next tick is more than two seconds late
    std::int64_t mails_due = 0; // in the outbox, due by now
    std::int64_t mails_sent = 0;
    std::int64_t mails_waiting = 0; // for another try
    std::int64_t mails_given_up = 0;
    std::int64_t late_reports = 0; // past the day by which they had to be decided
    std::int64_t late_complaints = 0;
    std::int64_t late_appeals = 0;
};

/// What the operator should look at though nobody reported it.
enum class FlagKind { bulk_message, near_copy, low_offer, throttled };
std::span<const std::string_view> names_of(FlagKind);

/// What counted against a business, as far as a flag tells it.
struct CountedAgainst {
    core::BusinessId business;
    std::string kind;
    core::IntentId intent;
    core::Instant at;
};

struct Told {
    core::PrincipalId reader;
    ActReader as = ActReader::subject;
};

struct NewAct {
    StewardDeed deed = StewardDeed::suspend;
    std::string subject;
    std::string reasons;
    core::PrincipalId steward;
    core::Instant at;
    std::vector<Told> told; // each gets a mail about it
};

class Oversight {
public:
    virtual ~Oversight() = default;

    /// A complaint that is confirmed is acknowledged by mail, in the same commit.
    virtual boost::asio::awaitable<void> add_matter(Matter matter) = 0;
    /// Its writer has followed the link; confirming twice is confirming once.
    virtual boost::asio::awaitable<void> confirm_matter(core::IntentId id, core::Instant now) = 0;
    /// Newest first.
    virtual boost::asio::awaitable<std::vector<Matter>> matters_of(std::vector<core::PrincipalId> people,
                                                                   int limit) = 0;
    virtual boost::asio::awaitable<std::optional<Matter>> matter(core::IntentId id) = 0;
    /// Undecided ones first, the most urgent of them first.
    virtual boost::asio::awaitable<std::vector<Matter>> matters(int limit) = 0;
    virtual boost::asio::awaitable<std::vector<ReportedCase>> reports(int limit) = 0;
    virtual boost::asio::awaitable<std::optional<ReportedCase>> report(core::IntentId intent, std::int64_t number) = 0;

    /// Writes the act down with the mail about it, in one commit. Nothing where the subject was decided before.
    virtual boost::asio::awaitable<std::optional<StewardAct>> add_act(NewAct act) = 0;
    virtual boost::asio::awaitable<std::optional<StewardAct>> act(std::int64_t id) = 0;
    /// Newest first.
    virtual boost::asio::awaitable<std::vector<StewardAct>> acts(int limit) = 0;
    /// The suspensions that no later act has lifted.
    virtual boost::asio::awaitable<std::vector<StewardAct>> in_force() = 0;

    /// Whether somebody ever showed that this principal's address is theirs.
    virtual boost::asio::awaitable<bool> is_confirmed(core::PrincipalId principal) = 0;

    /// What counted against businesses since then, newest first.
    virtual boost::asio::awaitable<std::vector<CountedAgainst>> counted_against(core::Instant since, int limit) = 0;
    /// The newest public intents that take no offers any more, but for those that were cancelled.
    virtual boost::asio::awaitable<std::vector<core::IntentId>> past_rounds(core::Instant since, int limit) = 0;

    /// `reports_before`: undecided reports from before then are late.
    virtual boost::asio::awaitable<MarketHealth> health(core::Instant now, core::Instant reports_before) = 0;
};

} // namespace parley::app
