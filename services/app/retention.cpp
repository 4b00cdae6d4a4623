#include "app/retention.hpp"

#include "runtime/again.hpp"
#include "runtime/log.hpp"

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr core::Micros mail_log_life = core::seconds(60LL * 86'400); // longer than any mail is tried
constexpr core::Micros delivery_life = core::seconds(30LL * 86'400); // of webhooks; so long one can be sent again

} // namespace

asio::awaitable<void> Retention::run() {
    // The next sweep finds what a failed one left.
    return runtime::again_and_again(parts_.every, "retention_failed", [this] { return sweep(); });
}

asio::awaitable<void> Retention::sweep() {
    const Forgotten gone = co_await parts_.accounts.forget_unconfirmed(parts_.unconfirmed_life);
    co_await parts_.mail_log.forget(mail_log_life);
    const std::int64_t claims = co_await parts_.claims.expire();
    if (claims > 0)
        runtime::log_info("unclaimed_erased", {{"claims", claims}});
    const std::int64_t photos = co_await parts_.photos.expire();
    if (photos > 0)
        runtime::log_info("unused_erased", {{"photos", photos}});
    const std::int64_t deliveries = co_await parts_.forget_deliveries(delivery_life);
    if (deliveries > 0)
        runtime::log_info("deliveries_forgotten", {{"deliveries", deliveries}});
    if (gone.consents + gone.links + gone.contacts > 0)
        runtime::log_info("unconfirmed_forgotten",
                          {{"consents", gone.consents}, {"links", gone.links}, {"contacts", gone.contacts}});
}

} // namespace parley::app
