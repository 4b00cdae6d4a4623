// What the operator should look at though nobody reported it: the same words to many, near-copies and unusually low
// offers of rounds that are over, and businesses that may make only a few offers. Nothing follows from a flag by
// itself.
#pragma once

#include "app/conduct.hpp"
#include "app/copies.hpp"
#include "app/market.hpp"
#include "app/ports/oversight.hpp"

namespace parley::app {

struct Flag {
    FlagKind kind = FlagKind::bulk_message;
    core::BusinessId business;
    std::optional<core::IntentId> intent; // nothing for what is about the business alone
    core::Instant at;
    std::string what; // a sentence
};

class Flags {
public:
    Flags(Market& market, Oversight& oversight, Conduct& conduct, Copies& copies)
        : market_(market), oversight_(oversight), conduct_(conduct), copies_(copies) {}

    /// Of the last week, and every limit that is in force; newest first.
    boost::asio::awaitable<std::vector<Flag>> waiting(core::Instant now);

private:
    boost::asio::awaitable<void> add_counted(core::Instant now, std::vector<Flag>& flags);
    boost::asio::awaitable<void> add_offers(core::IntentId intent, core::Instant now, std::vector<Flag>& flags);

    Market& market_;
    Oversight& oversight_;
    Conduct& conduct_;
    Copies& copies_;
};

} // namespace parley::app
