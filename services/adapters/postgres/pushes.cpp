#include "adapters/postgres/pushes.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/pushes_sql.hpp"
#include "digest/digest.hpp"

#include <stdexcept>

namespace parley::postgres {

awaitable<app::PushSecret> PostgresPushSubscriptions::secret(app::PushSecret fresh, core::Instant now) {
    auto job = [fresh, now](Session& session) {
        session.execute(sql::put_push_key, Parameters().text(digest::hex(fresh)).bigint(now.us));
        const Rows rows = session.execute(sql::push_key, Parameters());
        const auto stored = digest::from_hex<32>(rows.text(0, 0));
        if (!stored)
            throw std::runtime_error("push_key: what is stored is no key");
        return *stored;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresPushSubscriptions::put(app::PushSubscription subscription) {
    auto job = [one = std::move(subscription)](Session& session) {
        auto work = [&] {
            const std::string principal = core::to_text(one.principal);
            session.execute(sql::put_push_subscription, Parameters()
                                                            .text(one.id)
                                                            .text(principal)
                                                            .text(one.address.endpoint)
                                                            .text(one.address.p256dh)
                                                            .text(one.address.auth)
                                                            .bigint(one.made_at.us)
                                                            .text(one.seat));
            session.execute(sql::trim_push_subscriptions,
                            Parameters().text(principal).bigint(app::push_subscriptions_max));
        };
        session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::PushSubscription>> PostgresPushSubscriptions::of(core::PrincipalId principal) {
    auto job = [principal](Session& session) {
        const Rows rows = session.execute(sql::push_subscriptions_of, Parameters().text(core::to_text(principal)));
        std::vector<app::PushSubscription> found;
        for (int row = 0; row < rows.size(); ++row) {
            const auto text = [&](int column) { return std::string(rows.text(row, column)); };
            found.push_back({text(0),
                             stored_id<core::PrincipalId>(rows.text(row, 1)),
                             {text(2), text(3), text(4)},
                             {rows.bigint(row, 5)},
                             text(6)});
        }
        return found;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresPushSubscriptions::drop(core::PrincipalId principal, std::string endpoint) {
    auto job = [principal, endpoint = std::move(endpoint)](Session& session) {
        session.execute(sql::drop_push_subscription, Parameters().text(core::to_text(principal)).text(endpoint));
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresPushSubscriptions::drop_endpoint(std::string endpoint) {
    auto job = [endpoint = std::move(endpoint)](Session& session) {
        session.execute(sql::drop_push_endpoint, Parameters().text(endpoint));
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
