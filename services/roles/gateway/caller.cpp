#include "roles/gateway/caller.hpp"

#include "app/secrets.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr std::string_view bearer = "Bearer ";
constexpr std::size_t user_agent_max = 200;

/// "203.0.113.0/24" or "2001:db8:1::/48": who exactly it was is nobody's business.
std::string network_of(const std::string& text) {
    error_code unreadable;
    const auto address = asio::ip::make_address(text, unreadable);
    if (unreadable)
        return "";
    if (address.is_v4()) {
        auto bytes = address.to_v4().to_bytes();
        bytes[3] = 0;
        return asio::ip::address_v4(bytes).to_string() + "/24";
    }
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + 6, bytes.end(), 0);
    return asio::ip::address_v6(bytes).to_string() + "/48";
}

std::string cookie_name(const Settings& settings) {
    return settings.is_secure() ? "__Host-parley_session" : "parley_session";
}

} // namespace

std::vector<core::BusinessId> Caller::businesses() const {
    std::vector<core::BusinessId> ids;
    for (const auto& one : principals)
        if (one.kind == app::PrincipalKind::business)
            ids.push_back(app::business_of(one.principal));
    for (const app::Seat& seat : seats)
        if (std::ranges::find(ids, seat.business) == ids.end())
            ids.push_back(seat.business);
    return ids;
}

std::vector<core::PrincipalId> Caller::of_kind(app::PrincipalKind kind) const {
    std::vector<core::PrincipalId> found;
    for (const app::SessionPrincipal& one : principals)
        if (one.kind == kind)
            found.push_back(one.principal);
    return found;
}

const app::Seat* Caller::seat_in(const core::BusinessId& business) const {
    if (holds(app::principal_of(business)))
        return nullptr;
    const auto seat = std::ranges::find(seats, business, &app::Seat::business);
    return seat == seats.end() ? nullptr : &*seat;
}

bool Caller::holds(const core::PrincipalId& principal) const {
    return std::any_of(principals.begin(), principals.end(),
                       [&](const auto& one) { return one.principal == principal; });
}

bool Caller::has_left(const core::BusinessId& business) const {
    return std::ranges::any_of(principals, [&](const app::SessionPrincipal& one) {
        return one.has_left && one.principal == app::principal_of(business);
    });
}

