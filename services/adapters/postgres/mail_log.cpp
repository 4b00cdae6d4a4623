#include "adapters/postgres/mail_log.hpp"

#include "adapters/postgres/list_sql.hpp"

namespace parley::postgres {

namespace {

const char* name_of(app::MailEnd end) {
    switch (end) {
    case app::MailEnd::sent:
        return "sent";
    case app::MailEnd::waiting:
        return "waiting";
    case app::MailEnd::given_up:
        return "given_up";
    }
    return "";
}

} // namespace

awaitable<bool> PostgresMailLog::begin(std::string message_id, int doubts_max, core::Instant now) {
    auto job = [message_id = std::move(message_id), doubts_max, now](Session& session) {
        const Rows rows =
            session.execute(sql::begin_mail, Parameters().text(message_id).bigint(doubts_max).bigint(now.us));
        return rows.size() == 1 && rows.boolean(0, 0);
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresMailLog::end(std::string message_id, app::MailEnd end, core::Instant now) {
    auto job = [message_id = std::move(message_id), end, now](Session& session) {
        session.execute(sql::end_mail, Parameters().text(message_id).text(name_of(end)).bigint(now.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresMailLog::forget(core::Micros life) {
    auto job = [life](Session& session) { session.execute(sql::forget_mails, Parameters().bigint(life)); };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
