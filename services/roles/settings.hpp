// Every limit, address and path of a node. Read once at start from the command line and the environment.
#pragma once

#include "core/value.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace parley::roles {

struct Settings {
    std::vector<std::string> roles{"gateway", "clock", "outreach", "lab"};
    std::string database_url;
    std::string redis_url;
    std::string listen = "127.0.0.1:8080";
    std::string public_url;           // "" for http://LISTEN
    std::string node;                 // a name of this process; drawn when empty
    std::size_t reactors = 0;         // 0 for half of the machine's cores
    std::size_t connections = 10'000; // that are open at a time; more are refused
    std::string share_dir = ".";      // holds sql/, web/dist/, proto/, docs/
    std::string mail_dir;
    std::string smtp_url;
    std::string smtp_user;
    std::string smtp_password;
    std::string mail_from = "Parley <no-reply@parley.invalid>";
    std::vector<std::string> push_hosts; // push services that may be called; none for the usual ones
    std::string redis_prefix = "parley:";
    std::string indexing = "none"; // "none" | "public": what search engines may keep
    std::vector<std::string> trusted_proxies;
    std::vector<std::string> allowed_origins; // besides the public URL's
    bool demo = false;                        // simulated buyers, short rounds, "be the shop"
    bool local_limits = false;                // PARLEY_LIMITS=local: no per-address limits for loopback
    std::vector<std::string> rate_limits;     // changes of the limits: "offers=10/120"
    bool ws_echo = false;                     // PARLEY_WS_ECHO=1
    bool unsafe_database = false;             // serve on a PostgreSQL without fsync: for tests
    std::string crash_at;                     // PARLEY_CRASH_AT: a crash point, and after ":" at which pass
    std::string rules_patch;                  // JSON merged into every sector's rules
    std::string steward_token_file;           // holds the operator's token; "": nobody signs in at /steward
    std::int64_t outage_after_ms = 5'000;
    std::int64_t publish_every_ms = 60'000;         // how often the chain heads of intents that are over are published
    std::int64_t mail_grace_ms = 20'000;            // how long a live page has to make a mail unnecessary
    std::int64_t remind_after_ms = 7'200'000;       // one reminder to confirm
    std::int64_t unconfirmed_life_ms = 604'800'000; // then what nobody confirmed is forgotten
    std::int64_t experiments_every_ms = 60'000;     // how often running experiments are looked at
    std::int64_t retention_every_ms = 600'000;
    std::int64_t request_life_ms = 2'592'000'000; // after its end
    std::int64_t talk_life_ms = 34'214'400'000;   // of a deal, after it was made
    std::int64_t answered_life_ms = 34'214'400'000;
    int list_mails_per_month = 4;            // of one business to its list
    int list_mails_per_reader_and_month = 8; // of all businesses together
    std::vector<std::string> webhook_hosts;  // "NAME=ADDRESS": of endpoints, in place of the DNS
    bool webhook_loopback = false;           // for tests: endpoints on this machine, without TLS
    std::int64_t webhook_timeout_ms = 20'000;
    std::int64_t webhook_second_ms = 1'000; // how long a second of the schedule of retries takes
    std::int64_t guide_fresh_ms = 15'000;   // how long what past rounds tell is not read again

    bool has_role(std::string_view role) const;
    bool is_secure() const { return public_url.starts_with("https://"); }
};

/// The names at which PARLEY_CRASH_AT aborts the process.
const std::vector<std::string>& crash_points();

} // namespace parley::roles
