#include "adapters/postgres/wishes.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/wishes_sql.hpp"

namespace parley::postgres {

namespace {

constexpr std::int64_t none = -1; // of a minute

void add_minutes(Parameters& parameters, const app::MailWishes& wishes) {
    parameters.bigint(wishes.quiet ? wishes.quiet->from : none).bigint(wishes.quiet ? wishes.quiet->to : none);
    parameters.bigint(wishes.digest_at ? *wishes.digest_at : none);
}

app::MailWishes wishes_in(const Rows& rows, int row) {
    const auto minute = [&](int column) { return static_cast<std::int32_t>(rows.bigint(row, column)); };
    app::MailWishes wishes;
    if (!rows.is_null(row, 0))
        wishes.quiet = app::QuietHours{minute(0), minute(1)};
    if (!rows.is_null(row, 2))
        wishes.digest_at = minute(2);
    return wishes;
}

template <class AnyId>
std::vector<AnyId> ids_in(const Rows& rows) {
    std::vector<AnyId> ids;
    for (int row = 0; row < rows.size(); ++row)
        ids.push_back(stored_id<AnyId>(rows.text(row, 0)));
    return ids;
}

} // namespace

awaitable<bool> PostgresWishes::prefer(core::PrincipalId consumer, core::BusinessId business, core::Instant now) {
    auto job = [consumer = core::to_text(consumer), business = core::to_text(business), now](Session& session) {
        auto work = [&] {
            session.execute(sql::lock_preferred, Parameters().text(consumer));
            session.execute(sql::prefer,
                            Parameters().text(consumer).text(business).bigint(now.us).bigint(app::preferred_max));
            return session.execute(sql::is_preferred, Parameters().text(consumer).text(business)).boolean(0, 0);
        };
        return session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresWishes::prefer_no_more(core::PrincipalId consumer, core::BusinessId business) {
    auto job = [consumer = core::to_text(consumer), business = core::to_text(business)](Session& session) {
        session.execute(sql::prefer_no_more, Parameters().text(consumer).text(business));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::PreferredBusiness>> PostgresWishes::preferred(core::PrincipalId consumer) {
    auto job = [consumer = core::to_text(consumer)](Session& session) {
        const Rows rows = session.execute(sql::preferred_of, Parameters().text(consumer));
        std::vector<app::PreferredBusiness> found;
        for (int row = 0; row < rows.size(); ++row)
            found.push_back({stored_id<core::BusinessId>(rows.text(row, 0)),
                             std::string(rows.text(row, 1)),
                             {rows.bigint(row, 2)}});
        return found;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresWishes::set_mail(core::PrincipalId consumer, app::MailWishes wishes) {
    auto job = [consumer = core::to_text(consumer), wishes](Session& session) {
        Parameters parameters;
        parameters.text(consumer);
        add_minutes(parameters, wishes);
        session.execute(sql::set_mail_wishes, parameters);
    };
    return sessions_->run(std::move(job));
}

awaitable<app::MailWishes> PostgresWishes::mail(core::PrincipalId consumer) {
    auto job = [consumer = core::to_text(consumer)](Session& session) {
        const Rows rows = session.execute(sql::mail_wishes_of, Parameters().text(consumer));
        return rows.size() == 0 ? app::MailWishes{} : wishes_in(rows, 0);
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresWishes::note(core::IntentId intent, core::PrincipalId consumer, app::IntentWishes wishes) {
    auto job = [intent = core::to_text(intent), consumer = core::to_text(consumer), wishes](Session& session) {
        Parameters parameters;
        parameters.text(intent).text(consumer).bigint(wishes.preferred_first ? 1 : 0).bigint(wishes.mail ? 1 : 0);
        add_minutes(parameters, wishes.mail.value_or(app::MailWishes{}));
        session.execute(sql::note_intent_wishes, parameters.text(wishes.name));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::string> PostgresWishes::confirm(core::IntentId intent) {
    auto job = [intent = core::to_text(intent)](Session& session) {
        const Rows rows = session.execute(sql::confirm_intent_wishes, Parameters().text(intent));
        return rows.size() == 0 ? std::string() : std::string(rows.text(0, 0));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<core::BusinessId>> PostgresWishes::asked_first(core::IntentId intent) {
    auto job = [intent = core::to_text(intent)](Session& session) {
        return ids_in<core::BusinessId>(session.execute(sql::asked_first, Parameters().text(intent)));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<core::IntentId>> PostgresWishes::asking_preferred(core::PrincipalId consumer) {
    auto job = [consumer = core::to_text(consumer)](Session& session) {
        return ids_in<core::IntentId>(session.execute(sql::asking_preferred, Parameters().text(consumer)));
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
