#include "adapters/postgres/businesses.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/directory_sql.hpp"
#include "adapters/postgres/reach_column.hpp"
#include "app/standing_news.hpp"
#include "wire/hours_json.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace parley::postgres {

namespace {

constexpr std::size_t add_at_once = 2'000; // rows of one statement, so that a large seed stays within its time
constexpr core::Micros day = core::seconds(24 * 3'600);

// --- JSON columns ---------------------------------------------------------------------------------------------------

core::OpeningHours hours_of(const core::Value& value) {
    auto hours = wire::hours_from(value);
    if (!hours)
        throw std::runtime_error("directory: stored opening hours cannot be read");
    return *std::move(hours);
}

core::Value list_value(const std::vector<std::string>& strings) {
    return core::Value::Array(strings.begin(), strings.end());
}

// --- rows -----------------------------------------------------------------------------------------------------------

// The count whose share reads back as it was given; exact for any share of a count below 500 000.
std::int64_t answers_of(const core::Shop& shop) {
    return (std::int64_t{shop.answered_ppm} * shop.invitations + core::ppm_per_one / 2) / core::ppm_per_one;
}

// $1 to $19 of add_businesses and change_business.
Parameters business_parameters(std::span<const app::Business> businesses) {
    std::vector<std::string> ids, names, place_names, stories, traders, sectors, hours, reaches;
    std::vector<std::int64_t> lats, lons, radii, floors, caps, invitations, answers;
    std::vector<std::optional<std::int64_t>> confirmed;
    std::vector<bool> nationwide, paused, simulated;
    for (const app::Business& business : businesses) {
        const core::Shop& shop = business.shop;
        ids.push_back(core::to_text(shop.id));
        names.push_back(business.name);
        place_names.push_back(business.place_name);
        stories.push_back(business.story);
        traders.push_back(core::canonical(business.trader));
        sectors.push_back(core::canonical(list_value(shop.sectors)));
        lats.push_back(shop.place.lat_e6);
        lons.push_back(shop.place.lon_e6);
        radii.push_back(shop.radius_km);
        nationwide.push_back(shop.nationwide);
        floors.push_back(shop.budget_floor);
        paused.push_back(shop.paused);
        hours.push_back(core::canonical(wire::hours_value(shop.hours)));
        simulated.push_back(shop.simulated);
        caps.push_back(shop.daily_cap);
        confirmed.push_back(business.confirmed_at ? std::optional(business.confirmed_at->us) : std::nullopt);
        invitations.push_back(shop.invitations);
        answers.push_back(answers_of(shop));
        reaches.push_back(core::canonical(reach_value(shop)));
    }
    Parameters parameters;
    parameters.texts(ids).texts(names).texts(place_names).texts(stories).texts(traders).texts(sectors);
    parameters.bigints(lats).bigints(lons).bigints(radii).booleans(nationwide).bigints(floors).booleans(paused);
    parameters.texts(hours).booleans(simulated).bigints(caps).bigints(confirmed).bigints(invitations).bigints(answers);
    parameters.texts(reaches);
    return parameters;
}

app::Business business_of(const Rows& rows, int row) {
    app::Business business;
    core::Shop& shop = business.shop;
    const auto small = [&](int column) { return static_cast<std::int32_t>(rows.bigint(row, column)); };
    shop.id = stored_id<core::BusinessId>(rows.text(row, 0));
    business.version = rows.bigint(row, 1);
    business.name = rows.text(row, 2);
    business.place_name = rows.text(row, 3);
    business.story = rows.text(row, 4);
    business.trader = stored_json(rows.text(row, 5), "business.trader");
    shop.sectors = stored_strings(rows.text(row, 6), "business.sectors");
    shop.place = {small(7), small(8)};
    shop.radius_km = small(9);
    shop.nationwide = rows.boolean(row, 10);
    shop.budget_floor = rows.bigint(row, 11);
    shop.paused = rows.boolean(row, 12);
    shop.hours = hours_of(stored_json(rows.text(row, 13), "business.hours"));
    shop.simulated = rows.boolean(row, 14);
    shop.daily_cap = small(15);
    business.confirmed_at = maybe_instant(rows, row, 16);
    shop.invitations = small(17);
    shop.answered_ppm = small(18);
    shop.invited_today = small(19);
    business.conduct = rows.text(row, 20);
    put_reach(stored_json(rows.text(row, 21), "business.reach"), shop);
    if (!rows.is_null(row, 22))
        business.left_at = core::Instant{rows.bigint(row, 22)};
    return business;
}

// $1 to $15 of add_standing_offers and put_standing_offer.
Parameters offer_parameters(std::span<const app::StandingOffer> offers) {
    std::vector<std::string> ids, businesses, sectors, attributes, messages, groups, details;
    std::vector<std::optional<std::int64_t>> opening_prices, floor_prices;
    std::vector<std::int64_t> opening_ppms, floor_ppms, mins, maxs, capacities;
    std::vector<bool> paused;
    for (const app::StandingOffer& offer : offers) {
        ids.push_back(offer.id);
        businesses.push_back(core::to_text(offer.business));
        sectors.push_back(offer.sector);
        opening_prices.push_back(offer.opening.price);
        opening_ppms.push_back(offer.opening.ppm_of_budget);
        floor_prices.push_back(offer.floor.price);
        floor_ppms.push_back(offer.floor.ppm_of_budget);
        attributes.push_back(core::canonical(attributes_value(offer.attributes)));
        messages.push_back(offer.message);
        mins.push_back(offer.respond_min_s);
        maxs.push_back(offer.respond_max_s);
        groups.push_back(offer.capacity_group);
        capacities.push_back(offer.capacity);
        paused.push_back(offer.paused);
        details.push_back(core::canonical(core::details_value(offer.details)));
    }
    Parameters parameters;
    parameters.texts(ids).texts(businesses).texts(sectors).bigints(opening_prices).bigints(opening_ppms);
    parameters.bigints(floor_prices).bigints(floor_ppms).texts(attributes).texts(messages).bigints(mins).bigints(maxs);
    parameters.texts(groups).bigints(capacities).booleans(paused).texts(details);
    return parameters;
}

std::vector<app::StandingOffer> offers_of(Session& session, const std::vector<core::BusinessId>& businesses,
                                          bool with_paused) {
    const auto parameters = Parameters().texts(texts_of(businesses)).bigint(with_paused ? 1 : 0);
    const Rows rows = session.execute(sql::standing_offers, parameters);
    std::vector<app::StandingOffer> offers;
    for (int row = 0; row < rows.size(); ++row) {
        app::StandingOffer offer;
        offer.id = rows.text(row, 0);
        offer.business = stored_id<core::BusinessId>(rows.text(row, 1));
        offer.sector = rows.text(row, 2);
        offer.opening = {maybe_bigint(rows, row, 3), rows.bigint(row, 4)};
        offer.floor = {maybe_bigint(rows, row, 5), rows.bigint(row, 6)};
        offer.attributes = attributes_of(stored_json(rows.text(row, 7), "standing_offer.attributes"));
        offer.message = rows.text(row, 8);
        offer.respond_min_s = rows.bigint(row, 9);
        offer.respond_max_s = rows.bigint(row, 10);
        offer.capacity_group = rows.text(row, 11);
        offer.capacity = rows.bigint(row, 12);
        offer.paused = rows.boolean(row, 13);
        offer.details = details_of(rows.text(row, 14), "standing_offer.details");
        offers.push_back(std::move(offer));
    }
    return offers;
}

/// The business is the caller's until the commit.
std::optional<app::StandingOffer> locked_offer(Session& session, const core::BusinessId& business,
                                               const std::string& id) {
    session.execute(sql::lock_business, Parameters().text(core::to_text(business)));
    for (app::StandingOffer& offer : offers_of(session, {business}, true))
        if (offer.id == id)
            return std::move(offer);
    return std::nullopt;
}

void note_change(Session& session, const core::Value& news, const app::StandingOffer& offer, core::Instant now) {
    session.execute(sql::note_standing_offer, Parameters()
                                                  .text(core::to_text(offer.business))
                                                  .text(offer.id)
                                                  .bigint(now.us)
                                                  .text(core::canonical(news))
                                                  .text(app::standing_mail_job));
}

// --- numbering ------------------------------------------------------------------------------------------------------

// Takes `count` versions and the lock that goes with them; gives the number before the first.
std::int64_t take_versions(Session& session, std::size_t count) {
    const auto many = static_cast<std::int64_t>(count);
    return session.execute(sql::take_versions, Parameters().bigint(many)).bigint(0, 0) - many;
}

// Those that are there already stay as they are.
void insert(Session& session, std::span<const app::Business> businesses) {
    auto work = [&] {
        const std::int64_t before = take_versions(session, businesses.size());
        session.execute(sql::add_businesses, business_parameters(businesses).bigint(before));
    };
    session.transaction(work);
}

// A shop at its daily cap is not invited, so nothing else would ever say that its day is over.
void begin_days(Session& session) {
    if (!session.execute(sql::any_day_over, Parameters()).boolean(0, 0))
        return;
    auto work = [&] {
        take_versions(session, 0);
        const auto count = static_cast<std::size_t>(session.execute(sql::days_over, Parameters()).bigint(0, 0));
        session.execute(sql::begin_days, Parameters().bigint(take_versions(session, count)));
    };
    session.transaction(work);
}

// What the first effects of some notes come to for one business.
struct Counted {
    std::int64_t invited = 0;
    std::int64_t answered = 0;
    std::int64_t day = 0; // the latest
    std::int64_t on_day = 0;
};

std::map<std::string, Counted> counted(const Rows& added) {
    std::map<std::string, Counted> all;
    for (int row = 0; row < added.size(); ++row) {
        Counted& one = all[std::string(added.text(row, 0))];
        const std::int64_t on = added.bigint(row, 1) / day;
        ++one.invited;
        one.answered += added.boolean(row, 2) ? 1 : 0;
        if (on > one.day) {
            one.day = on;
            one.on_day = 0;
        }
        one.on_day += on == one.day ? 1 : 0;
    }
    return all;
}

void count_invitations(Session& session, const Rows& added) {
    std::vector<std::string> ids;
    std::vector<std::int64_t> invited, answered, days, on_days;
    for (const auto& [id, one] : counted(added)) {
        ids.push_back(id);
        invited.push_back(one.invited);
        answered.push_back(one.answered);
        days.push_back(one.day);
        on_days.push_back(one.on_day);
    }
    if (ids.empty())
        return;
    Parameters parameters;
    parameters.bigint(take_versions(session, ids.size()));
    parameters.texts(ids).bigints(invited).bigints(answered).bigints(days).bigints(on_days);
    session.execute(sql::count_invitations, parameters);
}

} // namespace

PostgresBusinesses::PostgresBusinesses(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {
    auto note = [](Session& session, std::span<const Answered> answered) {
        auto work = [&] { note_answers(session, {answered.begin(), answered.end()}); };
        session.transaction(work);
        return std::vector<std::monostate>(answered.size());
    };
    answers_ = std::make_shared<Gathered<Answered, std::monostate>>(sessions_, note);
}

// --- businesses -----------------------------------------------------------------------------------------------------

awaitable<void> PostgresBusinesses::add(app::Business business) {
    auto job = [business = std::move(business)](Session& session) {
        const Parameters row = business_parameters(std::span(&business, 1));
        auto work = [&] {
            const std::int64_t before = take_versions(session, 1);
            session.execute(sql::add_businesses, Parameters(row).bigint(before));
            session.execute(sql::replace_unconfirmed, Parameters(row).bigint(before + 1));
        };
        session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresBusinesses::add_all(std::vector<app::Business> businesses,
                                            std::vector<app::StandingOffer> offers) {
    auto job = [businesses = std::move(businesses), offers = std::move(offers)](Session& session) {
        for (std::size_t at = 0; at < businesses.size(); at += add_at_once)
            insert(session, std::span(businesses).subspan(at, std::min(add_at_once, businesses.size() - at)));
        for (std::size_t at = 0; at < offers.size(); at += add_at_once) {
            const auto some = std::span(offers).subspan(at, std::min(add_at_once, offers.size() - at));
            std::vector<std::string> owners, groups;
            std::vector<std::int64_t> slots;
            for (const app::StandingOffer& offer : some) {
                owners.push_back(core::to_text(offer.business));
                groups.push_back(offer.capacity_group);
                slots.push_back(offer.capacity);
            }
            auto work = [&] {
                session.execute(sql::add_standing_offers, offer_parameters(some));
                session.execute(sql::add_capacity_groups, Parameters().texts(owners).texts(groups).bigints(slots));
            };
            session.transaction(work);
        }
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::Business>> PostgresBusinesses::find(core::BusinessId id) {
    auto job = [id](Session& session) -> std::optional<app::Business> {
        const Rows rows = session.execute(sql::find_business, Parameters().text(core::to_text(id)));
        if (rows.size() == 0)
            return std::nullopt;
        return business_of(rows, 0);
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresBusinesses::confirm(core::BusinessId id, core::Instant now) {
    auto job = [id, now](Session& session) {
        auto work = [&] {
            const std::int64_t version = take_versions(session, 1) + 1;
            session.execute(sql::accept_ticked, Parameters().text(core::to_text(id)).bigint(now.us));
            session.execute(sql::confirm_business, Parameters().text(core::to_text(id)).bigint(now.us).bigint(version));
        };
        session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresBusinesses::leave(core::BusinessId id, core::Instant now) {
    auto job = [id, now](Session& session) {
        auto work = [&] {
            const std::int64_t version = take_versions(session, 1) + 1;
            session.execute(sql::leave_business, Parameters().text(core::to_text(id)).bigint(now.us).bigint(version));
        };
        session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresBusinesses::tick_conduct(core::BusinessId id, std::string version, std::string code_sha256) {
    auto job = [id, version = std::move(version), code_sha256 = std::move(code_sha256)](Session& session) {
        session.execute(sql::tick_conduct, Parameters().text(core::to_text(id)).text(version).text(code_sha256));
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresBusinesses::accept_conduct(core::BusinessId id, std::string version, std::string code_sha256,
                                                   core::Instant now) {
    auto job = [id, version = std::move(version), code_sha256 = std::move(code_sha256), now](Session& session) {
        auto work = [&] {
            const std::int64_t number = take_versions(session, 1) + 1;
            session.execute(
                sql::accept_conduct,
                Parameters().text(core::to_text(id)).text(version).text(code_sha256).bigint(now.us).bigint(number));
        };
        session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresBusinesses::change(app::Business business) {
    auto job = [business = std::move(business)](Session& session) {
        auto work = [&] {
            const std::int64_t version = take_versions(session, 1) + 1;
            session.execute(sql::change_business, business_parameters(std::span(&business, 1)).bigint(version));
        };
        session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::Business>> PostgresBusinesses::changed_since(std::int64_t version, int limit) {
    auto job = [version, limit](Session& session) {
        std::vector<app::Business> businesses;
        if (limit <= 0)
            return businesses;
        begin_days(session);
        const Rows rows = session.execute(sql::changed_businesses, Parameters().bigint(version).bigint(limit));
        for (int row = 0; row < rows.size(); ++row)
            businesses.push_back(business_of(rows, row));
        return businesses;
    };
    return sessions_->run(std::move(job));
}

// --- invitations ----------------------------------------------------------------------------------------------------

awaitable<void> PostgresBusinesses::note_invitations(std::vector<InvitationNote> notes) {
    auto job = [notes = std::move(notes)](Session& session) {
        // Once each, and in one order for everybody, so that no two who note at the same time wait in a circle.
        std::map<std::pair<std::string, std::string>, InvitationNote> once;
        for (const InvitationNote& note : notes)
            once.try_emplace({core::to_text(note.business), core::to_text(note.intent)}, note);
        if (once.empty())
            return;
        std::vector<std::string> businesses, intents;
        std::vector<std::int64_t> bidders, moments;
        for (const auto& [key, note] : once) {
            businesses.push_back(key.first);
            intents.push_back(key.second);
            bidders.push_back(note.bidder);
            moments.push_back(note.at.us);
        }
        auto work = [&] {
            const auto parameters = Parameters().texts(businesses).texts(intents).bigints(bidders).bigints(moments);
            count_invitations(session, session.execute(sql::add_invitations, parameters));
        };
        session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

/// Once each, and in the order of note_invitations.
void PostgresBusinesses::note_answers(Session& session, std::set<Answered> answered) {
    std::vector<std::string> businesses, intents;
    for (const Answered& one : answered) {
        businesses.push_back(one.business);
        intents.push_back(one.intent);
    }
    const Rows noted = session.execute(sql::note_answers, Parameters().texts(businesses).texts(intents));
    std::map<std::string, std::int64_t> counted;
    for (int row = 0; row < noted.size(); ++row)
        if (noted.boolean(row, 1))
            ++counted[std::string(noted.text(row, 0))];
    if (counted.empty())
        return;
    std::vector<std::string> ids;
    std::vector<std::int64_t> answers;
    for (const auto& [id, count] : counted) {
        ids.push_back(id);
        answers.push_back(count);
    }
    const std::int64_t before = take_versions(session, ids.size());
    session.execute(sql::count_answers, Parameters().texts(ids).bigints(answers).bigint(before));
}

awaitable<void> PostgresBusinesses::note_answer(core::BusinessId business, core::IntentId intent) {
    co_await answers_->ask({core::to_text(business), core::to_text(intent)});
}

awaitable<std::vector<app::Businesses::InvitationNote>>
PostgresBusinesses::invitations(core::BusinessId business, core::Instant before, int limit) {
    auto job = [business, before, limit](Session& session) {
        std::vector<InvitationNote> notes;
        const auto parameters = Parameters().text(core::to_text(business)).bigint(before.us).bigint(std::max(0, limit));
        const Rows rows = session.execute(sql::invitations, parameters);
        for (int row = 0; row < rows.size(); ++row)
            notes.push_back(
                {business, stored_id<core::IntentId>(rows.text(row, 0)), rows.bigint(row, 1), {rows.bigint(row, 2)}});
        return notes;
    };
    return sessions_->run(std::move(job));
}

// --- standing offers ------------------------------------------------------------------------------------------------

awaitable<std::vector<app::StandingOffer>> PostgresBusinesses::standing_offers(core::BusinessId business) {
    auto job = [business](Session& session) { return offers_of(session, {business}, true); };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresBusinesses::put_standing_offer(app::StandingOffer offer, core::Instant now) {
    auto job = [offer = std::move(offer), now](Session& session) {
        auto work = [&] {
            const std::string business = core::to_text(offer.business);
            const auto before = locked_offer(session, offer.business, offer.id);
            const Rows put = session.execute(sql::put_standing_offer, offer_parameters(std::span(&offer, 1)));
            if (put.affected() == 0)
                throw SqlError("23505", "postgres: the standing offer is another business's: " + offer.id);
            if (!offer.capacity_group.empty())
                session.execute(sql::put_capacity_group,
                                Parameters().text(business).text(offer.capacity_group).bigint(offer.capacity));
            if (!before || *before != offer)
                note_change(session, app::standing_news(before ? &*before : nullptr, &offer), offer, now);
        };
        session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresBusinesses::drop_standing_offer(core::BusinessId business, std::string id, core::Instant now) {
    auto job = [business, id = std::move(id), now](Session& session) {
        auto work = [&] {
            const auto before = locked_offer(session, business, id);
            if (!before)
                return false;
            session.execute(sql::drop_standing_offer, Parameters().text(core::to_text(business)).text(id));
            note_change(session, app::standing_news(&*before, nullptr), *before, now);
            return true;
        };
        return session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::StandingOfferChange>> PostgresBusinesses::standing_offer_changes(core::BusinessId business,
                                                                                            int limit) {
    auto job = [business, limit](Session& session) {
        const auto parameters = Parameters().text(core::to_text(business)).bigint(limit);
        const Rows rows = session.execute(sql::standing_offer_changes, parameters);
        std::vector<app::StandingOfferChange> changes;
        for (int row = 0; row < rows.size(); ++row)
            changes.push_back({std::string(rows.text(row, 0)),
                               {rows.bigint(row, 1)},
                               stored_json(rows.text(row, 2), "standing_offer_change.body")});
        return changes;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::CapacityGroup>> PostgresBusinesses::capacity_groups(core::BusinessId business) {
    auto job = [business](Session& session) {
        const Rows rows = session.execute(sql::capacity_groups, Parameters().text(core::to_text(business)));
        std::vector<app::CapacityGroup> groups;
        for (int row = 0; row < rows.size(); ++row)
            groups.push_back({std::string(rows.text(row, 0)), rows.bigint(row, 1), rows.bigint(row, 2)});
        return groups;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::StandingOffer>>
PostgresBusinesses::standing_offers_of(std::vector<core::BusinessId> businesses) {
    auto job = [businesses = std::move(businesses)](Session& session) { return offers_of(session, businesses, false); };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
