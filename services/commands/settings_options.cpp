#include "commands/settings_options.hpp"

#include <CLI/CLI.hpp>

namespace parley::commands {

void add_database_options(CLI::App& command, roles::Settings& settings) {
    command.add_option("--database-url", settings.database_url, "PostgreSQL, as libpq takes it")
        ->envname("PARLEY_DATABASE_URL")
        ->required();
    command.add_option("--share-dir", settings.share_dir, "Folder that holds sql/, web/dist/, proto/ and docs/")
        ->envname("PARLEY_SHARE_DIR")
        ->capture_default_str();
}

void add_rules_options(CLI::App& command, roles::Settings& settings) {
    command.add_option("--rules-patch", settings.rules_patch, "JSON merged into every sector's rules")
        ->envname("PARLEY_RULES_PATCH")
        ->capture_default_str();
    command.add_flag("--demo", settings.demo, "Simulated buyers and two-minute rounds")->envname("PARLEY_DEMO");
}

void add_serve_options(CLI::App& command, roles::Settings& settings) {
    add_database_options(command, settings);
    const auto option = [&](const char* name, auto& value, const char* what, const char* env) {
        return command.add_option(name, value, what)->envname(env)->capture_default_str();
    };
    command.add_option("--roles", settings.roles, "gateway, clock, outreach, lab")
        ->delimiter(',')
        ->envname("PARLEY_ROLES")
        ->default_str("gateway,clock,outreach,lab");
    command.add_option("--redis-url", settings.redis_url, "unix:///path or redis://host:port")
        ->envname("PARLEY_REDIS_URL")
        ->required();
    option("--listen", settings.listen, "Address and port; port 0 lets the system choose", "PARLEY_LISTEN");
    option("--public-url", settings.public_url, "What links in mails begin with", "PARLEY_PUBLIC_URL");
    option("--indexing", settings.indexing, "What search engines may keep: none, or the public pages",
           "PARLEY_INDEXING")
        ->check(CLI::IsMember({"none", "public"}));
    option("--node", settings.node, "A name of this process", "PARLEY_NODE");
    option("--connections", settings.connections, "Connections open at a time; more are refused", "PARLEY_CONNECTIONS")
        ->check(CLI::Range(1, 1'000'000));
    option("--reactors", settings.reactors, "Reactor threads; 0 for half of the cores", "PARLEY_REACTORS")
        ->check(CLI::Range(0, 64));
    option("--mail-dir", settings.mail_dir, "Every mail is also written there", "PARLEY_MAIL_DIR");
    option("--smtp-url", settings.smtp_url, "smtp://host:port or smtps://host:port", "PARLEY_SMTP_URL");
    option("--smtp-user", settings.smtp_user, "Who signs in there, and only over TLS", "PARLEY_SMTP_USER");
    option("--smtp-password", settings.smtp_password, "With which password", "PARLEY_SMTP_PASSWORD");
    option("--mail-from", settings.mail_from, "The sender of every mail", "PARLEY_MAIL_FROM");
    option("--redis-prefix", settings.redis_prefix, "What keys begin with", "PARLEY_REDIS_PREFIX");
    add_rules_options(command, settings);
    option("--steward-token-file", settings.steward_token_file, "Holds the token that the operator signs in with",
           "PARLEY_STEWARD_TOKEN_FILE");
    option("--outage-after-ms", settings.outage_after_ms, "A longer gap between beats is an outage",
           "PARLEY_OUTAGE_AFTER_MS");
    option("--publish-every-ms", settings.publish_every_ms, "How often chain heads are published",
           "PARLEY_PUBLISH_EVERY_MS")
        ->check(CLI::Range(100, 3'600'000));
    option("--mail-grace-ms", settings.mail_grace_ms, "How long a live page has to make a mail unnecessary",
           "PARLEY_MAIL_GRACE_MS");
    option("--remind-after-ms", settings.remind_after_ms, "When who has not confirmed is reminded, once",
           "PARLEY_REMIND_AFTER_MS");
    option("--unconfirmed-life-ms", settings.unconfirmed_life_ms, "When what nobody confirmed is forgotten",
           "PARLEY_UNCONFIRMED_LIFE_MS")
        ->check(CLI::Range(std::int64_t{1'000}, std::int64_t{400} * 86'400'000));
    option("--experiments-every-ms", settings.experiments_every_ms, "How often running experiments are looked at",
           "PARLEY_EXPERIMENTS_EVERY_MS")
        ->check(CLI::Range(100, 3'600'000));
    option("--retention-every-ms", settings.retention_every_ms, "How often what is old is looked for",
           "PARLEY_RETENTION_EVERY_MS")
        ->check(CLI::Range(100, 86'400'000));
    const auto life = CLI::Range(std::int64_t{86'400'000}, std::int64_t{4'000} * 86'400'000);
    option("--request-life-ms", settings.request_life_ms, "When what a request said is erased after its end",
           "PARLEY_REQUEST_LIFE_MS")
        ->check(life);
    option("--talk-life-ms", settings.talk_life_ms, "When what was said about a deal is erased", "PARLEY_TALK_LIFE_MS")
        ->check(life);
    option("--answered-life-ms", settings.answered_life_ms, "When the words of an answered complaint are erased",
           "PARLEY_ANSWERED_LIFE_MS")
        ->check(life);
    option("--guide-fresh-ms", settings.guide_fresh_ms, "How long what past rounds tell is not read again",
           "PARLEY_GUIDE_FRESH_MS")
        ->check(CLI::Range(0, 3'600'000));
    command.add_option("--webhook-hosts", settings.webhook_hosts, "NAME=ADDRESS of endpoints, in place of the DNS")
        ->delimiter(',')
        ->envname("PARLEY_WEBHOOK_HOSTS");
    command.add_flag("--webhook-loopback", settings.webhook_loopback, "Endpoints on this machine, for tests")
        ->envname("PARLEY_WEBHOOK_LOOPBACK");
    option("--webhook-timeout-ms", settings.webhook_timeout_ms, "How long an endpoint has to answer",
           "PARLEY_WEBHOOK_TIMEOUT_MS")
        ->check(CLI::Range(100, 30'000));
    option("--webhook-second-ms", settings.webhook_second_ms, "How long a second of the schedule of retries takes",
           "PARLEY_WEBHOOK_SECOND_MS")
        ->check(CLI::Range(1, 1'000));
    option("--list-mails-per-month", settings.list_mails_per_month, "Mails of one business to its list",
           "PARLEY_LIST_MAILS_PER_MONTH");
    option("--list-mails-per-reader-and-month", settings.list_mails_per_reader_and_month,
           "Mails of all lists to one reader", "PARLEY_LIST_MAILS_PER_READER_AND_MONTH");
    option("--crash-at", settings.crash_at, "A crash point, for tests; NAME:3 dies at its third pass",
           "PARLEY_CRASH_AT");
    command.add_option("--trusted-proxies", settings.trusted_proxies, "Addresses whose X-Forwarded-* is believed")
        ->delimiter(',')
        ->envname("PARLEY_TRUSTED_PROXIES");
    command.add_option("--allowed-origins", settings.allowed_origins, "Origins besides the public URL's")
        ->delimiter(',')
        ->envname("PARLEY_ALLOWED_ORIGINS");
    command.add_option("--rate-limits", settings.rate_limits, "NAME=BURST/PER_MINUTE, with commas between")
        ->delimiter(',')
        ->envname("PARLEY_RATE_LIMITS");
    command
        .add_option("--push-hosts", settings.push_hosts, "Push services that may be called, instead of the usual ones")
        ->delimiter(',')
        ->envname("PARLEY_PUSH_HOSTS");
    command.add_flag("--unsafe-database", settings.unsafe_database, "Serve without fsync, for tests")
        ->envname("PARLEY_UNSAFE_DATABASE");
    command.add_flag("--ws-echo", settings.ws_echo, "Open /v1/echo, for tests")->envname("PARLEY_WS_ECHO");
    command
        .add_option_function<std::string>(
            "--limits", [&settings](const std::string& kind) { settings.local_limits = kind == "local"; },
            "local: no per-address limits for loopback")
        ->check(CLI::IsMember({"local", "public"}))
        ->envname("PARLEY_LIMITS")
        ->default_str("public");
}

} // namespace parley::commands
