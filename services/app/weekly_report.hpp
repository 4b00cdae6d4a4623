// The report of a Monday: what the week came to for a business that asked for it, by mail. Off until it is asked for
// (purpose "report"), one a week whatever nodes there are, and never an empty one but a line.
#pragma once

#include "app/hindsight.hpp"
#include "app/letters_weekly.hpp"
#include "app/ports/accounts.hpp"
#include "app/ports/businesses.hpp"
#include "app/ports/numbers.hpp"
#include "app/ports/outbox.hpp"
#include "app/secrets.hpp"

namespace parley::app {

inline constexpr const char* report_mail_job = "report_mail";

struct WeeklyReportParts {
    Numbers& numbers;
    Hindsight& hindsight;
    Accounts& accounts;
    Businesses& businesses;
    RandomBytes random;
    std::function<core::Instant()> clock;
    std::string public_url;
};

/// The Monday of the next report after `now`, and the moment at which it is due.
struct ReportDay {
    core::Instant monday; // the beginning of the day, which ends the week that is told
    core::Instant due;
};
ReportDay next_report(core::Instant now);
/// The week before that Monday.
core::Span week_before(core::Instant monday);

class WeeklyReport {
public:
    explicit WeeklyReport(WeeklyReportParts parts) : parts_(std::move(parts)) {}

    /// Makes reports due until cancelled.
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> schedule();

    /// What the mail says of that week; nothing of a business that is not there.
    boost::asio::awaitable<std::optional<WeeklyFacts>> facts(core::BusinessId business, core::Instant monday);
    /// The mail, where its reader still wants it.
    boost::asio::awaitable<std::optional<Mail>> compose(OutboxJob job);

private:
    WeeklyReportParts parts_;
};

} // namespace parley::app
