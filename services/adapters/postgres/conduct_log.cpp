#include "adapters/postgres/conduct_log.hpp"

#include "adapters/postgres/conduct_sql.hpp"
#include "adapters/postgres/directory_rows.hpp"

namespace parley::postgres {

namespace {

std::vector<app::ConductEvent> events_in(const Rows& rows) {
    std::vector<app::ConductEvent> events;
    for (int row = 0; row < rows.size(); ++row)
        events.push_back({rows.bigint(row, 0),
                          stored_name<app::ConductKind>(rows.text(row, 1)),
                          stored_id<core::IntentId>(rows.text(row, 2)),
                          rows.bigint(row, 3),
                          maybe_bigint(rows, row, 4),
                          {rows.bigint(row, 5)},
                          rows.boolean(row, 6),
                          std::string(rows.text(row, 7))});
    return events;
}

} // namespace

awaitable<void> PostgresConductLog::note(core::BusinessId business, app::ConductEvent event) {
    auto job = [business = core::to_text(business), event](Session& session) {
        session.execute(sql::note_conduct, Parameters()
                                               .text(business)
                                               .text(core::name_of(event.kind))
                                               .text(core::to_text(event.intent))
                                               .bigint(event.about)
                                               .bigint(event.seq.value_or(0))
                                               .bigint(event.at.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::ConductEvent>> PostgresConductLog::events(core::BusinessId business, core::Instant since) {
    auto job = [business = core::to_text(business), since](Session& session) {
        return events_in(session.execute(sql::conduct_events, Parameters().text(business).bigint(since.us)));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::ConductEvent>> PostgresConductLog::event(std::int64_t id) {
    auto job = [id](Session& session) -> std::optional<app::ConductEvent> {
        auto found = events_in(session.execute(sql::conduct_event, Parameters().bigint(id)));
        return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresConductLog::take_offer(core::BusinessId business, core::IntentId intent, core::Instant now,
                                               core::Instant since, std::int64_t limit) {
    auto job = [business = core::to_text(business), intent = core::to_text(intent), now, since,
                limit](Session& session) {
        auto work = [&] {
            session.execute(sql::lock_offers, Parameters().text(business));
            session.execute(sql::forget_offers, Parameters().text(business).bigint(since.us));
            const auto wanted = Parameters().text(business).text(intent).bigint(now.us).bigint(limit);
            return session.execute(sql::take_offer, wanted).boolean(0, 0);
        };
        return session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresConductLog::give_offer_back(core::BusinessId business, core::IntentId intent) {
    auto job = [business = core::to_text(business), intent = core::to_text(intent)](Session& session) {
        session.execute(sql::give_offer_back, Parameters().text(business).text(intent));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<core::Instant>> PostgresConductLog::offers_taken(core::BusinessId business, core::Instant since) {
    auto job = [business = core::to_text(business), since](Session& session) {
        const Rows rows = session.execute(sql::offers_taken, Parameters().text(business).bigint(since.us));
        std::vector<core::Instant> taken;
        for (int row = 0; row < rows.size(); ++row)
            taken.push_back({rows.bigint(row, 0)});
        return taken;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::ConductAcceptance>> PostgresConductLog::accepted(core::BusinessId business) {
    auto job = [business = core::to_text(business)](Session& session) -> std::optional<app::ConductAcceptance> {
        const Rows rows = session.execute(sql::conduct_accepted, Parameters().text(business));
        if (rows.size() == 0)
            return std::nullopt;
        return app::ConductAcceptance{std::string(rows.text(0, 0)), {rows.bigint(0, 1)}};
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
