#include "adapters/postgres/numbers.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/numbers_sql.hpp"
#include "wire/number_requests.hpp"

namespace parley::postgres {

namespace {

void read_offer(core::Chance& chance, const core::Value& details) {
    const auto* photos = details.at("photos").as_array();
    chance.has_photo = photos != nullptr && !photos->empty();
    if (const auto* fulfilment = details.at("fulfilment").as_string())
        chance.fulfilment = core::from_name<core::Fulfilment>(*fulfilment);
    chance.has_returns = details.at("returns_days").as_integer() != nullptr;
    const auto* person = details.at("person").as_string();
    chance.has_person = person != nullptr && !person->empty();
    chance.has_other_price = details.at("reference_price").as_object() != nullptr;
}

core::Chance chance_at(const Rows& rows, int row) {
    using core::FunnelStep;
    core::Chance chance;
    chance.intent = stored_id<core::IntentId>(rows.text(row, 0));
    chance.sector = rows.text(row, 1);
    chance.is_over = rows.boolean(row, 2);
    const auto at = [&](FunnelStep step) -> std::optional<core::Instant>& {
        return chance.reached[static_cast<std::size_t>(step)];
    };
    for (int step = 0; step <= static_cast<int>(FunnelStep::fulfilled); ++step)
        chance.reached[static_cast<std::size_t>(step)] = maybe_instant(rows, row, 3 + step);
    chance.answered_at = maybe_instant(rows, row, 10);
    chance.first_close_at = maybe_instant(rows, row, 11);
    chance.was_lead = rows.boolean(row, 12);
    chance.buyer = {rows.boolean(row, 13), rows.boolean(row, 14), rows.boolean(row, 15), rows.bigint(row, 16)};
    if (chance.buyer.bought_before)
        at(FunnelStep::repeat) = at(FunnelStep::accepted);
    chance.questions = rows.bigint(row, 17);
    chance.questions_answered = rows.bigint(row, 18);
    chance.promises_judged = rows.bigint(row, 19);
    chance.promises_kept = rows.bigint(row, 20);
    chance.rank = maybe_bigint(rows, row, 21);
    if (!rows.is_null(row, 22))
        chance.disposition = stored_name<core::Disposition>(rows.text(row, 22));
    chance.reason = rows.text(row, 23);
    chance.band = rows.text(row, 24);
    chance.delivery_days = maybe_bigint(rows, row, 25);
    chance.warranty_months = maybe_bigint(rows, row, 26);
    read_offer(chance, stored_json(rows.text(row, 27), "intent_part.value"));
    chance.automatic = rows.boolean(row, 28);
    chance.nobody_sold = rows.boolean(row, 29);
    return chance;
}

std::vector<core::Channel> channels_from(const core::Value& list) {
    std::vector<core::Channel> channels;
    if (const auto* items = list.as_array())
        for (const core::Value& one : *items)
            channels.push_back({*one.at("name").as_string(), *one.at("cost").as_integer(),
                                *one.at("sales").as_integer(), *one.at("margin").as_integer()});
    return channels;
}

/// A value that may be null, as the one element of an array.
std::vector<std::optional<std::int64_t>> one(std::optional<std::int64_t> value) {
    return {value};
}

} // namespace

awaitable<std::vector<core::Chance>> PostgresNumbers::chances(core::BusinessId business, core::Span period,
                                                              std::string sector) {
    auto job = [business, period, sector = std::move(sector)](Session& session) {
        const auto parameters =
            Parameters().text(core::to_text(business)).bigint(period.from.us).bigint(period.to.us).text(sector);
        const Rows rows = session.execute(sql::chances, parameters);
        std::vector<core::Chance> chances;
        for (int row = 0; row < rows.size(); ++row)
            chances.push_back(chance_at(rows, row));
        return chances;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<core::Sold>> PostgresNumbers::sold(core::BusinessId business, core::Span period,
                                                         std::string currency) {
    auto job = [business, period, currency = std::move(currency)](Session& session) {
        Parameters parameters;
        parameters.text(core::to_text(business)).bigint(period.from.us).bigint(period.to.us).text(currency);
        const Rows rows = session.execute(sql::sold, parameters.bigint(app::sold_max));
        std::vector<core::Sold> sold;
        for (int row = 0; row < rows.size(); ++row)
            sold.push_back({stored_id<core::IntentId>(rows.text(row, 0)), std::string(rows.text(row, 1)),
                            std::string(rows.text(row, 2)), core::Instant{rows.bigint(row, 3)}, rows.bigint(row, 4),
                            rows.boolean(row, 5), maybe_bigint(rows, row, 6), maybe_bigint(rows, row, 7)});
        return sold;
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresNumbers::account_deal(core::BusinessId business, core::IntentId intent,
                                              std::optional<core::Minor> margin, std::optional<std::int64_t> minutes) {
    auto job = [business, intent, margin, minutes](Session& session) {
        const auto margins = one(margin), times = one(minutes);
        const auto parameters =
            Parameters().text(core::to_text(business)).text(core::to_text(intent)).bigints(margins).bigints(times);
        return session.execute(sql::account_deal, parameters).size() == 1;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresNumbers::account_month(core::BusinessId business, core::MonthAccount account) {
    auto job = [business, account = std::move(account)](Session& session) {
        const auto hours = one(account.hour_cost), costs = one(account.cost), sales = one(account.goal_sales),
                   values = one(account.goal_value);
        session.execute(sql::account_month, Parameters()
                                                .text(core::to_text(business))
                                                .text(account.month)
                                                .text(account.currency)
                                                .text(wire::to_json(wire::channels_value(account.channels)))
                                                .bigints(hours)
                                                .bigints(costs)
                                                .bigints(sales)
                                                .bigints(values));
    };
    return sessions_->run(std::move(job));
}

awaitable<core::MonthAccount> PostgresNumbers::month(core::BusinessId business, std::string month) {
    auto job = [business, month = std::move(month)](Session& session) {
        core::MonthAccount account;
        account.month = month;
        const Rows rows = session.execute(sql::month_of, Parameters().text(core::to_text(business)).text(month));
        if (rows.size() == 0)
            return account;
        account.currency = rows.text(0, 0);
        account.channels = channels_from(stored_json(rows.text(0, 1), "month_account.channels"));
        account.hour_cost = maybe_bigint(rows, 0, 2);
        account.cost = maybe_bigint(rows, 0, 3);
        account.goal_sales = maybe_bigint(rows, 0, 4);
        account.goal_value = maybe_bigint(rows, 0, 5);
        return account;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::SeatResult>> PostgresNumbers::seat_results(core::BusinessId business, std::string month,
                                                                      core::Span period, std::string currency) {
    auto job = [business, month = std::move(month), period, currency = std::move(currency)](Session& session) {
        const auto parameters = Parameters()
                                    .text(core::to_text(business))
                                    .text(month)
                                    .bigint(period.from.us)
                                    .bigint(period.to.us)
                                    .text(currency);
        const Rows rows = session.execute(sql::seat_results, parameters);
        std::vector<app::SeatResult> results;
        for (int row = 0; row < rows.size(); ++row)
            results.push_back({std::string(rows.text(row, 0)),
                               std::string(rows.text(row, 1)),
                               rows.bigint(row, 2),
                               rows.bigint(row, 3),
                               rows.bigint(row, 4),
                               {maybe_bigint(rows, row, 5), maybe_bigint(rows, row, 6)}});
        return results;
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresNumbers::set_seat_goal(core::BusinessId business, std::string month, core::Span period,
                                               std::string seat, app::SeatGoal goal) {
    auto job = [business, month = std::move(month), period, seat = std::move(seat), goal](Session& session) {
        const auto sales = one(goal.sales), values = one(goal.value);
        const auto parameters = Parameters()
                                    .text(core::to_text(business))
                                    .text(month)
                                    .bigint(period.to.us)
                                    .text(seat)
                                    .bigints(sales)
                                    .bigints(values);
        return session.execute(sql::set_seat_goal, parameters).size() == 1;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::int64_t> PostgresNumbers::schedule_reports(core::Instant monday, core::Instant due, core::Instant now) {
    auto job = [monday, due, now](Session& session) {
        const auto parameters = Parameters().bigint(monday.us).bigint(due.us).bigint(now.us);
        return session.execute(sql::schedule_reports, parameters).bigint(0, 0);
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
