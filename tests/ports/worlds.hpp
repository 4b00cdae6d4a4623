// The two worlds in which every test of this folder runs: the stores in memory, which the fast tests of the use cases
// stand on, and the real ones. A port is what both do alike; what only the real ones promise (races between nodes, lost
// lines, one statement for many) is tested in tests/adapters.
#pragma once

#include "adapters/postgres/accounts.hpp"
#include "adapters/postgres/businesses.hpp"
#include "adapters/postgres/claims.hpp"
#include "adapters/postgres/experiments.hpp"
#include "adapters/postgres/findings.hpp"
#include "adapters/postgres/ledger.hpp"
#include "adapters/postgres/lists.hpp"
#include "adapters/postgres/mail_log.hpp"
#include "adapters/postgres/outbox.hpp"
#include "adapters/postgres/past_deals.hpp"
#include "adapters/postgres/photos.hpp"
#include "adapters/postgres/uptime.hpp"
#include "support/coroutines/coroutines.hpp"
#include "support/database.hpp"
#include "support/fakes/fake_accounts.hpp"
#include "support/fakes/fake_businesses.hpp"
#include "support/fakes/fake_claims.hpp"
#include "support/fakes/fake_experiments.hpp"
#include "support/fakes/fake_findings.hpp"
#include "support/fakes/fake_ledger.hpp"
#include "support/fakes/fake_lists.hpp"
#include "support/fakes/fake_mail_log.hpp"
#include "support/fakes/fake_outbox.hpp"
#include "support/fakes/fake_past_deals.hpp"
#include "support/fakes/fake_photos.hpp"
#include "support/fakes/fake_uptime.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace parley::test {

inline core::Instant system_now() {
    using namespace std::chrono;
    return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

class InMemory {
public:
    InMemory() { claims_.clock = system_now; }

    FakeOutbox& outbox() { return outbox_; }
    FakeLedger& ledger() { return ledger_; }
    FakeUptime& uptime() { return uptime_; }
    FakeAccounts& accounts() { return accounts_; }
    FakeBusinesses& businesses() { return businesses_; }
    FakeLists& lists() { return lists_; }
    FakeMailLog& mail_log() { return mail_log_; }
    FakePastDeals& past_deals() { return past_deals_; }
    FakePhotos& photos() { return photos_; }
    FakeClaims& claims() { return claims_; }
    FakeExperiments& experiments() { return experiments_; }
    FakeFindings& findings() { return findings_; }

    void add_group(const core::BusinessId& business, const std::string& name, std::int64_t slots) {
        ledger_.add_group(business, name, slots);
    }
    void erase_contact(const core::PrincipalId& principal) { accounts_.erase_contact(principal); }
    void age_photos(core::Micros by) { photos_.age(by); }

private:
    FakeOutbox outbox_;
    FakeLedger ledger_{outbox_};
    FakeUptime uptime_{system_now};
    FakeAccounts accounts_;
    FakeBusinesses businesses_;
    FakeLists lists_{accounts_, outbox_};
    FakeMailLog mail_log_;
    FakePastDeals past_deals_{ledger_};
    FakePhotos photos_{ledger_, system_now};
    FakeClaims claims_;
    FakeExperiments experiments_;
    FakeFindings findings_{experiments_};
};

class InPostgres {
public:
    postgres::PostgresOutbox& outbox() { return outbox_; }
    postgres::PostgresLedger& ledger() { return ledger_; }
    postgres::PostgresUptime& uptime() { return uptime_; }
    postgres::PostgresAccounts& accounts() { return accounts_; }
    postgres::PostgresBusinesses& businesses() { return businesses_; }
    postgres::PostgresLists& lists() { return lists_; }
    postgres::PostgresMailLog& mail_log() { return mail_log_; }
    postgres::PostgresPastDeals& past_deals() { return past_deals_; }
    postgres::PostgresPhotos& photos() { return photos_; }
    postgres::PostgresClaims& claims() { return claims_; }
    postgres::PostgresExperiments& experiments() { return experiments_; }
    postgres::PostgresFindings& findings() { return findings_; }

    /// For ports that no fast test stands on: they run here alone.
    const Database& database() const { return database_; }
    const std::shared_ptr<postgres::Sessions>& sessions() const { return sessions_; }

    void add_group(const core::BusinessId& business, const std::string& name, std::int64_t slots) {
        database_.execute("INSERT INTO capacity_group VALUES ('" + core::to_text(business) + "', '" + name + "', " +
                          std::to_string(slots) + ")");
    }
    void erase_contact(const core::PrincipalId& principal) {
        database_.execute("DELETE FROM contact.detail WHERE principal_id = '" + core::to_text(principal) + "'");
    }
    void age_photos(core::Micros by) {
        database_.execute("UPDATE photo SET uploaded_at = uploaded_at - " + std::to_string(by));
    }

private:
    postgres::SessionSettings session_settings() const {
        postgres::SessionSettings settings;
        settings.url = database_.connection();
        return settings;
    }
    postgres::LedgerSettings ledger_settings() const {
        postgres::LedgerSettings settings;
        settings.session = session_settings();
        return settings;
    }

    Database database_ = Database::migrated();
    std::shared_ptr<postgres::Sessions> sessions_ = std::make_shared<postgres::Sessions>(session_settings(), 2);
    postgres::PostgresOutbox outbox_{sessions_};
    postgres::PostgresLedger ledger_{ledger_settings()};
    postgres::PostgresUptime uptime_{sessions_};
    postgres::PostgresAccounts accounts_{sessions_};
    postgres::PostgresBusinesses businesses_{sessions_};
    postgres::PostgresLists lists_{sessions_};
    postgres::PostgresMailLog mail_log_{sessions_};
    postgres::PostgresPastDeals past_deals_{sessions_};
    postgres::PostgresPhotos photos_{sessions_};
    postgres::PostgresClaims claims_{sessions_};
    postgres::PostgresExperiments experiments_{sessions_};
    postgres::PostgresFindings findings_{sessions_};
};

using Worlds = testing::Types<InMemory, InPostgres>;

struct WorldNames {
    template <class World>
    static std::string GetName(int) {
        return std::is_same_v<World, InMemory> ? "InMemory" : "InPostgres";
    }
};

template <class Id>
Id numbered(std::uint64_t number) {
    Id id;
    id.high = 0x0123456789abcdef;
    id.low = number;
    return id;
}
inline core::IntentId intent(std::uint64_t number) {
    return numbered<core::IntentId>(number);
}
inline core::BusinessId business(std::uint64_t number) {
    return numbered<core::BusinessId>(number);
}
inline core::PrincipalId principal(std::uint64_t number) {
    return numbered<core::PrincipalId>(number);
}

} // namespace parley::test
