#include "support/fakes/fake_past_deals.hpp"

#include "app/log_codec.hpp"

#include <algorithm>
#include <set>

namespace parley::test {

namespace {

bool has_words(const app::IntentLog& log, std::int64_t seq) {
    return std::ranges::any_of(log.parts,
                               [&](const app::StoredPart& part) { return part.seq == seq && part.name == "text"; });
}

/// The deal that an intent came to, if its winner is this business.
std::optional<app::PastDeal> deal_in(const core::IntentId& intent, const app::IntentLog& log,
                                     const core::BusinessId& business) {
    const std::vector<core::Record> records = app::decode_run(intent, log.events, log.parts);
    app::PastDeal deal;
    deal.intent = intent;
    deal.business = business;
    bool is_agreed = false;
    for (const core::Record& record : records) {
        if (const auto* created = std::get_if<core::IntentCreated>(&record.event)) {
            deal.sector = created->sector;
            deal.is_buyer_simulated = created->simulated;
        } else if (const auto* invited = std::get_if<core::Invited>(&record.event);
                   invited != nullptr && invited->business.id == business) {
            deal.bidder = invited->bidder;
            deal.is_business_simulated = invited->business.simulated;
        } else if (const auto* agreed = std::get_if<core::AwardConfirmed>(&record.event);
                   agreed != nullptr && deal.bidder > 0 && agreed->bidder == deal.bidder) {
            deal.agreed_at = record.at;
            is_agreed = true;
        }
        app::add_event(deal, record.at, record.event, has_words(log, record.seq));
    }
    return is_agreed ? std::optional(std::move(deal)) : std::nullopt;
}

} // namespace

awaitable<std::vector<app::PastDeal>> FakePastDeals::of(std::vector<core::BusinessId> businesses) {
    std::set<core::IntentId> intents;
    for (const app::Append& append : ledger_.appends())
        intents.insert(append.intent);
    std::vector<app::PastDeal> deals;
    for (const core::BusinessId& business : businesses) {
        std::vector<app::PastDeal> own;
        for (const core::IntentId& intent : intents)
            if (auto deal = deal_in(intent, co_await ledger_.read(intent, 0), business))
                own.push_back(std::move(*deal));
        std::ranges::stable_sort(own, std::ranges::greater{}, &app::PastDeal::agreed_at);
        std::ranges::move(own, std::back_inserter(deals));
    }
    co_return deals;
}

} // namespace parley::test
