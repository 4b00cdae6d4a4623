#include "roles/gateway/limits.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

struct Limited {
    std::string_view method;
    std::string_view pattern;
    std::string_view limit;
};

constexpr auto limited = std::to_array<Limited>({
    {"POST", "/v1/intents", "intents"},
    {"POST", "/v1/intents/{}/offers", "offers"},
    {"POST", "/v1/push-subscriptions", "words"},
    {"DELETE", "/v1/push-subscriptions", "words"},
    {"PUT", "/v1/businesses/me/mail-wishes", "words"},
    {"POST", "/v1/offer-links", "offers"},
    {"POST", "/v1/offer-links/offer", "offers"},
    {"POST", "/v1/intents/{}/advice", "words"},
    {"POST", "/v1/intents/{}/questions", "words"},
    {"POST", "/v1/intents/{}/questions/{}/answer", "words"},
    {"POST", "/v1/intents/{}/messages", "words"},
    {"POST", "/v1/intents/{}/reports", "words"},
    {"POST", "/v1/intents/{}/ideas", "words"},
    {"POST", "/v1/intents/{}/ideas/{}/answer", "words"},
    {"POST", "/v1/intents/{}/referrals", "words"},
    {"POST", "/v1/intents/{}/redeem", "codes"},
    {"POST", "/v1/businesses/{}/postbacks", "postbacks"},
    {"POST", "/v1/offer-checks", "offers"},
    {"POST", "/v1/offer-templates", "words"},
    {"PUT", "/v1/offer-templates/{}", "words"},
    {"POST", "/v1/offer-templates/{}/uses", "offers"},
    {"PUT", "/v1/playbooks/{}/{}", "words"},
    {"POST", "/v1/replies", "words"},
    {"POST", "/v1/complaints", "words"},
    {"POST", "/v1/businesses/me/appeals", "words"},
    {"POST", "/v1/businesses/me/conduct", "words"},
    {"POST", "/v1/steward/session", "codes"},
    {"GET", "/v1/me/export", "exports"},
    {"GET", "/v1/businesses/me/export", "exports"},
    {"GET", "/v1/businesses/me/intents", "exports"},
    {"GET", "/v1/businesses/me/intents.csv", "exports"},
    {"POST", "/v1/api-keys", "keys"},
    {"POST", "/v1/api-keys/{}/rotate", "keys"},
    {"POST", "/v1/businesses/me/webhooks", "webhooks"},
    {"PATCH", "/v1/businesses/me/webhooks/{}", "webhooks"},
    {"POST", "/v1/businesses/me/webhooks/{}/ping", "webhooks"},
    {"POST", "/v1/businesses/me/webhooks/{}/replay", "webhooks"},
    {"POST", "/v1/businesses/me/webhooks/{}/deliveries/{}/again", "webhooks"},
    {"PUT", "/v1/me/preferred/{}", "words"},
    {"DELETE", "/v1/me/preferred/{}", "words"},
    {"PUT", "/v1/me/mail-wishes", "words"},
    {"POST", "/v1/drafts", "drafts"},
    {"POST", "/ask", "drafts"},
    {"POST", "/ask/send", "intents"},
    {"POST", "/ask/code", "confirmations"},
    {"GET", "/v1/intents/{}/copies", "earlier"},
    {"GET", "/v1/intents/{}/own-prices", "earlier"},
    {"GET", "/v1/intents/{}/history", "earlier"},
    {"POST", "/v1/claims", "claims"},
    {"POST", "/v1/photos", "photos"},
    {"POST", "/v1/businesses/me/team", "links"},
    {"POST", "/v1/intents/{}/notes", "words"},
    {"POST", "/v1/intents/{}/hand-overs", "words"},
    {"POST", "/v1/businesses/me/calendar-link", "words"},
    {"GET", "/v1/calendars/{}", "records"},
    {"GET", "/v1/businesses/me/calendar.ics", "records"},
    {"GET", "/v1/businesses/me/tasks", "records"},
    {"GET", "/v1/businesses/me/leads", "records"},
    {"GET", "/v1/intents/{}/people", "records"},
    {"POST", "/v1/claims/{}/take", "claims"},
    {"POST", "/v1/businesses", "businesses"},
    {"POST", "/v1/confirmations", "confirmations"},
    {"POST", "/v1/links", "links"},
    {"POST", "/v1/replay", "replays"},
    {"POST", "/v1/intents/{}/replay", "replays"},
    {"PUT", "/v1/businesses/me/profile", "words"},
    {"POST", "/v1/businesses/me/posts", "words"},
    {"PUT", "/v1/businesses/me/posts/{}", "words"},
    {"GET", "/v1/businesses/{}/profile", "records"},
    {"GET", "/b/{}", "records"},
    {"GET", "/b/{}/feed.atom", "records"},
    {"GET", "/b/{}/feed.json", "records"},
    {"GET", "/v1/businesses/{}/record", "records"},
    {"GET", "/v1/records", "records"},
    {"GET", "/v1/businesses/me/returns", "records"},
    {"POST", "/v1/businesses/me/preview", "previews"},
    {"POST", "/v1/preview", "previews"},
    {"GET", "/v1/businesses/me/missed", "previews"},
    {"GET", "/v1/sells", "drafts"},
    {"GET", "/v1/businesses/me/funnel", "records"},
    {"GET", "/v1/businesses/me/win-rates", "records"},
    {"GET", "/v1/businesses/me/months/{}", "records"},
    {"PUT", "/v1/businesses/me/months/{}", "words"},
    {"PUT", "/v1/businesses/me/months/{}/seats/{}", "words"},
    {"PUT", "/v1/businesses/me/deals/{}/account", "records"},
    {"GET", "/v1/case-studies/{}/{}", "records"},
    {"GET", "/v1/lab/funnel", "lab"},
    {"GET", "/v1/lab/funnel.csv", "lab"},
    {"GET", "/v1/lab/codebook", "lab"},
});

