#include "adapters/postgres/campaigns.hpp"

#include "adapters/postgres/directory_rows.hpp"

namespace parley::postgres {

namespace sql {

constexpr Sql note_campaign = {"note_campaign", R"(
INSERT INTO campaign_arrival (intent_id, business_id, via, source, medium, campaign, at)
SELECT $1, id, $3, $4, $5, $6, $7 FROM business WHERE id = $2 AND confirmed_at IS NOT NULL AND left_at IS NULL
ON CONFLICT (intent_id) DO NOTHING)"};

// Whoever did not confirm has asked for nothing.
constexpr Sql campaign_counts = {"campaign_counts", R"(
SELECT a.via, a.source, a.medium, a.campaign, count(*), count(d.intent_id)
FROM campaign_arrival a JOIN intent_head h ON h.intent_id = a.intent_id AND h.state NOT IN ('unconfirmed', 'lapsed')
LEFT JOIN deal d ON d.intent_id = a.intent_id AND d.business_id = a.business_id
WHERE a.business_id = $1
GROUP BY a.via, a.source, a.medium, a.campaign HAVING count(*) >= $3
ORDER BY max(a.at) DESC, a.via, a.source, a.medium, a.campaign LIMIT $2)"};

constexpr Sql invited_intents = {"invited_intents", R"(
SELECT i.intent_id, i.invited_at, a.intent_id IS NOT NULL, coalesce(a.via, ''), coalesce(a.source, ''),
       coalesce(a.medium, ''), coalesce(a.campaign, '')
FROM invitation i LEFT JOIN campaign_arrival a ON a.intent_id = i.intent_id AND a.business_id = i.business_id
WHERE i.business_id = $1 AND i.invited_at IS NOT NULL
  AND ($2 = '' OR (i.invited_at, i.intent_id) < (SELECT b.invited_at, b.intent_id FROM invitation b
                                                 WHERE b.business_id = $1 AND b.intent_id = $2))
ORDER BY i.invited_at DESC, i.intent_id DESC LIMIT $3)"};

} // namespace sql

namespace {

app::CampaignTag tag_in(const Rows& rows, int row, int first) {
    return {std::string(rows.text(row, first)), std::string(rows.text(row, first + 1)),
            std::string(rows.text(row, first + 2)), std::string(rows.text(row, first + 3))};
}

} // namespace

awaitable<void> PostgresCampaigns::note(app::CampaignArrival arrival) {
    auto job = [arrival = std::move(arrival)](Session& session) {
        const app::CampaignTag& tag = arrival.tag;
        Parameters row;
        row.text(core::to_text(arrival.intent)).text(core::to_text(arrival.business));
        row.text(tag.via).text(tag.source).text(tag.medium).text(tag.campaign).bigint(arrival.at.us);
        session.execute(sql::note_campaign, row);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::CampaignCount>> PostgresCampaigns::counts(core::BusinessId business, int limit) {
    auto job = [business, limit](Session& session) {
        const Rows rows = session.execute(
            sql::campaign_counts, Parameters().text(core::to_text(business)).bigint(limit).bigint(app::campaign_floor));
        std::vector<app::CampaignCount> counts;
        for (int row = 0; row < rows.size(); ++row)
            counts.push_back({tag_in(rows, row, 0), rows.bigint(row, 4), rows.bigint(row, 5)});
        return counts;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::InvitedIntent>> PostgresCampaigns::invited(core::BusinessId business,
                                                                      std::optional<core::IntentId> before, int limit) {
    auto job = [business, before, limit](Session& session) {
        Parameters wanted;
        wanted.text(core::to_text(business)).text(before ? core::to_text(*before) : "").bigint(limit);
        const Rows rows = session.execute(sql::invited_intents, wanted);
        std::vector<app::InvitedIntent> all;
        for (int row = 0; row < rows.size(); ++row) {
            app::InvitedIntent invited{stored_id<core::IntentId>(rows.text(row, 0)), {rows.bigint(row, 1)}, {}};
            if (rows.boolean(row, 2))
                invited.tag = tag_in(rows, row, 3);
            all.push_back(std::move(invited));
        }
        return all;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
