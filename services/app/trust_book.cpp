#include "app/trust_book.hpp"

#include <map>

namespace parley::app {

namespace asio = boost::asio;

asio::awaitable<std::vector<TrustRecord>> TrustBook::records(std::vector<core::BusinessId> businesses) {
    const core::Instant now = parts_.clock();
    std::map<core::BusinessId, std::shared_ptr<const TrustRecord>> known;
    std::vector<core::BusinessId> unknown;
    for (const core::BusinessId& business : businesses)
        if (known.emplace(business, records_.find(business, now - parts_.fresh_for)).second && !known[business])
            unknown.push_back(business);
    if (!unknown.empty()) {
        std::map<core::BusinessId, std::vector<PastDeal>> deals;
        for (PastDeal& deal : co_await parts_.deals.of(unknown))
            deals[deal.business].push_back(std::move(deal));
        for (const core::BusinessId& business : unknown) {
            known[business] = std::make_shared<const TrustRecord>(record_of(deals[business], now));
            // Whom nobody ever dealt with is found at once; it shall not push out those that take long to count.
            if (!deals[business].empty())
                records_.put(business, known[business], now);
        }
    }
    std::vector<TrustRecord> records;
    for (const core::BusinessId& business : businesses)
        records.push_back(*known[business]);
    co_return records;
}

asio::awaitable<std::vector<PastDeal>> TrustBook::deals(core::BusinessId business) {
    co_return co_await parts_.deals.of({business});
}

} // namespace parley::app
