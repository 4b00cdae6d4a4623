#include "core/matching/preview.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace parley::core {

namespace {

constexpr Micros day = seconds(86'400);
constexpr std::int64_t thursday_to_monday = 3; // 1 January 1970 was a Thursday
constexpr std::array<std::int32_t, 9> wider_by_km{5, 10, 15, 20, 30, 50, 75, 100, 200};

/// What the counts of a replay stand on: nobody has been invited yet, and a pause would only say nothing.
Shop fresh(Shop shop) {
    shop.paused = false;
    shop.invited_today = 0;
    return shop;
}

std::int64_t utc_day(Instant at) {
    return at.us / day;
}

Instant week_of(Instant at) {
    const std::int64_t number = (utc_day(at) + thursday_to_monday) / 7;
    return {(number * 7 - thursday_to_monday) * day};
}

bool open_while_it_ran(const Shop& shop, const PastRequest& request) {
    BranchHours hours;
    for (std::size_t i = 0; i < shop.branch_count(); ++i)
        if (serves(shop, shop.branch(i), request.query))
            hours.push_back(&shop.branch(i).hours);
    return !open_spans(hours, request.ran_from, request.ran_until).empty();
}

struct Judged {
    WhyNotCause cause = WhyNotCause::none; // none, or what keeps it away: sector, distance, words ... budget_floor
    std::int64_t km_missing = 0;
    bool over_cap = false; // matched, but its day (UTC) was full
    bool closed = false;   // matched, but none of the branches that serve it was open while it ran
    bool came_in() const { return cause == WhyNotCause::none && !over_cap; }
};

/// Hours are gone through branch by branch, so they are left out where only what came in is asked.
enum class Hours { judged, ignored };

/// The pause and what was invited today are left out of it.
std::vector<Judged> judge(const SectorTree& sectors, const Shop& shop, std::span<const PastRequest> requests,
                          Hours hours) {
    const Shop asked = fresh(shop);
    std::vector<Judged> all;
    all.reserve(requests.size());
    std::int64_t today = 0, on_day = 0;
    for (const PastRequest& request : requests) {
        Judged& one = all.emplace_back();
        const WhyNot why = why_not(sectors, asked, request.query, false);
        one.cause = why.cause;
        one.km_missing = why.km_missing;
        if (why.cause != WhyNotCause::none)
            continue;
        if (utc_day(request.at) != today) {
            today = utc_day(request.at);
            on_day = 0;
        }
        one.over_cap = ++on_day > asked.daily_cap && asked.daily_cap > 0;
        one.closed = hours == Hours::judged && !open_while_it_ran(asked, request);
    }
    return all;
}

void count(ReachTally& tally, const Judged& judged) {
    tally.matched += judged.cause == WhyNotCause::none ? 1 : 0;
    tally.came_in += judged.came_in() ? 1 : 0;
    tally.in_hours += judged.came_in() && !judged.closed ? 1 : 0;
}

ReachTally tally_of(std::span<const Judged> judged) {
    ReachTally tally;
    for (const Judged& one : judged)
        count(tally, one);
    return tally;
}

std::optional<KeptAway> kept_away_by(const Judged& judged) {
    switch (judged.cause) {
    case WhyNotCause::distance:
        return KeptAway::distance;
    case WhyNotCause::words:
        return KeptAway::words;
    case WhyNotCause::requirements:
        return KeptAway::requirements;
    case WhyNotCause::budget_floor:
        return KeptAway::budget_floor;
    case WhyNotCause::none:
        if (judged.over_cap)
            return KeptAway::daily_cap;
        return judged.closed ? std::optional(KeptAway::closed) : std::nullopt;
    default:
        return std::nullopt;
    }
}

/// A replay with one thing changed, against the replay without.
class Changes {
public:
    Changes(const SectorTree& sectors, const Shop& shop, std::span<const PastRequest> requests, const ReachTally& now)
        : sectors_(sectors), shop_(shop), requests_(requests), now_(now) {}

    std::vector<ReachGain> against(KeptAway cause) const {
        switch (cause) {
        case KeptAway::distance:
            return wider();
        case KeptAway::words:
            return {gain(ReachChange::no_words, [](Shop& shop) {
                shop.include.clear();
                shop.exclude.clear();
            })};
        case KeptAway::requirements:
            return {gain(ReachChange::no_requirements, [](Shop& shop) { shop.requirements.clear(); })};
        case KeptAway::budget_floor:
            return {gain(ReachChange::no_floor, [](Shop& shop) { shop.budget_floor = 0; })};
        case KeptAway::daily_cap:
            return {gain(ReachChange::no_cap, [](Shop& shop) { shop.daily_cap = 0; })};
        case KeptAway::closed:
            return {{ReachChange::always_open, 0, now_.came_in - now_.in_hours}};
        }
        return {};
    }

private:
    template <class Change>
    ReachGain gain(ReachChange name, Change change, std::int64_t by = 0) const {
        Shop changed = shop_;
        change(changed);
        return {name, by, tally_of(judge(sectors_, changed, requests_, Hours::ignored)).came_in - now_.came_in};
    }

    /// The first steps that each add more than the one before.
    std::vector<ReachGain> wider() const {
        std::vector<ReachGain> gains;
        for (const std::int32_t by : wider_by_km) {
            const auto widen = [by](Branch& branch) {
                branch.radius_km += by;
                for (Area& area : branch.areas)
                    area.radius_km += by;
            };
            const ReachGain one = gain(
                ReachChange::wider_km,
                [&](Shop& shop) {
                    widen(shop);
                    std::ranges::for_each(shop.further, widen);
                },
                by);
            if (one.adds > (gains.empty() ? 0 : gains.back().adds))
                gains.push_back(one);
            if (gains.size() == wider_steps_shown)
                break;
        }
        return gains;
    }

    const SectorTree& sectors_;
    const Shop& shop_;
    std::span<const PastRequest> requests_;
    const ReachTally& now_;
};

std::vector<KeptAwayGroup> kept_away(const Changes& changes, std::span<const Judged> judged) {
    std::map<KeptAway, std::int64_t> counts;
    for (const Judged& one : judged)
        if (const auto cause = kept_away_by(one))
            ++counts[*cause];
    std::vector<KeptAwayGroup> groups;
    for (const auto& [cause, requests] : counts)
        groups.push_back({cause, requests, changes.against(cause)});
    std::ranges::stable_sort(groups, std::ranges::greater(), &KeptAwayGroup::requests);
    return groups;
}

Minor middle_of(std::vector<Minor> prices) {
    const auto middle = prices.begin() + static_cast<std::ptrdiff_t>((prices.size() - 1) / 2);
    std::ranges::nth_element(prices, middle);
    return *middle;
}

/// `came_in` are those of one sector that would have; `own` the prices of all offers that the business made in it.
PriceEstimate estimate(const Shop& shop, std::span<const PastRequest* const> came_in, std::vector<Minor> own,
                       std::optional<Minor> named) {
    PriceEstimate estimate;
    if (named) {
        estimate.basis = PriceBasis::named;
        estimate.price = named;
    } else if (const auto offers = static_cast<std::int64_t>(own.size()); offers > 0) {
        estimate.basis = PriceBasis::own_offers;
        estimate.own_offers = offers;
        if (offers >= own_offers_floor)
            estimate.price = middle_of(std::move(own));
    }
    std::int64_t best = 0;
    for (const PastRequest* request : came_in) {
        std::optional<Minor> lowest;
        for (const PastOffer& offer : request->offers)
            if (offer.business != shop.id && (!lowest || offer.price < *lowest))
                lowest = offer.price;
        if (!lowest) {
            ++estimate.without_offer;
            continue;
        }
        ++estimate.compared;
        best += estimate.price && *estimate.price < *lowest ? 1 : 0;
    }
    if (estimate.price && estimate.compared >= prices_floor)
        estimate.best = best;
    return estimate;
}

std::vector<SectorPreview> by_sector(const Shop& shop, std::span<const PastRequest> requests,
                                     std::span<const Judged> judged, std::optional<Minor> named) {
    struct Gathered {
        ReachTally tally;
        std::vector<const PastRequest*> came_in;
        std::vector<Minor> own;
    };
    std::map<std::string, Gathered> sectors;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        if (judged[i].cause == WhyNotCause::sector)
            continue;
        Gathered& one = sectors[requests[i].query.sector];
        count(one.tally, judged[i]);
        if (judged[i].came_in())
            one.came_in.push_back(&requests[i]);
        for (const PastOffer& offer : requests[i].offers)
            if (offer.business == shop.id)
                one.own.push_back(offer.price);
    }
    std::vector<SectorPreview> previews;
    for (auto& [sector, one] : sectors)
        previews.push_back({sector, one.tally, estimate(shop, one.came_in, std::move(one.own), named)});
    return previews;
}

std::vector<WeekPreview> by_week(std::span<const PastRequest> requests, std::span<const Judged> judged, Instant from,
                                 Instant to) {
    std::vector<WeekPreview> weeks;
    for (Instant week = week_of(from); week <= to; week = week + 7 * day)
        weeks.push_back({week, {}});
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const Instant week = week_of(requests[i].at);
        const auto found = std::ranges::find(weeks, week, &WeekPreview::from);
        PARLEY_ASSERT(found != weeks.end(), "a previewed request lies within the span");
        count(found->tally, judged[i]);
    }
    return weeks;
}

} // namespace