bool Caller::may(std::string_view scope) const {
    return !is_key || std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

/// Seats and researchers are looked up each time, so that one that was taken away ends at once.
asio::awaitable<Caller> known_caller(const Services& services, app::SessionInfo info) {
    Caller caller;
    caller.principals = std::move(info.principals);
    caller.scopes = std::move(info.scopes);
    caller.key = std::move(info.key);
    caller.is_key = !caller.scopes.empty();
    if (auto people = caller.of_kind(app::PrincipalKind::seat); !people.empty())
        caller.seats = co_await services.seats.of_people(std::move(people));
    if (auto people = caller.of_kind(app::PrincipalKind::researcher); !people.empty())
        caller.researcher = co_await services.lab.researchers.among(std::move(people));
    for (const core::BusinessId& business : caller.businesses())
        if (auto act = services.suspensions.of(business))
            caller.suspended.push_back({business, std::move(*act)});
    co_return caller;
}

std::optional<wire::Problem> seat_refusal(const Caller& caller, const core::BusinessId& business, app::Right right) {
    const app::Seat* seat = caller.seat_in(business);
    if (seat == nullptr || app::permits(seat->role, right))
        return std::nullopt;
    wire::Problem refused{403, "role_missing", "", {}, {}};
    refused.detail =
        "Your role is " + std::string(core::name_of(seat->role)) + "; this needs " + app::roles_with(right) + '.';
    return refused;
}

asio::awaitable<Caller> caller_of(const Services& services, const http::Request& request) {
    const core::Instant now = services.clock();
    std::string token;
    bool by_cookie = false;
    if (const auto header = request.header("authorization"); header && header->starts_with(bearer))
        token = header->substr(bearer.size());
    else if (const auto cookie = request.cookie(cookie_name(services.settings)))
        token = *cookie, by_cookie = true;
    if (token.starts_with("pk_")) {
        if (const auto info = co_await services.api_keys.find(app::secret_hash(token), now)) {
            Caller caller = co_await known_caller(services, *info);
            caller.is_key = true;
            co_return caller;
        }
    } else if (token.starts_with("ps_")) {
        if (const auto info = co_await services.accounts.session(app::secret_hash(token), now)) {
            Caller caller = co_await known_caller(services, *info);
            caller.session = token;
            caller.by_cookie = by_cookie;
            co_return caller;
        }
    }
    co_return Caller{};
}

boost::system::result<core::BusinessId, wire::Problem> acting_business(const Caller& caller,
                                                                       std::optional<std::string_view> named) {
    const auto mine = caller.businesses();
    if (named && !named->empty()) {
        const auto id = core::parse_id<core::BusinessId>(*named);
        if (id && std::find(mine.begin(), mine.end(), *id) != mine.end())
            return *id;
        return wire::Problem{403, "not_your_business", "This session does not act for that business.", {}, {}};
    }
    if (mine.size() == 1)
        return mine.front();
    if (!caller.is_known())
        return wire::Problem{401, "sign_in_required", "Sign in as a business first.", {}, {}};
    if (mine.empty())
        return wire::Problem{403, "no_business", "This session holds no business.", {}, {}};
    return wire::Problem{400, "acting_for_required", "Say with Parley-For which of your businesses acts.", {}, {}};
}

app::Viewer viewer_of(const Caller& caller, std::optional<std::string_view> named) {
    app::Viewer viewer;
    const auto mine = caller.businesses();
    if (named && !named->empty()) {
        // Who looks as a business does not look as the buyer, even if the same browser holds both.
        const auto id = core::parse_id<core::BusinessId>(*named);
        if (id && std::find(mine.begin(), mine.end(), *id) != mine.end())
            viewer.business = *id;
        return viewer;
    }
    for (const auto& one : caller.principals)
        if (one.kind == app::PrincipalKind::consumer)
            viewer.principals.push_back(one.principal);
    if (mine.size() == 1 && viewer.principals.empty())
        viewer.business = mine.front();
    return viewer;
}

std::optional<wire::Problem> from_another_site(const Services& services, const http::Request& request) {
    const wire::Problem problem{403, "cross_site", "This request comes from another site.", {}, {}};
    if (const auto site = request.header("sec-fetch-site"); site && *site != "same-origin" && *site != "none")
        return problem;
    const auto origin = request.header("origin");
    if (!origin)
        return std::nullopt;
    const auto host = request.header("host");
    const bool same_host =
        host && (*origin == "http://" + std::string(*host) || *origin == "https://" + std::string(*host));
    const auto& allowed = services.settings.allowed_origins;
    if (same_host || *origin == services.settings.public_url ||
        std::find(allowed.begin(), allowed.end(), *origin) != allowed.end())
        return std::nullopt;
    return problem;
}

app::AskedFrom asked_from(const http::Request& request) {
    app::AskedFrom from;
    from.ip = network_of(request.remote_address);
    for (const char c : request.header("user-agent").value_or("").substr(0, user_agent_max))
        from.user_agent += c >= 0x20 && c < 0x7F ? c : '?';
    return from;
}

std::string session_cookie(const Settings& settings, const std::string& token) {
    std::string cookie = cookie_name(settings) + '=' + token + "; Path=/; HttpOnly; SameSite=Lax";
    if (settings.is_secure())
        cookie += "; Secure";
    cookie += token.empty() ? "; Max-Age=0" : "; Max-Age=7776000"; // 90 days, as the session itself
    return cookie;
}

} // namespace parley::roles
