#include "adapters/postgres/ideas.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/public_sql.hpp"

#include <algorithm>
#include <limits>

namespace parley::postgres {

namespace {

app::IdeaPage read_ideas(Session& session, const std::vector<std::string>& sectors, int limit,
                         const app::IdeaPlace& before) {
    // One more than is shown says whether there are more.
    const Rows rows = session.execute(sql::sector_ideas, Parameters()
                                                             .texts(sectors)
                                                             .bigint(limit + 1)
                                                             .bigint(before.at.us)
                                                             .text(core::to_text(before.intent))
                                                             .bigint(before.seq));
    app::IdeaPage page;
    for (int row = 0; row < std::min(static_cast<int>(rows.size()), limit); ++row)
        page.ideas.push_back({stored_id<core::IntentId>(rows.text(row, 0)),
                              rows.bigint(row, 1),
                              std::string(rows.text(row, 2)),
                              std::string(rows.text(row, 3)),
                              {rows.bigint(row, 4)},
                              {}});
    if (static_cast<int>(rows.size()) > limit)
        page.older_from = {{rows.bigint(limit - 1, 5)}, page.ideas.back().intent, rows.bigint(limit - 1, 6)};
    return page;
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

awaitable<app::IdeaPage> PostgresIdeas::of_sectors(std::vector<std::string> sectors, int limit,
                                                   std::optional<app::IdeaPlace> after) {
    const app::IdeaPlace newest{{std::numeric_limits<core::Micros>::max()}, {}, 0};
    auto job = [sectors = std::move(sectors), limit, before = after.value_or(newest)](Session& session) {
        app::IdeaPage page = read_ideas(session, sectors, limit, before);
        if (!page.ideas.empty())
            add_answers(session, page.ideas);
        return page;
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