constexpr int most = 1'000'000;

std::optional<int> read_count(std::string_view text) {
    int count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole && count >= 1 && count <= most ? std::optional(count) : std::nullopt;
}

std::int64_t seconds_up(core::Micros duration) {
    return (duration + core::micros_per_s - 1) / core::micros_per_s;
}

} // namespace

Limits::Limits(const std::vector<std::string>& changes)
    : limits_{{"intents", 20, 1},        {"offers", 10, 120, true}, {"drafts", 60, 60},  {"businesses", 10, 1},
              {"confirmations", 20, 20}, {"links", 10, 1},          {"lab", 30, 60},     {"replays", 20, 20},
              {"words", 30, 30},         {"codes", 10, 2},          {"exports", 10, 10}, {"claims", 20, 20},
              {"records", 120, 120},     {"previews", 120, 120},    {"earlier", 60, 60}, {"photos", 40, 4},
              {"postbacks", 60, 60},     {"keys", 20, 10},          {"webhooks", 30, 30}} {
    for (const std::string& change : changes) {
        const std::string_view text = change;
        const std::size_t equals = std::min(text.find('='), text.size());
        const std::size_t slash = std::min(text.find('/', equals), text.size());
        const auto named = std::find_if(limits_.begin(), limits_.end(),
                                        [&](const Limit& limit) { return limit.name == text.substr(0, equals); });
        const auto burst = read_count(text.substr(std::min(equals + 1, slash), slash - std::min(equals + 1, slash)));
        const auto per_minute = read_count(text.substr(std::min(slash + 1, text.size())));
        if (named == limits_.end() || !burst || !per_minute)
            throw std::invalid_argument(change + " is no limit of ours: NAME=BURST/PER_MINUTE");
        named->burst = *burst;
        named->per_minute = *per_minute;
    }
}

const Limit* Limits::of(std::string_view method, std::string_view pattern) const {
    const auto path = std::find_if(limited.begin(), limited.end(),
                                   [&](const Limited& one) { return one.method == method && one.pattern == pattern; });
    if (path == limited.end())
        return nullptr;
    return &*std::find_if(limits_.begin(), limits_.end(), [&](const Limit& one) { return one.name == path->limit; });
}

asio::awaitable<std::optional<app::Tokens>> spend(const Services& services, const Call& call, Limit limit) {
    if (services.settings.local_limits && call.request.is_loopback)
        co_return std::nullopt;
    std::string subject = call.request.address_group;
    if (limit.by_business)
        if (const auto business = acting_business(call.caller, call.acting_for()))
            subject = core::to_text(*business);
    co_return co_await asio::co_spawn(
        services.market.parts().live_executor,
        services.live.take_token(limit.name + '/' + subject, limit.burst, limit.per_minute), asio::use_awaitable);
}

void tell_limit(http::Response& response, const Limit& limit, const app::Tokens& tokens) {
    const std::string name = '"' + limit.name + '"';
    const core::Micros window = core::seconds(60) * limit.burst / limit.per_minute;
    response.set("RateLimit-Policy",
                 name + ";q=" + std::to_string(limit.burst) + ";w=" + std::to_string(seconds_up(window)));
    response.set("RateLimit", name + ";r=" + std::to_string(tokens.left) + ";t=" +
                                  std::to_string(seconds_up(tokens.left > 0 ? tokens.full_in : tokens.next_in)));
    if (!tokens.given)
        response.set("Retry-After", std::to_string(std::max<std::int64_t>(1, seconds_up(tokens.next_in))));
}

} // namespace parley::roles
