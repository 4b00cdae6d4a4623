#include "adapters/postgres/listings.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/directory_sql.hpp"
#include "adapters/postgres/public_sql.hpp"
#include "adapters/postgres/talk_sql.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace parley::postgres {

namespace {

constexpr std::int64_t lat_max = 90'000'000, lon_max = 180'000'000;
constexpr std::int64_t shared_looked_at = 500; // requests that are over, of which some outcomes may be shared
constexpr int fetch_min = 50;                  // rows of one statement of a list that is sieved afterwards

// What certainly holds every point within the radius; which of its points are within is asked exactly afterwards.
struct Box {
    std::int64_t lat_from = -lat_max, lat_to = lat_max, lon_from = -lon_max, lon_to = lon_max;
};

Box box_around(core::Point centre, std::int32_t radius_km) {
    constexpr double km_per_degree = 111.19, more = 1.02; // distance_m is within half a per cent
    const double reach = radius_km / km_per_degree * more * 1e6;
    Box box;
    if (reach >= 90e6)
        return box;
    const auto lat_reach = static_cast<std::int64_t>(std::ceil(reach));
    box.lat_from = centre.lat_e6 - lat_reach;
    box.lat_to = centre.lat_e6 + lat_reach;
    // A degree of longitude is shortest at the edge that lies nearer to a pole. Around a pole, and across the date
    // line, any longitude may be near.
    const std::int64_t farthest = std::max(std::abs(box.lat_from), std::abs(box.lat_to));
    if (farthest >= 89'000'000)
        return box;
    const double shrink = std::cos(static_cast<double>(farthest) / 1e6 * std::numbers::pi / 180);
    const auto lon_reach = static_cast<std::int64_t>(std::ceil(reach / shrink));
    if (centre.lon_e6 - lon_reach >= -lon_max && centre.lon_e6 + lon_reach <= lon_max) {
        box.lon_from = centre.lon_e6 - lon_reach;
        box.lon_to = centre.lon_e6 + lon_reach;
    }
    return box;
}

std::vector<app::ListedIntent> listed(const Rows& rows) {
    std::vector<app::ListedIntent> intents;
    for (int row = 0; row < rows.size(); ++row)
        intents.push_back({stored_id<core::IntentId>(rows.text(row, 0)),
                           std::string(rows.text(row, 1)),
                           stored_json(rows.text(row, 2), "intent_head.summary"),
                           {rows.bigint(row, 3)}});
    return intents;
}

bool is_within(const core::Value& summary, core::Point centre, std::int32_t radius_km) {
    const core::Value& place = summary.at("place");
    const auto* lat = place.at("lat_e6").as_integer();
    const auto* lon = place.at("lon_e6").as_integer();
    if (lat == nullptr || lon == nullptr)
        return false;
    const core::Point at{static_cast<std::int32_t>(*lat), static_cast<std::int32_t>(*lon)};
    return core::distance_m(centre, at) <= std::int64_t{radius_km} * 1'000;
}

std::vector<app::ListedIntent> read_list(Session& session, const app::ListQuery& query) {
    std::vector<app::ListedIntent> list;
    const auto limit = static_cast<std::size_t>(std::max(0, query.limit));
    const Box box = query.near ? box_around(*query.near, query.radius_km) : Box();
    const int fetch = query.near ? std::max(query.limit, fetch_min) : query.limit;
    core::Instant before{std::numeric_limits<core::Micros>::max()};
    std::string id_before;
    if (query.created_before) {
        before = *query.created_before;
        id_before = query.id_before ? core::to_text(*query.id_before) : "";
    }
    while (list.size() < limit) {
        Parameters parameters;
        parameters.text(query.sector).texts(query.states).bigint(before.us).text(id_before);
        parameters.bigint(query.near ? 1 : 0).bigint(box.lat_from).bigint(box.lat_to);
        parameters.bigint(box.lon_from).bigint(box.lon_to).bigint(fetch);
        auto page = listed(session.execute(sql::public_intents, parameters));
        const bool is_last = page.size() < static_cast<std::size_t>(fetch);
        if (!page.empty()) {
            before = page.back().created_at;
            id_before = core::to_text(page.back().id);
        }
        for (app::ListedIntent& intent : page)
            if (list.size() < limit && (!query.near || is_within(intent.summary, *query.near, query.radius_km)))
                list.push_back(std::move(intent));
        if (is_last)
            break;
    }
    return list;
}

} // namespace

awaitable<std::vector<app::ListedIntent>> PostgresListings::public_intents(app::ListQuery query) {
    auto job = [query = std::move(query)](Session& session) { return read_list(session, query); };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::ListedIntent>> PostgresListings::shared_outcomes(std::string sector, int limit) {
    auto job = [sector = std::move(sector), limit](Session& session) {
        const auto parameters = Parameters().text(sector).bigint(std::max(0, limit)).bigint(shared_looked_at);
        return listed(session.execute(sql::shared_outcomes, parameters));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::ListedIntent>> PostgresListings::intents_of(std::vector<core::PrincipalId> consumers,
                                                                       int limit) {
    auto job = [consumers = std::move(consumers), limit](Session& session) {
        const auto parameters = Parameters().texts(texts_of(consumers)).bigint(std::max(0, limit));
        return listed(session.execute(sql::intents_of, parameters));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<core::IntentId>> PostgresListings::asked_and_open(core::BusinessId business) {
    auto job = [business](Session& session) {
        const Rows rows = session.execute(sql::asked_and_open, Parameters().text(core::to_text(business)));
        std::vector<core::IntentId> intents;
        for (int row = 0; row < rows.size(); ++row)
            if (const auto id = core::parse_id<core::IntentId>(rows.text(row, 0)))
                intents.push_back(*id);
        return intents;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<core::BusinessId>> PostgresListings::blocked_by(core::PrincipalId consumer) {
    auto job = [consumer](Session& session) {
        const Rows rows = session.execute(sql::blocked_by, Parameters().text(core::to_text(consumer)));
        std::vector<core::BusinessId> blocked;
        for (int row = 0; row < rows.size(); ++row)
            if (const auto id = core::parse_id<core::BusinessId>(rows.text(row, 0)))
                blocked.push_back(*id);
        return blocked;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::FunnelRow>> PostgresListings::funnel(bool with_simulated) {
    auto job = [with_simulated](Session& session) {
        const Rows rows = session.execute(sql::funnel, Parameters().bigint(with_simulated ? 1 : 0));
        std::vector<app::FunnelRow> funnel;
        for (int row = 0; row < rows.size(); ++row) {
            app::FunnelRow one;
            one.sector = rows.text(row, 0);
            one.intents = rows.bigint(row, 1);
            one.confirmed = rows.bigint(row, 2);
            one.invited = rows.bigint(row, 3);
            one.reached = rows.bigint(row, 4);
            one.offers = rows.bigint(row, 5);
            one.with_offer = rows.bigint(row, 6);
            one.seen = rows.bigint(row, 7);
            one.awarded = rows.bigint(row, 8);
            one.confirmed_awards = rows.bigint(row, 9);
            one.no_offers = rows.bigint(row, 10);
            one.median_first_offer_s = maybe_bigint(rows, row, 11);
            funnel.push_back(std::move(one));
        }
        return funnel;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::string> PostgresListings::stream_epoch_restores() {
    auto job = [](Session& session) { return std::string(session.execute(sql::restores, Parameters()).text(0, 0)); };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
