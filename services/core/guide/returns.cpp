#include "core/guide/returns.hpp"

#include "core/assert.hpp"
#include "core/rules.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace parley::core {

namespace {

constexpr std::array<std::string_view, 4> source_names{"bought_before", "on_list", "by_link", "newcomer"};

/// The largest integer whose square is not above `value`.
std::int64_t root_of(std::int64_t value) {
    std::int64_t low = 0, high = 3'000'000'000;
    while (low < high) {
        const std::int64_t middle = low + (high - low + 1) / 2;
        if (middle <= value / middle)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/// Those of one number, while enough people stand behind them.
template <class Item>
std::vector<const Item*> told(std::span<const Item> items, std::int64_t number, std::string Item::* who) {
    std::vector<const Item*> found;
    std::set<std::string_view> people;
    for (const Item& item : items)
        if (item.number == number) {
            found.push_back(&item);
            people.insert(item.*who);
        }
    if (static_cast<std::int64_t>(people.size()) < returns_floor)
        found.clear();
    return found;
}

template <class Item>
Rate share_of(const std::vector<const Item*>& items, bool Item::* what) {
    const auto happened = std::ranges::count_if(items, [&](const Item* item) { return item->*what; });
    return rate_of(static_cast<std::int64_t>(items.size()), happened);
}

} // namespace

// With z = 1.96: (x + z²/2 ± z √(x (n - x) / n + z²/4)) / (n + z²), everything times 10'000.
Rate rate_of(std::int64_t cases, std::int64_t happened) {
    PARLEY_ASSERT(cases >= 1 && cases <= 1'000'000 && happened >= 0 && happened <= cases, "a share is of something");
    constexpr std::int64_t z = 19'600, z_squared = 38'416, root_scale = 1'000;
    const std::int64_t below = cases * 10'000 + z_squared;
    const std::int64_t middle = (happened * 10'000 + z_squared / 2) * ppm_per_one / below;
    const std::int64_t spread =
        happened * (cases - happened) * root_scale * root_scale / cases + z_squared * root_scale * root_scale / 40'000;
    const std::int64_t half = z * root_of(spread) * (ppm_per_one / root_scale) / below;
    return {cases, happened, happened == 0 ? 0 : std::max<std::int64_t>(middle - half, 0),
            happened == cases ? ppm_per_one : std::min(middle + half, ppm_per_one)};
}

std::vector<ReturnPoint> returns_of(std::span<const ContactMade> contacts) {
    std::vector<ReturnPoint> points;
    for (std::int64_t number = 1;; ++number) {
        const auto found = told(contacts, number, &ContactMade::whom);
        if (found.empty())
            return points;
        points.push_back({number, share_of(found, &ContactMade::answered), share_of(found, &ContactMade::sold)});
    }
}

std::vector<LetterPoint> letter_points_of(std::span<const Letter> letters) {
    std::vector<LetterPoint> points;
    for (std::int64_t number = 1;; ++number) {
        const auto found = told(letters, number, &Letter::reader);
        if (found.empty())
            return points;
        points.push_back({number, share_of(found, &Letter::stopped)});
    }
}

std::span<const std::string_view> names_of(SaleSource) {
    return source_names;
}

SaleSource source_of(const Sale& sale) {
    if (sale.bought_before)
        return SaleSource::bought_before;
    if (sale.on_list)
        return SaleSource::on_list;
    return sale.by_link ? SaleSource::by_link : SaleSource::newcomer;
}

std::vector<SourceShare> sources_of(std::span<const Sale> sales) {
    std::vector<SourceShare> shares;
    for (std::size_t source = 0; source < source_names.size(); ++source)
        shares.push_back({static_cast<SaleSource>(source)});
    for (const Sale& sale : sales) {
        SourceShare& share = shares[static_cast<std::size_t>(source_of(sale))];
        ++share.sales;
        share.value += sale.price;
    }
    return shares;
}

} // namespace parley::core
