#include "adapters/postgres/prepared.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/directory_sql.hpp"
#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/prepared_sql.hpp"

namespace parley::postgres {

namespace {

constexpr std::int64_t none = -1;
constexpr core::Micros request_days = core::seconds(90 * 86'400); // a request is over after so long

app::OfferTemplate template_in(const Rows& rows, int row) {
    app::OfferTemplate one;
    one.id = rows.text(row, 0);
    one.business = stored_id<core::BusinessId>(rows.text(row, 1));
    one.sector = rows.text(row, 2);
    one.name = rows.text(row, 3);
    const auto price = maybe_bigint(rows, row, 4);
    const auto ppm = maybe_bigint(rows, row, 5);
    if (price || ppm)
        one.price = app::PriceRule{price, ppm.value_or(0)};
    one.attributes = attributes_of(stored_json(rows.text(row, 6), "offer_template.attributes"));
    one.message = rows.text(row, 7);
    one.details = details_of(rows.text(row, 8), "offer_template.details");
    one.changed_at = {rows.bigint(row, 9)};
    one.used_at = maybe_instant(rows, row, 10);
    return one;
}

app::Playbook playbook_in(const Rows& rows, int row) {
    app::Playbook one;
    one.business = stored_id<core::BusinessId>(rows.text(row, 0));
    one.sector = rows.text(row, 1);
    one.sales = rows.bigint(row, 2);
    one.budget = maybe_bigint(rows, row, 3);
    one.minutes = maybe_bigint(rows, row, 4);
    one.hours = {rows.bigint(row, 5), rows.bigint(row, 6), rows.bigint(row, 7)};
    one.offer_template = rows.text(row, 8);
    one.auto_offer = rows.text(row, 9);
    one.lowest_price = maybe_bigint(rows, row, 10);
    one.review_day = rows.bigint(row, 11);
    one.changed_at = {rows.bigint(row, 12)};
    return one;
}

} // namespace

awaitable<std::vector<app::OfferTemplate>> PostgresPrepared::templates(core::BusinessId business) {
    auto job = [business](Session& session) {
        const Rows rows = session.execute(sql::templates_of, Parameters().text(core::to_text(business)));
        std::vector<app::OfferTemplate> found;
        for (int row = 0; row < rows.size(); ++row)
            found.push_back(template_in(rows, row));
        return found;
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresPrepared::put_template(app::OfferTemplate made) {
    auto job = [made = std::move(made)](Session& session) {
        const std::string business = core::to_text(made.business);
        Parameters parameters;
        parameters.text(made.id).text(business).text(made.sector).text(made.name);
        parameters.bigint(made.price ? made.price->price.value_or(none) : none);
        parameters.bigint(made.price && !made.price->price ? made.price->ppm_of_budget : none);
        parameters.text(core::canonical(attributes_value(made.attributes))).text(made.message);
        parameters.text(core::canonical(core::details_value(made.details)));
        parameters.bigint(made.changed_at.us).bigint(app::templates_max);
        auto work = [&] {
            // Two that add at once are counted one after the other.
            session.execute(sql::lock_business, Parameters().text(business));
            return session.execute(sql::put_template, parameters).affected() == 1;
        };
        return session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::OfferTemplate>> PostgresPrepared::use_template(core::BusinessId business, std::string id,
                                                                            core::Instant now) {
    auto job = [business, id = std::move(id), now](Session& session) -> std::optional<app::OfferTemplate> {
        const auto parameters = Parameters().text(core::to_text(business)).text(id).bigint(now.us);
        const Rows rows = session.execute(sql::use_template, parameters);
        return rows.size() == 0 ? std::nullopt : std::optional(template_in(rows, 0));
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresPrepared::drop_template(core::BusinessId business, std::string id) {
    auto job = [business, id = std::move(id)](Session& session) {
        return session.execute(sql::drop_template, Parameters().text(core::to_text(business)).text(id)).affected() == 1;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::Playbook>> PostgresPrepared::playbooks(core::BusinessId business) {
    auto job = [business](Session& session) {
        const Rows rows = session.execute(sql::playbooks_of, Parameters().text(core::to_text(business)));
        std::vector<app::Playbook> found;
        for (int row = 0; row < rows.size(); ++row)
            found.push_back(playbook_in(rows, row));
        return found;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresPrepared::put_playbook(app::Playbook playbook) {
    auto job = [playbook = std::move(playbook)](Session& session) {
        Parameters parameters;
        parameters.text(core::to_text(playbook.business)).text(playbook.sector).bigint(playbook.sales);
        parameters.bigint(playbook.budget.value_or(none)).bigint(playbook.minutes.value_or(none));
        parameters.bigint(playbook.hours.days).bigint(playbook.hours.from).bigint(playbook.hours.to);
        parameters.text(playbook.offer_template).text(playbook.auto_offer);
        parameters.bigint(playbook.lowest_price.value_or(none)).bigint(playbook.review_day);
        parameters.bigint(playbook.changed_at.us);
        session.execute(sql::put_playbook, parameters);
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresPrepared::drop_playbook(core::BusinessId business, std::string sector) {
    auto job = [business, sector = std::move(sector)](Session& session) {
        const auto parameters = Parameters().text(core::to_text(business)).text(sector);
        return session.execute(sql::drop_playbook, parameters).affected() == 1;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::SectorCount>>
PostgresPrepared::counts(core::BusinessId business, std::vector<std::string> sectors, core::Instant since) {
    auto job = [business, sectors = std::move(sectors), since](Session& session) {
        Parameters parameters;
        parameters.text(core::to_text(business)).texts(sectors).bigint(since.us).bigint((since - request_days).us);
        const Rows rows = session.execute(sql::sector_counts, parameters);
        std::vector<app::SectorCount> counts;
        for (int row = 0; row < rows.size(); ++row)
            counts.push_back({rows.bigint(row, 0), rows.bigint(row, 1)});
        return counts;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
