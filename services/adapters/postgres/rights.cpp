#include "adapters/postgres/rights.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/directory_sql.hpp"
#include "adapters/postgres/rights_sql.hpp"

namespace parley::postgres {

namespace {

app::ConsentRecord consent_of(const Rows& rows, int row) {
    const auto text = [&](int column) { return std::string(rows.text(row, column)); };
    app::ConsentRecord one;
    one.purpose = text(0);
    one.wording = text(1);
    one.wording_sha256 = text(2);
    one.channel = text(3);
    one.controller = text(4);
    one.controller_name = text(5);
    one.method = text(6);
    one.locale = text(7);
    one.ip = text(8);
    one.user_agent = text(9);
    one.requested_at = {rows.bigint(row, 10)};
    one.confirmed_at = maybe_instant(rows, row, 11);
    one.expires_at = maybe_instant(rows, row, 12);
    one.withdrawn_at = maybe_instant(rows, row, 13);
    one.withdrawn_how = text(14);
    return one;
}

app::PersonFile file_of(Session& session, const std::vector<std::string>& people,
                        const std::vector<std::string>& intents) {
    app::PersonFile file;
    const Rows sessions = session.execute(sql::sessions_of, Parameters().texts(people));
    for (int row = 0; row < sessions.size(); ++row)
        file.sessions.push_back({{sessions.bigint(row, 0)}, {sessions.bigint(row, 1)}});
    const Rows links = session.execute(sql::links_of, Parameters().texts(people));
    for (int row = 0; row < links.size(); ++row)
        file.links.push_back({std::string(links.text(row, 0)),
                              {links.bigint(row, 1)},
                              {links.bigint(row, 2)},
                              maybe_instant(links, row, 3)});
    const Rows reports = session.execute(sql::reports_of, Parameters().texts(intents));
    for (int row = 0; row < reports.size(); ++row)
        file.reports.push_back({stored_id<core::IntentId>(reports.text(row, 0)),
                                std::string(reports.text(row, 1)),
                                std::string(reports.text(row, 2)),
                                {reports.bigint(row, 3)}});
    const Rows mails = session.execute(sql::mails_of, Parameters().texts(people).texts(intents));
    for (int row = 0; row < mails.size(); ++row)
        file.mails.push_back(
            {std::string(mails.text(row, 0)), std::string(mails.text(row, 1)), {mails.bigint(row, 2)}});
    return file;
}

app::BusinessFile business_file_of(Session& session, const std::string& business) {
    const auto rows_of = [&](const Sql& statement) { return session.execute(statement, Parameters().text(business)); };
    const auto text = [](const Rows& rows, int row, int column) { return std::string(rows.text(row, column)); };
    app::BusinessFile file;
    const Rows deals = rows_of(sql::deal_accounts_of);
    for (int row = 0; row < deals.size(); ++row)
        file.deals.push_back(
            {stored_id<core::IntentId>(deals.text(row, 0)), maybe_bigint(deals, row, 1), maybe_bigint(deals, row, 2)});
    const Rows months = rows_of(sql::month_accounts_of);
    for (int row = 0; row < months.size(); ++row)
        file.months.push_back({text(months, row, 0), text(months, row, 1), maybe_bigint(months, row, 2),
                               maybe_bigint(months, row, 3),
                               stored_json(months.text(row, 4), "month_account.channels")});
    const Rows goals = rows_of(sql::month_goals_of);
    for (int row = 0; row < goals.size(); ++row)
        file.goals.push_back(
            {text(goals, row, 0), text(goals, row, 1), maybe_bigint(goals, row, 2), maybe_bigint(goals, row, 3)});
    const Rows mails = rows_of(sql::list_mails_of);
    for (int row = 0; row < mails.size(); ++row)
        file.list_mails.push_back(
            {text(mails, row, 0), text(mails, row, 1), mails.bigint(row, 2), {mails.bigint(row, 3)}});
    const Rows ideas = rows_of(sql::idea_answers_of);
    for (int row = 0; row < ideas.size(); ++row)
        file.idea_answers.push_back({stored_id<core::IntentId>(ideas.text(row, 0)),
                                     ideas.bigint(row, 1),
                                     text(ideas, row, 2),
                                     {ideas.bigint(row, 3)}});
    return file;
}

app::BusinessForgotten forget_all_of(Session& session, const std::string& business, core::Instant now) {
    const auto forget = [&](const Sql& statement) {
        return session.execute(statement, Parameters().text(business)).affected();
    };
    const auto end = [&](const Sql& statement) {
        return session.execute(statement, Parameters().text(business).bigint(now.us)).affected();
    };
    app::BusinessForgotten gone;
    // All of them, on every channel.
    session.execute(sql::withdraw_consent, Parameters().text(business).text("").bigint(now.us).text("left").text(""));
    gone.readers = end(sql::stop_list_of);
    gone.keys = forget(sql::forget_keys_of);
    gone.webhooks = forget(sql::forget_webhooks_of);
    gone.seats = end(sql::end_seats_of);
    gone.auto_offers = forget(sql::forget_standing_offers_of);
    end(sql::void_links_of);
    for (const Sql* statement : {&sql::forget_tickets_of, &sql::forget_browsers_of, &sql::forget_programs_of,
                                 &sql::forget_wishes_of, &sql::forget_prepared_of, &sql::forget_accounts_of,
                                 &sql::forget_jobs_of_business, &sql::forget_words_of_business})
        forget(*statement);
    const Rows deals = session.execute(sql::deals_of_business, Parameters().text(business));
    gone.deals = deals.bigint(0, 0);
    gone.open_deals = deals.bigint(0, 1);
    return gone;
}

} // namespace

awaitable<std::vector<app::ConsentRecord>> PostgresRights::consents(std::vector<core::PrincipalId> people) {
    auto job = [people = texts_of(people)](Session& session) {
        const Rows rows = session.execute(sql::consents_of, Parameters().texts(people));
        std::vector<app::ConsentRecord> found;
        for (int row = 0; row < rows.size(); ++row)
            found.push_back(consent_of(rows, row));
        return found;
    };
    return sessions_->run(std::move(job));
}

awaitable<app::PersonFile> PostgresRights::file(std::vector<core::PrincipalId> people,
                                                std::vector<core::IntentId> intents) {
    auto job = [people = texts_of(people), intents = texts_of(intents)](Session& session) {
        return file_of(session, people, intents);
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresRights::forget(core::PrincipalId person) {
    auto job = [person = core::to_text(person)](Session& session) {
        auto work = [&] {
            for (const Sql* statement : {&sql::forget_address, &sql::forget_links_of, &sql::forget_sessions_of,
                                         &sql::forget_tickets_of, &sql::forget_browsers_of, &sql::forget_unasked_of,
                                         &sql::forget_words_of, &sql::forget_jobs_of, &sql::forget_wishes_of})
                session.execute(*statement, Parameters().text(person));
        };
        session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<app::BusinessFile> PostgresRights::business_file(core::BusinessId business) {
    auto job = [business = core::to_text(business)](Session& session) { return business_file_of(session, business); };
    return sessions_->run(std::move(job));
}

awaitable<app::BusinessForgotten> PostgresRights::forget_business(core::BusinessId business, core::Instant now) {
    auto job = [business = core::to_text(business), now](Session& session) {
        return session.transaction([&] { return forget_all_of(session, business, now); });
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresRights::add_report(std::string token_hash, std::vector<core::IntentId> intents) {
    auto job = [token_hash = std::move(token_hash), intents = texts_of(intents)](Session& session) {
        session.execute(sql::add_erasure_report, Parameters().text(token_hash).texts(intents));
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresRights::may_see_report(std::string token_hash, core::IntentId intent) {
    auto job = [token_hash = std::move(token_hash), intent = core::to_text(intent)](Session& session) {
        return session.execute(sql::may_see_erasure, Parameters().text(token_hash).text(intent)).boolean(0, 0);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::Deletion>> PostgresRights::deletions(core::BusinessId business, std::int64_t after,
                                                                int limit) {
    auto job = [business = core::to_text(business), after, limit](Session& session) {
        const Rows rows = session.execute(sql::deletions, Parameters().text(business).bigint(after).bigint(limit));
        std::vector<app::Deletion> found;
        for (int row = 0; row < rows.size(); ++row)
            found.push_back({rows.bigint(row, 0),
                             stored_id<core::IntentId>(rows.text(row, 1)),
                             {rows.bigint(row, 2)},
                             maybe_instant(rows, row, 3)});
        return found;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<core::Instant>> PostgresRights::acknowledge(core::BusinessId business, core::IntentId intent,
                                                                    core::Instant now) {
    auto job = [business = core::to_text(business), intent = core::to_text(intent),
                now](Session& session) -> std::optional<core::Instant> {
        const Rows rows =
            session.execute(sql::acknowledge_deletion, Parameters().text(business).text(intent).bigint(now.us));
        return rows.size() == 0 ? std::nullopt : maybe_instant(rows, 0, 0);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::DeletionTold>> PostgresRights::told(core::IntentId intent) {
    auto job = [intent = core::to_text(intent)](Session& session) {
        const Rows rows = session.execute(sql::deletions_told, Parameters().text(intent));
        std::vector<app::DeletionTold> found;
        for (int row = 0; row < rows.size(); ++row)
            found.push_back({stored_id<core::BusinessId>(rows.text(row, 0)),
                             std::string(rows.text(row, 1)),
                             {rows.bigint(row, 2)},
                             maybe_instant(rows, row, 3)});
        return found;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
