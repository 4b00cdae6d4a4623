#include "adapters/postgres/team.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/seats_sql.hpp"

namespace parley::postgres {

namespace {

std::vector<core::IntentId> intents_in(const Rows& rows) {
    std::vector<core::IntentId> intents;
    for (int row = 0; row < static_cast<int>(rows.size()); ++row)
        intents.push_back(stored_id<core::IntentId>(rows.text(row, 0)));
    return intents;
}

} // namespace

// --- notes and leads ------------------------------------------------------------------------------------------------

awaitable<void> PostgresTeam::add_note(app::TeamNote note) {
    auto job = [note = std::move(note)](Session& session) {
        session.execute(sql::add_note, Parameters()
                                           .text(note.id)
                                           .text(core::to_text(note.intent))
                                           .text(core::to_text(note.business))
                                           .text(note.seat)
                                           .text(note.text)
                                           .bigint(note.at.us)
                                           .texts(note.mentions));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::TeamNote>> PostgresTeam::notes(core::BusinessId business, core::IntentId intent) {
    auto job = [business, intent](Session& session) {
        const Rows rows =
            session.execute(sql::notes_of, Parameters().text(core::to_text(intent)).text(core::to_text(business)));
        std::vector<app::TeamNote> notes;
        for (int row = 0; row < static_cast<int>(rows.size()); ++row)
            notes.push_back({std::string(rows.text(row, 0)),
                             intent,
                             business,
                             std::string(rows.text(row, 1)),
                             std::string(rows.text(row, 2)),
                             {rows.bigint(row, 3)},
                             stored_strings(rows.text(row, 4), "team_mention")});
        return notes;
    };
    return sessions_->run(std::move(job));
}

awaitable<app::LeadStep> PostgresTeam::hand_over(app::LeadStep step) {
    auto job = [step = std::move(step)](Session& session) {
        app::LeadStep made = step;
        const std::string intent = core::to_text(step.intent);
        const std::string business = core::to_text(step.business);
        auto work = [&] {
            session.execute(sql::lock_lead, Parameters().text(intent).text(business));
            const auto parameters = Parameters()
                                        .text(intent)
                                        .text(business)
                                        .text(step.from)
                                        .text(step.to)
                                        .text(step.stage)
                                        .bigint(step.at.us);
            return session.execute(sql::hand_over, parameters).bigint(0, 0);
        };
        made.n = session.transaction(work);
        return made;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::LeadStep>> PostgresTeam::history(core::BusinessId business, core::IntentId intent) {
    auto job = [business, intent](Session& session) {
        const Rows rows =
            session.execute(sql::lead_history, Parameters().text(core::to_text(intent)).text(core::to_text(business)));
        std::vector<app::LeadStep> steps;
        for (int row = 0; row < static_cast<int>(rows.size()); ++row)
            steps.push_back({intent,
                             business,
                             rows.bigint(row, 0),
                             std::string(rows.text(row, 1)),
                             std::string(rows.text(row, 2)),
                             std::string(rows.text(row, 3)),
                             {rows.bigint(row, 4)}});
        return steps;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::map<core::IntentId, std::string>> PostgresTeam::owners(core::BusinessId business,
                                                                      std::vector<core::IntentId> intents) {
    auto job = [business, intents = texts_of(intents)](Session& session) {
        const Rows rows = session.execute(sql::lead_owners, Parameters().text(core::to_text(business)).texts(intents));
        std::map<core::IntentId, std::string> owners;
        for (int row = 0; row < static_cast<int>(rows.size()); ++row)
            owners[stored_id<core::IntentId>(rows.text(row, 0))] = rows.text(row, 1);
        return owners;
    };
    return sessions_->run(std::move(job));
}

// --- tasks ----------------------------------------------------------------------------------------------------------

awaitable<std::vector<app::TeamNews>> PostgresTeam::news(core::BusinessId business, std::string seat) {
    auto job = [business, seat = std::move(seat)](Session& session) {
        const Rows rows = session.execute(sql::team_news, Parameters().text(core::to_text(business)).text(seat));
        std::vector<app::TeamNews> news;
        for (int row = 0; row < static_cast<int>(rows.size()); ++row)
            news.push_back({stored_id<core::IntentId>(rows.text(row, 0)),
                            std::string(rows.text(row, 1)),
                            rows.bigint(row, 2),
                            std::string(rows.text(row, 3)),
                            {rows.bigint(row, 4)}});
        return news;
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresTeam::note_seen(std::string seat, std::string note, core::Instant now) {
    auto job = [seat = std::move(seat), note = std::move(note), now](Session& session) {
        const auto parameters = Parameters().text(seat).text(note).bigint(now.us);
        return session.execute(sql::mention_seen, parameters).affected() > 0;
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresTeam::lead_taken(core::BusinessId business, std::string seat, core::IntentId intent,
                                         std::int64_t step, core::Instant now) {
    auto job = [business, seat = std::move(seat), intent, step, now](Session& session) {
        const auto parameters = Parameters()
                                    .text(core::to_text(business))
                                    .text(seat)
                                    .text(core::to_text(intent))
                                    .bigint(step)
                                    .bigint(now.us);
        return session.execute(sql::lead_taken, parameters).affected() > 0;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<core::IntentId>> PostgresTeam::at_work(core::BusinessId business, int limit) {
    auto job = [business, limit](Session& session) {
        return intents_in(session.execute(sql::at_work, Parameters().text(core::to_text(business)).bigint(limit)));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<core::IntentId>> PostgresTeam::deals(core::BusinessId business, int limit) {
    auto job = [business, limit](Session& session) {
        return intents_in(session.execute(sql::deals_newest, Parameters().text(core::to_text(business)).bigint(limit)));
    };
    return sessions_->run(std::move(job));
}

// --- calendars ------------------------------------------------------------------------------------------------------

awaitable<void> PostgresTeam::set_calendar(core::BusinessId business, std::string seat, std::string token_hash,
                                           core::Instant now) {
    auto job = [business, seat = std::move(seat), token_hash = std::move(token_hash), now](Session& session) {
        session.execute(sql::set_calendar,
                        Parameters().text(core::to_text(business)).text(seat).text(token_hash).bigint(now.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresTeam::drop_calendar(core::BusinessId business, std::string seat) {
    auto job = [business, seat = std::move(seat)](Session& session) {
        session.execute(sql::drop_calendar, Parameters().text(core::to_text(business)).text(seat));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<core::Instant>> PostgresTeam::calendar_made(core::BusinessId business, std::string seat) {
    auto job = [business, seat = std::move(seat)](Session& session) -> std::optional<core::Instant> {
        const Rows rows = session.execute(sql::calendar_made, Parameters().text(core::to_text(business)).text(seat));
        return rows.size() == 0 ? std::nullopt : std::optional(core::Instant{rows.bigint(0, 0)});
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<core::BusinessId>> PostgresTeam::calendar_of(std::string token_hash) {
    auto job = [token_hash = std::move(token_hash)](Session& session) -> std::optional<core::BusinessId> {
        const Rows rows = session.execute(sql::calendar_of, Parameters().text(token_hash));
        return rows.size() == 0 ? std::nullopt : std::optional(stored_id<core::BusinessId>(rows.text(0, 0)));
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
