#include "adapters/postgres/stages.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/numbers_sql.hpp"
#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres {

namespace {

const char* name_of(app::Stage stage) {
    switch (stage) {
    case app::Stage::first_invite_delivered:
        return "first_invite_delivered";
    case app::Stage::offer_seen:
        return "offer_seen";
    }
    return "";
}

} // namespace

awaitable<void> PostgresStages::note(core::IntentId intent, app::Stage stage, core::Instant at) {
    auto job = [intent, stage, at](Session& session) {
        session.execute(sql::note_stage, Parameters().text(core::to_text(intent)).text(name_of(stage)).bigint(at.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresStages::note_seen(core::BusinessId business, std::vector<core::IntentId> intents,
                                          core::Instant at) {
    auto job = [business, intents = std::move(intents), at](Session& session) {
        const auto parameters = Parameters().texts(texts_of(intents)).text(core::to_text(business)).bigint(at.us);
        session.execute(sql::note_seen, parameters);
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresStages::note_opened(core::IntentId intent, std::vector<core::OfferId> offers,
                                            core::Instant at) {
    auto job = [intent, offers = std::move(offers), at](Session& session) {
        const auto parameters = Parameters().text(core::to_text(intent)).texts(texts_of(offers)).bigint(at.us);
        session.execute(sql::note_opened, parameters);
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
