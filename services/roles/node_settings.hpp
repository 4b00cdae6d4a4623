// What a node makes of its settings before it is built: the settings of its parts, and what cannot be served said in
// words.
#pragma once

#include "adapters/http/static_files.hpp"
#include "adapters/postgres/ledger.hpp"
#include "adapters/redis/live.hpp"
#include "adapters/webhook/line.hpp"
#include "app/ports/mailer.hpp"
#include "app/ports/pushes.hpp"
#include "roles/settings.hpp"

#include <iosfwd>
#include <stdexcept>

namespace parley::roles {

/// The settings cannot be served: said in words, exit status 1.
struct SettingsError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// "address:port"
std::pair<std::string, std::uint16_t> split_address(const std::string& listen);

/// How many threads serve connections: as many as was said, or half of the machine's cores. The other half is
/// PostgreSQL's and Redis's, and what crosses from one reactor to the next has to wake it first.
std::size_t reactors_of(const Settings& settings);

postgres::SessionSettings session_settings(const Settings& settings);
postgres::LedgerSettings ledger_settings(const Settings& settings);
redis::LiveSettings live_settings(const Settings& settings);
std::shared_ptr<app::Mailer> make_mailer(const Settings& settings);
std::unique_ptr<webhook::Line> make_webhook_line(const Settings& settings);
/// One that can be a key, for the first node that ever pushes.
app::PushSecret push_secret();
std::shared_ptr<app::Pusher> make_pusher(const Settings& settings, app::PushSecret secret);
http::StaticFilesOptions page_options();

/// What the settings change of every sector's rules.
core::Value rules_patch(const Settings& settings);

/// The hash of the operator's token, of which nothing else is kept; "" where there is none.
std::string steward_token_hash(const Settings& settings);

/// "NAME" or "NAME:PASS".
void arm_crash_point(const std::string& wanted);

/// The limits are read where they are used; what is wrong with them is said before anything starts.
void check_rate_limits(const Settings& settings);

/// Where its pages are.
void print_links(std::ostream& out, const Settings& settings);

} // namespace parley::roles
