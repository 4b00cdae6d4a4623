#include "adapters/postgres/case_studies.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/history_sql.hpp"

#include <algorithm>

namespace parley::postgres {

namespace sql {

// The requests of a study, for $1 sector, $2 business or '', $3 currency, $4 simulated, $5 since. A business's bidder
// is found by its profile, which is a part of the event that invited it.
#define PARLEY_STUDIED                                                                                                 \
    R"(
WITH wanted AS (
    SELECT h.* FROM intent_head h
    WHERE (h.sector = $1 OR (h.sector > $1 || '/' AND h.sector < $1 || '0')) AND h.is_public AND h.created_at >= $5
      AND h.summary ->> 'currency' = $3
      AND h.state IN ('confirmed', 'fulfilled', 'closed', 'no_offers', 'expired', 'cancelled', 'lapsed')
      AND ($2 = '' OR EXISTS (
          SELECT FROM intent_part profile
          JOIN intent_event invited ON invited.intent_id = profile.intent_id AND invited.seq = profile.seq
                                   AND invited.type = 'invited'
          JOIN intent_event offer ON offer.intent_id = profile.intent_id AND offer.type = 'offer_placed'
                                 AND offer.body -> 'bidder' = invited.body -> 'bidder'
          WHERE profile.intent_id = h.intent_id AND profile.name = 'business' AND profile.value ->> 'id' = $2))
    ORDER BY h.created_at DESC, h.intent_id LIMIT 1000
), sold AS (
    SELECT w.intent_id, profile.value ->> 'id' AS business_id
    FROM wanted w
    JOIN intent_event agreed ON agreed.intent_id = w.intent_id AND agreed.type = 'award_confirmed'
    JOIN intent_event invited ON invited.intent_id = w.intent_id AND invited.type = 'invited'
                             AND invited.body -> 'bidder' = agreed.body -> 'bidder'
    JOIN intent_part profile ON profile.intent_id = w.intent_id AND profile.seq = invited.seq
                            AND profile.name = 'business'
))"

// The prices are the last ones of those whose offers stood when the last round closed; a sealed one is a part.
constexpr Sql studied_requests = {"studied_requests", PARLEY_STUDIED R"(
SELECT w.consumer_id, c.ended_at,
       CASE WHEN w.state IN ('confirmed', 'fulfilled', 'closed') THEN 'bought'
            WHEN c.offers = 0 THEN 'no_offers' ELSE 'not_taken' END,
       c.offers, c.first_offer_s, (w.summary -> 'budget' ->> 'amount')::bigint, price.lowest, price.highest, c.sold_for,
       promise.judged, promise.kept, a.value::text
FROM wanted w
LEFT JOIN intent_part a ON a.intent_id = w.intent_id AND a.seq = 1 AND a.name = 'answers'
CROSS JOIN LATERAL came_of(w.intent_id) c
CROSS JOIN LATERAL (
    SELECT min(last.price) AS lowest, max(last.price) AS highest )" PARLEY_LAST_PRICES R"() AS price
CROSS JOIN LATERAL (
    SELECT count(*) AS judged, count(*) FILTER (WHERE last.kept = 'true'::jsonb) AS kept FROM (
        SELECT DISTINCT ON (j.body -> 'promise') j.body -> 'kept' AS kept
        FROM intent_event j
        WHERE j.intent_id = w.intent_id AND j.type = 'promise_judged'
          AND ($2 = '' OR EXISTS (SELECT FROM sold s WHERE s.intent_id = w.intent_id AND s.business_id = $2))
        ORDER BY j.body -> 'promise', j.seq DESC) AS last) AS promise
WHERE c.simulated = ($4 <> 0) ORDER BY c.ended_at, w.intent_id)"};

constexpr Sql shared_cases = {"shared_cases", PARLEY_STUDIED R"(
SELECT w.intent_id, w.state, w.summary::text, w.created_at, c.sold_for,
       CASE WHEN EXISTS (SELECT FROM consent n
                         WHERE n.principal_id = s.business_id AND n.purpose = 'case_studies'
                           AND n.confirmed_at IS NOT NULL AND n.withdrawn_at IS NULL) THEN b.name ELSE '' END
FROM wanted w
CROSS JOIN LATERAL came_of(w.intent_id) c
JOIN sold s ON s.intent_id = w.intent_id
JOIN business b ON b.id = s.business_id
WHERE w.summary ->> 'shared' IS NOT NULL AND w.summary ->> 'title' <> ''
  AND c.simulated = ($4 <> 0) AND ($2 = '' OR s.business_id = $2)
ORDER BY w.created_at DESC, w.intent_id LIMIT $6)"};

#undef PARLEY_STUDIED

} // namespace sql

namespace {

Parameters parameters_of(const app::StudyQuery& query) {
    Parameters parameters;
    parameters.text(query.sector).text(query.business ? core::to_text(*query.business) : "").text(query.currency);
    parameters.bigint(query.simulated ? 1 : 0).bigint(query.since.us);
    return parameters;
}

} // namespace

awaitable<std::vector<core::StudiedRequest>> PostgresCaseStudies::requests(app::StudyQuery query) {
    auto job = [query = std::move(query)](Session& session) {
        const Rows rows = session.execute(sql::studied_requests, parameters_of(query));
        std::vector<core::StudiedRequest> requests;
        for (int row = 0; row < rows.size(); ++row) {
            core::StudiedRequest one;
            one.buyer = rows.text(row, 0);
            one.ended_at = {rows.bigint(row, 1)};
            one.end = stored_name<core::StudyEnd>(rows.text(row, 2));
            one.offers = rows.bigint(row, 3);
            one.first_offer_s = maybe_bigint(rows, row, 4);
            one.budget = maybe_bigint(rows, row, 5);
            one.lowest = maybe_bigint(rows, row, 6);
            one.highest = maybe_bigint(rows, row, 7);
            one.sold_for = maybe_bigint(rows, row, 8);
            one.judged = rows.bigint(row, 9);
            one.kept = rows.bigint(row, 10);
            one.answers = stored_answers(rows, row, 11);
            requests.push_back(std::move(one));
        }
        return requests;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::SharedCase>> PostgresCaseStudies::shared(app::StudyQuery query, int limit) {
    auto job = [query = std::move(query), limit](Session& session) {
        const Rows rows = session.execute(sql::shared_cases, parameters_of(query).bigint(std::max(0, limit)));
        std::vector<app::SharedCase> cases;
        for (int row = 0; row < rows.size(); ++row) {
            app::SharedCase one;
            one.request = {stored_id<core::IntentId>(rows.text(row, 0)),
                           std::string(rows.text(row, 1)),
                           stored_json(rows.text(row, 2), "intent_head.summary"),
                           {rows.bigint(row, 3)}};
            one.sold_for = maybe_bigint(rows, row, 4);
            one.shop = rows.text(row, 5);
            cases.push_back(std::move(one));
        }
        return cases;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
