#include "adapters/postgres/aged.hpp"

#include "adapters/postgres/aged_sql.hpp"
#include "adapters/postgres/directory_rows.hpp"

namespace parley::postgres {

namespace {

awaitable<std::vector<core::IntentId>> found(std::shared_ptr<Sessions> sessions, const Sql& statement,
                                             core::Micros life, int limit) {
    auto job = [&statement, life, limit](Session& session) {
        const Rows rows = session.execute(statement, Parameters().bigint(life).bigint(limit));
        std::vector<core::IntentId> intents;
        for (int row = 0; row < rows.size(); ++row)
            intents.push_back(stored_id<core::IntentId>(rows.text(row, 0)));
        return intents;
    };
    co_return co_await sessions->run(std::move(job));
}

} // namespace

awaitable<std::vector<core::IntentId>> PostgresAged::requests(core::Micros life, int limit) {
    return found(sessions_, sql::aged_requests, life, limit);
}

awaitable<std::vector<core::IntentId>> PostgresAged::requests_of_deals(core::Micros life, int limit) {
    return found(sessions_, sql::aged_requests_of_deals, life, limit);
}

awaitable<std::vector<core::IntentId>> PostgresAged::deals(core::Micros life, int limit) {
    return found(sessions_, sql::aged_deals, life, limit);
}

awaitable<app::AgedRows> PostgresAged::take_rows(core::Micros answered_life, int limit) {
    auto job = [answered_life, limit](Session& session) {
        app::AgedRows gone;
        gone.sessions = session.execute(sql::take_sessions, Parameters().bigint(limit)).affected();
        gone.answers = session.execute(sql::take_answers, Parameters().bigint(limit)).affected();
        gone.words = session.execute(sql::take_words, Parameters().bigint(answered_life).bigint(limit)).affected();
        gone.consents = session.execute(sql::take_evidence, Parameters().bigint(limit)).affected();
        return gone;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
