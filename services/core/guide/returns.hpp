// What a further contact still brings: whether the first, the second, the third ... is answered and leads to a sale,
// with how sure that is. Of too few people nothing is said, so that no one person is. Pure and in integers.
#pragma once

#include "core/money.hpp"
#include "core/names.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace parley::core {

/// Fewer people than this are no curve, and a crowd in which one stands out.
inline constexpr std::int64_t returns_floor = 10;
inline constexpr std::int64_t returns_days = 90;
/// How often the interval of a rate is meant to hold the true share.
inline constexpr std::int64_t rate_interval_ppm = 950'000;

/// How often something happened in so many cases, with Wilson's interval of its share.
struct Rate {
    std::int64_t cases = 0;
    std::int64_t happened = 0;
    std::int64_t low_ppm = 0;
    std::int64_t high_ppm = 0;
    friend bool operator==(const Rate&, const Rate&) = default;
};
/// 0 <= happened <= cases, and 1 <= cases <= 1'000'000.
Rate rate_of(std::int64_t cases, std::int64_t happened);

/// One contact with somebody: the number-th, from 1, within one request.
struct ContactMade {
    std::int64_t number = 0;
    std::string whom;      // by any name
    bool answered = false; // before the next contact
    bool sold = false;     // what was chosen, and confirmed, after this one and before the next
};

struct ReturnPoint {
    std::int64_t number = 0;
    Rate answered;
    Rate sold;
    friend bool operator==(const ReturnPoint&, const ReturnPoint&) = default;
};

/// From the first contact on, as far as at least returns_floor people stand behind each point.
std::vector<ReturnPoint> returns_of(std::span<const ContactMade> contacts);

/// The number-th letter to a reader of a list, from 1.
struct Letter {
    std::int64_t number = 0;
    std::string reader;
    bool stopped = false; // left the list before the next letter
};

struct LetterPoint {
    std::int64_t number = 0;
    Rate stopped;
    friend bool operator==(const LetterPoint&, const LetterPoint&) = default;
};

std::vector<LetterPoint> letter_points_of(std::span<const Letter> letters);

/// Where the buyer of a sale came from; the first of these that is true of it.
enum class SaleSource {
    bought_before, // from this business, on Parley
    on_list,       // was on the business's own list when asking
    by_link,       // somebody passed on a link to the request or to the business
    newcomer       // none of these
};
std::span<const std::string_view> names_of(SaleSource);

struct Sale {
    bool bought_before = false;
    bool on_list = false;
    bool by_link = false;
    Minor price = 0;
};
SaleSource source_of(const Sale& sale);

struct SourceShare {
    SaleSource source = SaleSource::newcomer;
    std::int64_t sales = 0;
    Minor value = 0;
    friend bool operator==(const SourceShare&, const SourceShare&) = default;
};
/// One of each source, in their order.
std::vector<SourceShare> sources_of(std::span<const Sale> sales);

} // namespace parley::core
