#include "adapters/postgres/said.hpp"

#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/talk_sql.hpp"

namespace parley::postgres {

awaitable<std::int64_t> PostgresSaid::note(core::BusinessId business, std::string words_hash, core::IntentId intent,
                                           core::Instant at, core::Instant since) {
    auto job = [business, words_hash = std::move(words_hash), intent, at, since](Session& session) {
        const std::string who = core::to_text(business);
        const std::string where = core::to_text(intent);
        session.execute(sql::forget_said, Parameters().bigint((at - core::seconds(86'400)).us));
        session.execute(sql::note_said, Parameters().text(who).text(words_hash).text(where).bigint(at.us));
        const Rows rows =
            session.execute(sql::count_said, Parameters().text(who).text(words_hash).text(where).bigint(since.us));
        return rows.bigint(0, 0);
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
