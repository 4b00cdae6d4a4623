#include "adapters/postgres/past_deals.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "core/event_codec.hpp"

namespace parley::postgres {

namespace sql {

// deals_of is in sql/0018_deals.sql.
constexpr Sql deals_of_businesses = {"deals_of_businesses", R"(
SELECT b.id, d.intent_id, d.bidder, d.agreed_at, d.sector, d.business_simulated, d.buyer_simulated
FROM unnest($1::text[]) WITH ORDINALITY AS b (id, place) CROSS JOIN LATERAL deals_of(b.id) d
ORDER BY b.place, d.agreed_at DESC, d.intent_id)"};

// Of the offers only the winner's; the words of a review are null once they were erased.
constexpr Sql events_of_deals = {"events_of_deals", R"(
SELECT e.intent_id, e.type, e.at, e.body::text, p.value::text
FROM unnest($1::text[], $2::bigint[]) AS d (intent_id, bidder)
JOIN intent_event e ON e.intent_id = d.intent_id
    AND (e.type IN ('promise_made', 'promise_judged', 'reviewed')
         OR (e.type IN ('offer_placed', 'offer_revised') AND (e.body ->> 'bidder')::bigint = d.bidder))
LEFT JOIN intent_part p ON p.intent_id = e.intent_id AND p.seq = e.seq AND p.name = 'text' AND e.type = 'reviewed'
ORDER BY e.intent_id, e.seq)"};

} // namespace sql

namespace {

std::vector<app::PastDeal> read_deals(Session& session, const std::vector<core::BusinessId>& businesses) {
    const Rows rows = session.execute(sql::deals_of_businesses, Parameters().texts(texts_of(businesses)));
    std::vector<app::PastDeal> deals;
    for (int row = 0; row < rows.size(); ++row) {
        app::PastDeal deal;
        deal.business = stored_id<core::BusinessId>(rows.text(row, 0));
        deal.intent = stored_id<core::IntentId>(rows.text(row, 1));
        deal.bidder = rows.bigint(row, 2);
        deal.agreed_at = {rows.bigint(row, 3)};
        deal.sector = rows.text(row, 4);
        deal.is_business_simulated = rows.boolean(row, 5);
        deal.is_buyer_simulated = rows.boolean(row, 6);
        deals.push_back(std::move(deal));
    }
    return deals;
}

void add_events(Session& session, std::vector<app::PastDeal>& deals) {
    std::map<core::IntentId, app::PastDeal*> deal_of; // An intent comes to one deal.
    std::vector<std::string> intents;
    std::vector<std::int64_t> bidders;
    for (app::PastDeal& deal : deals) {
        deal_of[deal.intent] = &deal;
        intents.push_back(core::to_text(deal.intent));
        bidders.push_back(deal.bidder);
    }
    const Rows rows = session.execute(sql::events_of_deals, Parameters().texts(intents).bigints(bidders));
    for (int row = 0; row < rows.size(); ++row) {
        const bool has_words = !rows.is_null(row, 4);
        std::vector<core::Part> parts;
        if (has_words)
            parts.push_back({"text", {}, stored_json(rows.text(row, 4), "intent_part.value")});
        const auto event =
            core::read_event(rows.text(row, 1), stored_json(rows.text(row, 3), "intent_event.body"), parts);
        if (!event)
            throw std::runtime_error("past deals: a stored event cannot be read");
        app::add_event(*deal_of.at(stored_id<core::IntentId>(rows.text(row, 0))), {rows.bigint(row, 2)}, *event,
                       has_words);
    }
}

} // namespace

awaitable<std::vector<app::PastDeal>> PostgresPastDeals::of(std::vector<core::BusinessId> businesses) {
    auto job = [businesses = std::move(businesses)](Session& session) {
        std::vector<app::PastDeal> deals = read_deals(session, businesses);
        if (!deals.empty())
            add_events(session, deals);
        return deals;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
