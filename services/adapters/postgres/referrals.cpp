#include "adapters/postgres/referrals.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/public_sql.hpp"

namespace parley::postgres {

namespace {

template <class AnyId>
std::string text_or_nothing(const std::optional<AnyId>& id) {
    return id ? core::to_text(*id) : "";
}

} // namespace

awaitable<void> PostgresReferrals::add(app::Referral referral) {
    auto job = [referral = std::move(referral)](Session& session) {
        session.execute(sql::add_referral, Parameters()
                                               .text(referral.code)
                                               .text(core::to_text(referral.intent))
                                               .text(text_or_nothing(referral.sharer))
                                               .bigint(referral.made_at.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresReferrals::note(app::Arrival arrival) {
    auto job = [arrival = std::move(arrival)](Session& session) {
        session.execute(sql::note_referred, Parameters()
                                                .text(arrival.code)
                                                .text(core::to_text(arrival.intent))
                                                .text(text_or_nothing(arrival.business))
                                                .bigint(arrival.at.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::Credit>> PostgresReferrals::find(std::string code) {
    auto job = [code = std::move(code)](Session& session) -> std::optional<app::Credit> {
        const Rows rows = session.execute(sql::referral, Parameters().text(code));
        if (rows.size() == 0)
            return std::nullopt;
        app::Credit credit;
        credit.referral.code = code;
        credit.referral.intent = stored_id<core::IntentId>(rows.text(0, 0));
        if (!rows.text(0, 1).empty())
            credit.referral.sharer = stored_id<core::PrincipalId>(rows.text(0, 1));
        credit.referral.made_at = {rows.bigint(0, 2)};
        credit.sales = rows.bigint(0, 3);
        return credit;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
