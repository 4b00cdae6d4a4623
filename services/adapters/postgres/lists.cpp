#include "adapters/postgres/lists.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/list_sql.hpp"

namespace parley::postgres {

namespace {

std::string purpose_of(const std::string& business) {
    return "offers/" + business;
}

app::ListPosted posted(Session& session, const app::ListMail& mail, core::Instant mails_since, int mails_max) {
    using Outcome = app::ListPosted::Outcome;
    const std::string id = core::to_text(mail.id);
    const std::string business = core::to_text(mail.business);
    session.execute(sql::lock_list, Parameters().text(business));
    if (const Rows known = session.execute(sql::list_mail, Parameters().text(id)); known.size() == 1)
        return {Outcome::posted, known.bigint(0, 4)};
    const Rows rows =
        session.execute(sql::list_readers, Parameters().text(business).text(purpose_of(business)).bigint(mail.at.us));
    if (rows.size() == 0)
        return {Outcome::no_readers, 0};
    const auto since = Parameters().text(business).bigint(mails_since.us);
    if (session.execute(sql::list_mails_since, since).bigint(0, 0) >= mails_max)
        return {Outcome::too_many, rows.size()};
    std::vector<std::string> readers;
    for (int row = 0; row < rows.size(); ++row)
        readers.emplace_back(rows.text(row, 0));
    session.execute(
        sql::add_list_mail,
        Parameters().text(id).text(business).text(mail.subject).text(mail.text).bigint(rows.size()).bigint(mail.at.us));
    session.execute(sql::add_list_readings, Parameters().text(id).texts(readers).bigint(mail.at.us));
    return {Outcome::posted, rows.size()};
}

} // namespace

awaitable<app::ListCounts> PostgresLists::counts(core::BusinessId business, core::Instant now,
                                                 core::Instant mails_since) {
    auto job = [business = core::to_text(business), now, mails_since](Session& session) {
        const auto parameters =
            Parameters().text(business).text(purpose_of(business)).bigint(now.us).bigint(mails_since.us);
        const Rows rows = session.execute(sql::list_counts, parameters);
        return app::ListCounts{rows.bigint(0, 0), rows.bigint(0, 1), rows.bigint(0, 2), rows.bigint(0, 3)};
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::ListEvidence>> PostgresLists::evidence(core::BusinessId business, int limit) {
    auto job = [business = core::to_text(business), limit](Session& session) {
        const Rows rows =
            session.execute(sql::list_evidence, Parameters().text(business).text(purpose_of(business)).bigint(limit));
        std::vector<app::ListEvidence> evidence;
        for (int row = 0; row < rows.size(); ++row) {
            app::ListEvidence one{std::string(rows.text(row, 0)), std::string(rows.text(row, 1)),
                                  core::Instant{rows.bigint(row, 2)}, core::Instant{rows.bigint(row, 3)},
                                  maybe_instant(rows, row, 4)};
            evidence.push_back(std::move(one));
        }
        return evidence;
    };
    return sessions_->run(std::move(job));
}

awaitable<app::ListPosted> PostgresLists::post(app::ListMail mail, core::Instant mails_since, int mails_max) {
    auto job = [mail = std::move(mail), mails_since, mails_max](Session& session) {
        return session.transaction([&] { return posted(session, mail, mails_since, mails_max); });
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::ListMail>> PostgresLists::find(core::IntentId mail) {
    auto job = [mail](Session& session) -> std::optional<app::ListMail> {
        const Rows rows = session.execute(sql::list_mail, Parameters().text(core::to_text(mail)));
        if (rows.size() == 0)
            return std::nullopt;
        return app::ListMail{mail, stored_id<core::BusinessId>(rows.text(0, 0)), std::string(rows.text(0, 1)),
                             std::string(rows.text(0, 2)), core::Instant{rows.bigint(0, 3)}};
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresLists::take_turn(core::IntentId mail, core::PrincipalId reader, core::Instant now,
                                         core::Instant since, int turns_max) {
    auto job = [mail, reader = core::to_text(reader), now, since, turns_max](Session& session) {
        auto work = [&] {
            session.execute(sql::lock_reader, Parameters().text(reader));
            const auto parameters =
                Parameters().text(core::to_text(mail)).text(reader).bigint(now.us).bigint(since.us).bigint(turns_max);
            return session.execute(sql::take_turn, parameters).affected() > 0;
        };
        return session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
