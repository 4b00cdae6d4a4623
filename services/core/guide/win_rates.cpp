#include "core/guide/win_rates.hpp"

#include <algorithm>
#include <functional>
#include <map>

namespace parley::core {

namespace {

constexpr const char* not_stated = "not_stated";
constexpr std::array<const char*, 5> bands{"0-5", "5-15", "15-30", "30+", ""};

using Said = std::string (*)(const Chance&);

std::string up_to(std::optional<std::int64_t> value, std::initializer_list<std::int64_t> bounds) {
    if (!value)
        return not_stated;
    std::int64_t from = 0;
    for (const std::int64_t bound : bounds) {
        if (*value <= bound)
            return std::to_string(from) + '-' + std::to_string(bound);
        from = bound + 1;
    }
    return std::to_string(from) + '+';
}

std::string yes_no(bool value) {
    return value ? "yes" : "no";
}

struct Attribute {
    const char* group;
    std::vector<const char*> values; // in the order in which they are told
    Said said;
};

const std::vector<Attribute>& attributes() {
    static const std::vector<Attribute> all{
        {"delivery_days",
         {"0-3", "4-7", "8-14", "15+", not_stated},
         [](const Chance& one) { return up_to(one.delivery_days, {3, 7, 14}); }},
        {"warranty_months",
         {"0-0", "1-12", "13-24", "25+", not_stated},
         [](const Chance& one) { return up_to(one.warranty_months, {0, 12, 24}); }},
        {"fulfilment",
         {"collect", "deliver", "fit", not_stated},
         [](const Chance& one) {
             return one.fulfilment ? std::string(name_of(*one.fulfilment)) : std::string(not_stated);
         }},
        {"photo", {"yes", "no"}, [](const Chance& one) { return yes_no(one.has_photo); }},
        {"returns", {"yes", "no"}, [](const Chance& one) { return yes_no(one.has_returns); }},
        {"person", {"yes", "no"}, [](const Chance& one) { return yes_no(one.has_person); }},
        {"price_elsewhere", {"yes", "no"}, [](const Chance& one) { return yes_no(one.has_other_price); }},
        {"by_rule", {"yes", "no"}, [](const Chance& one) { return yes_no(one.automatic); }},
    };
    return all;
}

std::string position_of(const Chance& chance) {
    if (!chance.rank)
        return "hidden";
    return *chance.rank <= 3 ? std::to_string(*chance.rank) : "4+";
}

using Offers = std::vector<const Chance*>;

bool is_won(const Chance& chance) {
    return chance.came_to(FunnelStep::accepted);
}

/// Offered, and decided one way or the other; what the business took back says nothing of what buyers like.
bool is_known(const Chance& chance) {
    return chance.came_to(FunnelStep::offered) &&
           (is_won(chance) || (chance.disposition && *chance.disposition != Disposition::withdrawn));
}

WinRate rate_among(const Offers& offers, std::string group, std::string value, const Said said) {
    std::int64_t cases = 0, won = 0;
    for (const Chance* offer : offers)
        if (said == nullptr || said(*offer) == value) {
            ++cases;
            won += is_won(*offer) ? 1 : 0;
        }
    WinRate rate{std::move(group), std::move(value), cases, std::nullopt};
    if (cases >= win_floor)
        rate.rate = rate_of(cases, won);
    return rate;
}

void add_rates(std::vector<WinRate>& rates, const Offers& offers, const char* group,
               std::span<const char* const> values, Said said) {
    for (const char* value : values)
        if (WinRate rate = rate_among(offers, group, value, said); rate.offers > 0)
            rates.push_back(std::move(rate));
}

} // namespace

MissedSales missed_of(std::span<const Chance> chances) {
    MissedSales missed;
    for (const Chance& chance : chances) {
        missed.over += chance.is_over ? 1 : 0;
        missed.nobody_sold += chance.nobody_sold ? 1 : 0;
        missed.unanswered += chance.nobody_sold && !chance.answered_at ? 1 : 0;
        missed.close += is_known(chance) && !is_won(chance) && chance.band == bands.front() ? 1 : 0;
    }
    return missed;
}

WinRates win_rates_of(std::span<const Chance> chances) {
    Offers offers;
    for (const Chance& chance : chances)
        if (is_known(chance))
            offers.push_back(&chance);
    WinRates rates;
    rates.all = rate_among(offers, "all", "", nullptr);
    for (const Attribute& attribute : attributes())
        add_rates(rates.attributes, offers, attribute.group, attribute.values, attribute.said);
    constexpr std::array<const char*, 5> positions{"1", "2", "3", "4+", "hidden"};
    add_rates(rates.positions, offers, "rank", positions, position_of);
    std::map<std::string, std::int64_t> by_band, by_reason;
    for (const Chance* offer : offers)
        if (!is_won(*offer)) {
            ++by_band[offer->band];
            ++by_reason[offer->reason];
        }
    for (const char* band : bands)
        if (const auto found = by_band.find(band); found != by_band.end())
            rates.bands.push_back({found->first, found->second});
    for (const auto& [reason, count] : by_reason)
        rates.reasons.push_back({reason, count});
    std::ranges::stable_sort(rates.reasons, std::ranges::greater(), &WhyLost::offers);
    return rates;
}

} // namespace parley::core
