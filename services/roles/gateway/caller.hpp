// Who makes a request: the principals of its session or key, and for which business it acts.
#pragma once

#include "adapters/http/message.hpp"
#include "app/market.hpp"
#include "app/ports/accounts.hpp"
#include "app/ports/researchers.hpp"
#include "app/ports/seats.hpp"
#include "roles/gateway/services.hpp"
#include "wire/problems.hpp"

namespace parley::roles {

/// A business that may not act now, and why.
struct SuspendedBusiness {
    core::BusinessId business;
    app::StewardAct act;
};

struct Caller {
    std::vector<app::SessionPrincipal> principals;
    std::vector<app::Seat> seats; // that its people have
    std::optional<app::Researcher> researcher;
    std::vector<std::string> scopes;          // of a key
    std::string key;                          // its id
    std::vector<SuspendedBusiness> suspended; // of its businesses
    std::string session;                      // the browser's token, "" for none
    bool by_cookie = false;                   // the browser sent it by itself, whoever made the request
    bool is_key = false;

    bool is_known() const { return !principals.empty(); }
    std::vector<core::BusinessId> businesses() const;
    std::vector<core::PrincipalId> of_kind(app::PrincipalKind kind) const;
    bool holds(const core::PrincipalId& principal) const;
    /// Whether that business of the caller left; its founder alone still comes in.
    bool has_left(const core::BusinessId& business) const;
    /// At which it acts for the business; null for the founder, whose rights have no bounds, and for a key.
    const app::Seat* seat_in(const core::BusinessId& business) const;
    bool may(std::string_view scope) const;
};

/// The caller of a request; an unknown or expired credential is nobody.
boost::asio::awaitable<Caller> caller_of(const Services& services, const http::Request& request);
/// The same for what a session, a key or a ticket stands for.
boost::asio::awaitable<Caller> known_caller(const Services& services, app::SessionInfo info);

/// 403 for a seat whose role has no such right, naming those that have it.
std::optional<wire::Problem> seat_refusal(const Caller& caller, const core::BusinessId& business, app::Right right);

/// The business that the caller acts for: the one it names, else its only one. A problem when it may not or must say.
boost::system::result<core::BusinessId, wire::Problem> acting_business(const Caller& caller,
                                                                       std::optional<std::string_view> named);

/// For looking at an intent: all consumers of the session, and the business named, or the only one if none is named.
app::Viewer viewer_of(const Caller& caller, std::optional<std::string_view> named);

/// Why a request that rides on a cookie, or is a form, must not be served: it came from another site (reliability 4.2).
std::optional<wire::Problem> from_another_site(const Services& services, const http::Request& request);

/// Where the caller was when asked for a consent: the network (IPv4 /24, IPv6 /48), the language and the program.
app::AskedFrom asked_from(const http::Request& request);

/// Set-Cookie for this session token, or to forget it when it is "".
std::string session_cookie(const Settings& settings, const std::string& token);

} // namespace parley::roles