std::span<const std::string_view> names_of(KeptAway) {
    static constexpr std::string_view names[] = {"distance",     "words",     "requirements",
                                                 "budget_floor", "daily_cap", "closed"};
    return names;
}

std::span<const std::string_view> names_of(ReachChange) {
    static constexpr std::string_view names[] = {"wider_km", "no_words", "no_requirements",
                                                 "no_floor", "no_cap",   "always_open"};
    return names;
}

std::span<const std::string_view> names_of(PriceBasis) {
    static constexpr std::string_view names[] = {"none", "own_offers", "named"};
    return names;
}

std::span<const std::string_view> names_of(MissedCause) {
    static constexpr std::string_view names[] = {"distance",     "words",     "requirements",
                                                 "budget_floor", "daily_cap", "not_chosen"};
    return names;
}

Preview preview_of(const SectorTree& sectors, const Shop& shop, std::span<const PastRequest> requests,
                   std::optional<Minor> named_price, Instant from, Instant to) {
    const std::vector<Judged> judged = judge(sectors, shop, requests, Hours::judged);
    Preview preview;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        if (judged[i].cause == WhyNotCause::sector)
            continue;
        ++preview.in_sectors;
        preview.sealed += requests[i].budget_sealed ? 1 : 0;
    }
    preview.tally = tally_of(judged);
    preview.weeks = by_week(requests, judged, from, to);
    preview.sectors = by_sector(shop, requests, judged, named_price);
    preview.kept_away = kept_away(Changes(sectors, shop, requests, preview.tally), judged);
    return preview;
}

std::vector<Missed> missed_by(const SectorTree& sectors, const Shop& shop, std::span<const PastRequest> requests) {
    const std::vector<Judged> judged = judge(sectors, shop, requests, Hours::ignored);
    std::vector<Missed> missed;
    for (std::size_t i = requests.size(); i-- > 0;) {
        if (judged[i].cause == WhyNotCause::sector ||
            std::ranges::find(requests[i].asked, shop.id) != requests[i].asked.end())
            continue;
        // Being shut keeps nobody from being asked, so hours are ignored here.
        const auto kept = kept_away_by(judged[i]);
        const MissedCause cause = kept ? static_cast<MissedCause>(*kept) : MissedCause::not_chosen;
        missed.push_back({&requests[i], cause, judged[i].km_missing});
    }
    return missed;
}

} // namespace parley::core
