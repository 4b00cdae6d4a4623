#include "commands/store_access.hpp"

#include "adapters/postgres/sql_text.hpp"

namespace parley::commands {

std::shared_ptr<postgres::Sessions> sessions_for(const roles::Settings& settings) {
    postgres::SessionSettings session;
    session.url = settings.database_url;
    session.statement_timeout = std::chrono::milliseconds(60'000);
    return std::make_shared<postgres::Sessions>(std::move(session), 1);
}

boost::asio::awaitable<std::vector<core::IntentId>> all_intents(std::shared_ptr<postgres::Sessions> sessions) {
    co_return co_await sessions->run([](postgres::Session& session) {
        static constexpr postgres::Sql all = {"all_intents", "SELECT intent_id FROM intent_head ORDER BY intent_id"};
        const postgres::Rows rows = session.execute(all, {});
        std::vector<core::IntentId> ids;
        for (int row = 0; row < rows.size(); ++row)
            if (const auto id = core::parse_id<core::IntentId>(rows.text(row, 0)))
                ids.push_back(*id);
        return ids;
    });
}

} // namespace parley::commands
