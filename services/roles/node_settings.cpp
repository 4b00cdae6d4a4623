#include "roles/node_settings.hpp"

#include "adapters/mail/mailer.hpp"
#include "adapters/push/crypto.hpp"
#include "adapters/push/pusher.hpp"
#include "adapters/push/services.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/crash.hpp"
#include "adapters/system/files.hpp"
#include "adapters/system/random.hpp"
#include "app/rule_book.hpp"
#include "app/secrets.hpp"
#include "roles/gateway/limits.hpp"
#include "wire/body.hpp"
#include "wire/value_json.hpp"

#include <algorithm>
#include <ostream>
#include <thread>

namespace parley::roles {

namespace {

/// Rounds of two minutes, so that a visitor sees one from its beginning to its end.
core::Value demo_rules() {
    const auto patch =
        wire::parse_value(R"({"duration_s":120,"close":{"window_s":20,"extension_s":20,"max_total_s":240},)"
                          R"("invite":{"top_up_after_s":30}})");
    return *patch;
}

} // namespace

std::pair<std::string, std::uint16_t> split_address(const std::string& listen) {
    const auto colon = listen.rfind(':');
    if (colon == std::string::npos)
        throw SettingsError("listen: " + listen + " is no address:port");
    const int port = std::atoi(listen.c_str() + colon + 1);
    if (port < 0 || port > 65'535)
        throw SettingsError("listen: " + listen + " has no port between 0 and 65535");
    return {listen.substr(0, colon), static_cast<std::uint16_t>(port)};
}

std::size_t reactors_of(const Settings& settings) {
    return settings.reactors > 0 ? settings.reactors : std::clamp(std::thread::hardware_concurrency() / 2, 1U, 64U);
}

postgres::SessionSettings session_settings(const Settings& settings) {
    postgres::SessionSettings session;
    session.url = settings.database_url;
    session.application_name = "parley " + settings.node;
    return session;
}

postgres::LedgerSettings ledger_settings(const Settings& settings) {
    postgres::LedgerSettings ledger;
    ledger.session = session_settings(settings);
    ledger.crash_point = system::crash_point;
    return ledger;
}

redis::LiveSettings live_settings(const Settings& settings) {
    redis::LiveSettings live;
    live.url = settings.redis_url;
    live.node = settings.node;
    live.prefix = settings.redis_prefix;
    live.crash_point = system::crash_point;
    return live;
}

std::shared_ptr<app::Mailer> make_mailer(const Settings& settings) {
    std::vector<std::shared_ptr<app::Mailer>> mailers;
    if (!settings.mail_dir.empty())
        mailers.push_back(mail::make_folder_mailer(settings.mail_dir, settings.mail_from));
    if (!settings.smtp_url.empty()) {
        mail::SmtpSettings smtp;
        smtp.url = settings.smtp_url;
        smtp.user = settings.smtp_user;
        smtp.password = settings.smtp_password;
        smtp.from = settings.mail_from;
        smtp.require_tls = !settings.smtp_user.empty();
        mailers.push_back(mail::make_smtp_mailer(std::move(smtp)));
    }
    if (mailers.empty())
        throw SettingsError("mail: set PARLEY_SMTP_URL or PARLEY_MAIL_DIR, for nothing works without mail");
    return mail::make_combined_mailer(std::move(mailers));
}

std::unique_ptr<webhook::Line> make_webhook_line(const Settings& settings) {
    webhook::LineSettings line;
    line.timeout = std::chrono::milliseconds(settings.webhook_timeout_ms);
    line.connect_timeout = std::min(line.connect_timeout, line.timeout);
    line.hosts = settings.webhook_hosts;
    line.allow_loopback = settings.webhook_loopback;
    try {
        return std::make_unique<webhook::Line>(std::move(line));
    } catch (const std::invalid_argument& error) {
        throw SettingsError(std::string("webhook_hosts: ") + error.what());
    }
}

app::PushSecret push_secret() {
    for (;;)
        if (const app::PushSecret drawn = system::random_bytes(); push::is_secret(drawn))
            return drawn;
}

std::shared_ptr<app::Pusher> make_pusher(const Settings& settings, app::PushSecret secret) {
    push::PushSettings pushes;
    pushes.secret = secret;
    // Whom a push service writes to: our pages, or the sender of our mails where they are not open to the world.
    const std::string& from = settings.mail_from;
    const auto angle = from.find('<');
    pushes.contact = settings.is_secure() ? settings.public_url
                     : angle == std::string::npos
                         ? "mailto:" + from
                         : "mailto:" + from.substr(angle + 1, from.find('>', angle) - angle - 1);
    pushes.services = settings.push_hosts.empty() ? push::usual_services() : settings.push_hosts;
    pushes.random = system::random_bytes;
    pushes.clock = system::now;
    try {
        return push::make_pusher(std::move(pushes));
    } catch (const std::invalid_argument& error) {
        throw SettingsError(error.what());
    }
}

core::Value rules_patch(const Settings& settings) {
    core::Value patch = settings.demo ? demo_rules() : core::Value{};
    if (settings.rules_patch.empty())
        return patch;
    const auto given = wire::parse_value(settings.rules_patch);
    if (!given || given->as_object() == nullptr)
        throw SettingsError("rules_patch: is no JSON object of rules");
    return app::merged(std::move(patch), *given);
}

http::StaticFilesOptions page_options() {
    http::StaticFilesOptions options;
    options.pages = {{"/", "index.html"},       {"/buyer/*", "index.html"},     {"/confirm", "index.html"},
                     {"/not-me", "index.html"}, {"/unsubscribe", "index.html"}, {"/sign-in", "index.html"},
                     {"/reply", "index.html"},  {"/desk", "desk.html"},         {"/desk/*", "desk.html"},
                     {"/lab", "lab.html"},      {"/lab/*", "lab.html"},         {"/verify", "verify.html"},
                     {"/me", "index.html"},     {"/steward", "steward.html"},   {"/claim", "index.html"},
                     {"/offer", "desk.html"}};
    return options;
}

std::string steward_token_hash(const Settings& settings) {
    if (settings.steward_token_file.empty())
        return "";
    std::string token;
    try {
        token = wire::trimmed(system::read_file(settings.steward_token_file));
    } catch (const std::runtime_error& error) {
        throw SettingsError(std::string("steward_token_file: ") + error.what());
    }
    if (token.size() < 32 || token.size() > 200)
        throw SettingsError("steward_token_file: " + settings.steward_token_file + " must hold 32 to 200 characters");
    return app::secret_hash(token);
}

void arm_crash_point(const std::string& wanted) {
    const auto colon = wanted.find(':');
    const std::string name = wanted.substr(0, colon);
    const int pass = colon == std::string::npos ? 1 : std::atoi(wanted.c_str() + colon + 1);
    const auto& points = crash_points();
    if (!name.empty() && (std::find(points.begin(), points.end(), name) == points.end() || pass < 1))
        throw SettingsError("crash_at: " + wanted + " is no crash point; parley doctor --crash-points lists them");
    system::arm_crash_point(name, pass);
}

void check_rate_limits(const Settings& settings) {
    try {
        const Limits limits(settings.rate_limits);
    } catch (const std::invalid_argument& error) {
        throw SettingsError(std::string("rate_limits: ") + error.what());
    }
}

void print_links(std::ostream& out, const Settings& settings) {
    out << "Parley is ready at " << settings.public_url << "\n"
        << "  buyer   " << settings.public_url << "/\n"
        << "  desk    " << settings.public_url << "/desk\n"
        << "  lab     " << settings.public_url << "/lab\n";
    if (!settings.mail_dir.empty() && settings.local_limits)
        out << "  mail    " << settings.public_url << "/dev/mail\n";
    if (!settings.steward_token_file.empty())
        out << "  steward " << settings.public_url << "/steward\n";
    out << "  docs    " << settings.public_url << "/docs\n" << std::flush;
}

} // namespace parley::roles
