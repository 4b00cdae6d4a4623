#include "adapters/postgres/proofs.hpp"

#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/sql_text.hpp"

#include <stdexcept>

namespace parley::postgres {

namespace {

template <std::size_t N>
std::array<std::uint8_t, N> stored_hex(std::string_view text) {
    const auto bytes = digest::from_hex<N>(text);
    if (!bytes)
        throw std::runtime_error("proofs: what is stored is no hexadecimal of that length");
    return *bytes;
}

app::HeadList list_of(const Rows& rows, int row) {
    return {rows.bigint(row, 0), std::string(rows.text(row, 1)), stored_hex<32>(rows.text(row, 2)),
            std::string(rows.text(row, 3))};
}

void publish_now(Session& session, const std::vector<std::string>& intents, const app::HeadListMaker& make) {
    session.execute(sql::lock_head_lists, Parameters());
    const Rows rows = session.execute(sql::unlisted_heads, Parameters().texts(intents));
    std::vector<app::ChainHead> heads;
    std::vector<std::string> listed;
    for (int row = 0; row < rows.size(); ++row) {
        listed.emplace_back(rows.text(row, 0));
        const auto id = core::parse_id<core::IntentId>(listed.back());
        if (!id)
            throw std::runtime_error("proofs: a stored id is none");
        heads.push_back({*id, rows.bigint(row, 1), stored_hex<32>(rows.text(row, 2))});
    }
    if (heads.empty())
        return;
    const Rows last = session.execute(sql::last_head_list, Parameters());
    const app::HeadList before = last.size() == 0 ? app::HeadList{} : list_of(last, 0);
    const app::HeadList list = make(before.n + 1, before.hash, heads);
    session.execute(sql::add_head_list,
                    Parameters().bigint(list.n).text(list.body).text(digest::hex(list.hash)).text(list.signature));
    session.execute(sql::note_listed, Parameters().texts(listed).bigint(list.n));
}

} // namespace

awaitable<app::SigningSeed> PostgresProofs::signing_seed(app::SigningSeed fresh, core::Instant now) {
    auto job = [fresh, now](Session& session) {
        session.execute(sql::add_signing_key, Parameters().text(digest::hex(fresh)).bigint(now.us));
        return stored_hex<32>(session.execute(sql::signing_key, Parameters()).text(0, 0));
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresProofs::publish(std::vector<core::IntentId> intents, app::HeadListMaker make) {
    std::vector<std::string> ids;
    for (const core::IntentId& intent : intents)
        ids.push_back(core::to_text(intent));
    auto job = [ids = std::move(ids), make = std::move(make)](Session& session) {
        auto work = [&] { publish_now(session, ids, make); };
        session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::HeadList>> PostgresProofs::lists(std::int64_t after, int limit) {
    auto job = [after, limit](Session& session) {
        const Rows rows = session.execute(sql::head_lists, Parameters().bigint(after).bigint(limit));
        std::vector<app::HeadList> lists;
        for (int row = 0; row < rows.size(); ++row)
            lists.push_back(list_of(rows, row));
        return lists;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
