// The words of the report of a Monday. Quality stands before volume, and nothing is counted that nobody did.
#pragma once

#include "app/ports/mailer.hpp"
#include "core/guide/funnel.hpp"
#include "core/guide/unmet.hpp"
#include "core/guide/win_rates.hpp"

#include <string>
#include <vector>

namespace parley::app {

/// What buyers of a sector wanted and nobody sold.
struct UnmetSector {
    std::string sector;
    core::Unmet unmet;
};

struct WeeklyFacts {
    std::string public_url;
    core::BusinessId business;
    std::string name;
    core::Instant monday; // ends the week
    core::Quality quality;
    core::Funnel funnel{};
    core::Leads leads;
    core::WinRates rates;
    core::MissedSales missed;
    std::int64_t sales = 0;
    core::Minor value = 0;
    std::string currency = "GBP";
    std::vector<UnmetSector> unmet;
    std::string unsubscribe_token;
};

/// Without an address.
Mail weekly_letter(const WeeklyFacts& facts);

} // namespace parley::app
