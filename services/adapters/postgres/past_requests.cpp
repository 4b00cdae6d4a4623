#include "adapters/postgres/past_requests.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/history_sql.hpp"
#include "core/event_codec.hpp"

namespace parley::postgres {

namespace sql {

// $1 to $6: sectors, currency, simulated, from, to, at most. Who waits for the confirmation does so for less than the
// week that `wanted` looks further back. The profile of a business is a part of the event that invited it.
constexpr Sql past_requests = {"past_requests", R"(
WITH wanted AS (
    SELECT intent_id FROM intent_head
    WHERE sector = ANY ($1::text[]) AND is_public AND state NOT IN ('unconfirmed', 'open')
      AND created_at BETWEEN $4 - 604800000000 AND $5 AND summary ->> 'currency' = $2
    ORDER BY created_at DESC, intent_id LIMIT $6
)
SELECT w.intent_id, created.body::text,
       (SELECT json_object_agg(p.name, p.value)::text FROM intent_part p
        WHERE p.intent_id = w.intent_id AND p.seq = 1 AND p.name IN ('title', 'text', 'answers')),
       confirmed.at, ran.from_at, ran.until_at,
       coalesce((SELECT json_agg(p.value ->> 'id' ORDER BY p.seq)::text FROM intent_event i
                 JOIN intent_part p ON p.intent_id = i.intent_id AND p.seq = i.seq AND p.name = 'business'
                 WHERE i.intent_id = w.intent_id AND i.type = 'invited'), '[]'),
       coalesce((SELECT json_agg(json_build_array(p.value ->> 'id', last.price)
                                 ORDER BY p.seq)::text )" PARLEY_LAST_PRICES
                                                R"(
                 JOIN intent_event i ON i.intent_id = w.intent_id AND i.type = 'invited'
                                    AND i.body -> 'bidder' = last.bidder
                 JOIN intent_part p ON p.intent_id = i.intent_id AND p.seq = i.seq AND p.name = 'business'
                 WHERE last.price IS NOT NULL), '[]')
FROM wanted w
CROSS JOIN LATERAL came_of(w.intent_id) c
JOIN intent_event created ON created.intent_id = w.intent_id AND created.seq = 1
JOIN intent_event confirmed ON confirmed.intent_id = w.intent_id AND confirmed.type = 'intent_confirmed'
CROSS JOIN LATERAL (
    SELECT min(r.at) FILTER (WHERE r.type = 'round_opened') AS from_at,
           max(r.at) FILTER (WHERE r.type = 'round_closed') AS until_at
    FROM intent_event r WHERE r.intent_id = w.intent_id AND r.type IN ('round_opened', 'round_closed')
) AS ran
WHERE c.simulated = ($3 <> 0) AND confirmed.at BETWEEN $4 AND $5 AND ran.from_at IS NOT NULL
ORDER BY confirmed.at, w.intent_id)"};

} // namespace sql

namespace {

core::IntentCreated created_of(const Rows& rows, int row) {
    std::vector<core::Part> parts; // none once they were erased
    if (!rows.is_null(row, 2)) {
        const core::Value stored = stored_json(rows.text(row, 2), "intent_part.value");
        for (const auto& [name, value] : *stored.as_object())
            parts.push_back({name, {}, value});
    }
    const auto event =
        core::read_event(core::IntentCreated::type, stored_json(rows.text(row, 1), "intent_event.body"), parts);
    if (!event)
        throw std::runtime_error("past requests: a stored event cannot be read");
    return std::get<core::IntentCreated>(*event);
}

std::vector<core::PastOffer> offers_of(std::string_view text) {
    const core::Value stored = stored_json(text, "offers");
    std::vector<core::PastOffer> offers;
    for (const core::Value& pair : *stored.as_array())
        offers.push_back(
            {stored_id<core::BusinessId>(*pair.as_array()->at(0).as_string()), *pair.as_array()->at(1).as_integer()});
    return offers;
}

core::PastRequest request_of(const Rows& rows, int row) {
    core::PastRequest request = app::past_request(stored_id<core::IntentId>(rows.text(row, 0)), created_of(rows, row));
    request.at = {rows.bigint(row, 3)};
    request.ran_from = {rows.bigint(row, 4)};
    request.ran_until = {rows.bigint(row, 5)};
    for (const std::string& business : stored_strings(rows.text(row, 6), "asked"))
        request.asked.push_back(stored_id<core::BusinessId>(business));
    request.offers = offers_of(rows.text(row, 7));
    return request;
}

} // namespace

awaitable<std::vector<core::PastRequest>> PostgresPastRequests::past_requests(app::PastRequestsQuery query) {
    auto job = [query = std::move(query)](Session& session) {
        Parameters parameters;
        parameters.texts(query.sectors).text(query.currency).bigint(query.simulated ? 1 : 0);
        parameters.bigint(query.from.us).bigint(query.to.us).bigint(app::past_requests_max);
        const Rows rows = session.execute(sql::past_requests, parameters);
        std::vector<core::PastRequest> requests;
        for (int row = 0; row < rows.size(); ++row)
            requests.push_back(request_of(rows, row));
        return requests;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
