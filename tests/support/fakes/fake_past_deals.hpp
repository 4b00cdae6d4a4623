// The deals of businesses, read from the ledger in memory event by event.
#pragma once

#include "app/ports/past_deals.hpp"
#include "support/fakes/fake_ledger.hpp"

namespace parley::test {

class FakePastDeals final : public app::PastDeals {
public:
    explicit FakePastDeals(FakeLedger& ledger) : ledger_(ledger) {}

    awaitable<std::vector<app::PastDeal>> of(std::vector<core::BusinessId> businesses) override;

private:
    FakeLedger& ledger_;
};

} // namespace parley::test
