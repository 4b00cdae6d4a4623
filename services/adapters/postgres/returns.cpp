#include "adapters/postgres/returns.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/returns_sql.hpp"

namespace parley::postgres {

namespace {

std::vector<core::ContactMade> contacts_in(const Rows& rows) {
    std::vector<core::ContactMade> contacts;
    for (int row = 0; row < rows.size(); ++row)
        contacts.push_back(
            {rows.bigint(row, 0), std::string(rows.text(row, 1)), rows.boolean(row, 2), rows.boolean(row, 3)});
    return contacts;
}

} // namespace

awaitable<std::vector<core::ContactMade>> PostgresReturns::contacts(core::BusinessId business, core::Instant since) {
    auto job = [business, since](Session& session) {
        const auto parameters = Parameters().text(core::to_text(business)).bigint(since.us);
        return contacts_in(session.execute(sql::contacts_of, parameters));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<core::Letter>> PostgresReturns::letters(core::BusinessId business) {
    auto job = [business](Session& session) {
        const Rows rows = session.execute(sql::letters_of, Parameters().text(core::to_text(business)));
        std::vector<core::Letter> letters;
        for (int row = 0; row < rows.size(); ++row)
            letters.push_back({rows.bigint(row, 0), std::string(rows.text(row, 1)), rows.boolean(row, 2)});
        return letters;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<core::Sale>> PostgresReturns::sales(core::BusinessId business, std::string currency) {
    auto job = [business, currency = std::move(currency)](Session& session) {
        const auto parameters = Parameters().text(core::to_text(business)).text(currency);
        const Rows rows = session.execute(sql::sales_of, parameters);
        std::vector<core::Sale> sales;
        for (int row = 0; row < rows.size(); ++row)
            sales.push_back(
                {rows.boolean(row, 0), rows.boolean(row, 1), rows.boolean(row, 2), core::Minor{rows.bigint(row, 3)}});
        return sales;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<core::ContactMade>> PostgresReturns::received(std::string sector, bool simulated,
                                                                    core::Instant since) {
    auto job = [sector = std::move(sector), simulated, since](Session& session) {
        const auto parameters = Parameters().text(sector).bigint(simulated ? 1 : 0).bigint(since.us);
        return contacts_in(session.execute(sql::received_offers, parameters));
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
