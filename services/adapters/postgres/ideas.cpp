#include "adapters/postgres/ideas.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/public_sql.hpp"

#include <algorithm>

namespace parley::postgres {

namespace {

std::vector<app::SectorIdea> read_ideas(Session& session, const std::string& sector, int limit) {
    const Rows rows = session.execute(sql::sector_ideas, Parameters().text(sector).bigint(std::max(0, limit)));
    std::vector<app::SectorIdea> ideas;
    for (int row = 0; row < rows.size(); ++row)
        ideas.push_back({stored_id<core::IntentId>(rows.text(row, 0)),
                         rows.bigint(row, 1),
                         std::string(rows.text(row, 2)),
                         std::string(rows.text(row, 3)),
                         {rows.bigint(row, 4)},
                         {}});
    return ideas;
}

void add_answers(Session& session, std::vector<app::SectorIdea>& ideas) {
    std::vector<core::IntentId> intents;
    for (const app::SectorIdea& idea : ideas)
        intents.push_back(idea.intent);
    const Rows rows = session.execute(sql::idea_answers, Parameters().texts(texts_of(intents)));
    for (int row = 0; row < rows.size(); ++row) {
        const auto intent = stored_id<core::IntentId>(rows.text(row, 0));
        const std::int64_t number = rows.bigint(row, 1);
        const auto idea = std::ranges::find_if(
            ideas, [&](const app::SectorIdea& one) { return one.intent == intent && one.number == number; });
        if (idea != ideas.end())
            idea->answers.push_back({stored_id<core::BusinessId>(rows.text(row, 2)),
                                     std::string(rows.text(row, 3)),
                                     std::string(rows.text(row, 4)),
                                     {rows.bigint(row, 5)}});
    }
}

} // namespace

awaitable<std::vector<app::SectorIdea>> PostgresIdeas::of_sector(std::string sector, int limit) {
    auto job = [sector = std::move(sector), limit](Session& session) {
        std::vector<app::SectorIdea> ideas = read_ideas(session, sector, limit);
        if (!ideas.empty())
            add_answers(session, ideas);
        return ideas;
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresIdeas::answer(core::IntentId intent, std::int64_t idea, core::BusinessId business,
                                      std::string text, core::Instant at) {
    auto job = [intent, idea, business, text = std::move(text), at](Session& session) {
        const auto parameters = Parameters()
                                    .text(core::to_text(intent))
                                    .bigint(idea)
                                    .text(core::to_text(business))
                                    .text(text)
                                    .bigint(at.us);
        return session.execute(sql::answer_idea, parameters).size() > 0;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
