#include "adapters/postgres/said.hpp"

#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/talk_sql.hpp"

namespace parley::postgres {

awaitable<app::SaidTurn> PostgresSaid::take(core::BusinessId business, std::string words_hash, core::IntentId intent,
                                            core::Instant at, core::Instant since, std::int64_t most) {
    auto job = [business, words_hash = std::move(words_hash), intent, at, since, most](Session& session) {
        const std::string who = core::to_text(business);
        app::SaidTurn turn = app::SaidTurn::refused;
        auto work = [&] {
            session.execute(sql::forget_said, Parameters().bigint((at - core::seconds(86'400)).us));
            session.execute(sql::lock_said, Parameters().text(who + words_hash));
            Parameters parameters;
            parameters.text(who)
                .text(words_hash)
                .text(core::to_text(intent))
                .bigint(at.us)
                .bigint(since.us)
                .bigint(most);
            const Rows rows = session.execute(sql::take_said, parameters);
            if (rows.boolean(0, 0))
                turn = app::SaidTurn::repeated;
            else if (rows.boolean(0, 1))
                turn = app::SaidTurn::noted;
        };
        session.transaction(work);
        return turn;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresSaid::give_back(core::BusinessId business, std::string words_hash, core::IntentId intent) {
    auto job = [business, words_hash = std::move(words_hash), intent](Session& session) {
        session.execute(sql::give_back_said,
                        Parameters().text(core::to_text(business)).text(words_hash).text(core::to_text(intent)));
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
