#include "adapters/postgres/earlier.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/earlier_sql.hpp"

namespace parley::postgres {

awaitable<std::vector<app::OfferWords>> PostgresEarlier::offers_of(std::vector<core::BusinessId> businesses,
                                                                   core::IntentId intent, core::Instant since) {
    auto job = [businesses = std::move(businesses), intent, since](Session& session) {
        const auto parameters = Parameters().texts(texts_of(businesses)).text(core::to_text(intent)).bigint(since.us);
        const Rows rows = session.execute(sql::offers_of, parameters);
        std::vector<app::OfferWords> found;
        for (int row = 0; row < rows.size(); ++row)
            found.push_back({stored_id<core::BusinessId>(rows.text(row, 0)), std::string(rows.text(row, 1)),
                             std::string(rows.text(row, 2))});
        return found;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::OwnPrice>> PostgresEarlier::prices_of(std::vector<core::BusinessId> businesses,
                                                                 core::IntentId intent, std::string currency,
                                                                 core::Instant since) {
    auto job = [businesses = std::move(businesses), intent, currency = std::move(currency), since](Session& session) {
        Parameters parameters;
        parameters.texts(texts_of(businesses)).text(core::to_text(intent)).bigint(since.us).text(currency);
        const Rows rows = session.execute(sql::prices_of, parameters);
        std::vector<app::OwnPrice> found;
        for (int row = 0; row < rows.size(); ++row)
            found.push_back({stored_id<core::BusinessId>(rows.text(row, 0)),
                             std::string(rows.text(row, 1)),
                             rows.bigint(row, 2),
                             {rows.bigint(row, 3)}});
        return found;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::EarlierRequest>> PostgresEarlier::requests_of(core::PrincipalId consumer,
                                                                         core::IntentId intent, app::TimeSpan made) {
    auto job = [consumer, intent, made](Session& session) {
        Parameters parameters;
        parameters.text(core::to_text(consumer)).text(core::to_text(intent)).bigint(made.from.us).bigint(made.to.us);
        const Rows rows = session.execute(sql::requests_of, parameters);
        std::vector<app::EarlierRequest> found;
        for (int row = 0; row < rows.size(); ++row) {
            app::EarlierRequest one;
            one.state = stored_name<core::Lifecycle>(rows.text(row, 0));
            one.sector = rows.text(row, 1);
            one.area = rows.text(row, 2);
            one.title = rows.text(row, 3);
            one.text = rows.text(row, 4);
            one.created_at = {rows.bigint(row, 5)};
            one.got_offer = rows.bigint(row, 6) != 0;
            one.chose = rows.bigint(row, 7) != 0;
            found.push_back(std::move(one));
        }
        return found;
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresEarlier::may_begin(core::PrincipalId consumer, core::IntentId intent, std::int64_t most) {
    auto job = [consumer, intent, most](Session& session) {
        bool may = false;
        session.transaction([&] {
            // Counted once the lock is held: a statement does not see what was committed while it waited.
            session.execute(sql::lock_beginning, Parameters().text(core::to_text(consumer)));
            const auto parameters = Parameters().text(core::to_text(consumer)).text(core::to_text(intent));
            may = session.execute(sql::running_of, parameters).bigint(0, 0) < most;
            if (may)
                session.execute(sql::let_begin, Parameters().text(core::to_text(intent)));
        });
        return may;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
