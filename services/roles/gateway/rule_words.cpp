#include "roles/gateway/rule_words.hpp"

#include "lab/analyse/amounts.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace parley::roles {

namespace {

constexpr std::pair<std::string_view, std::string_view> names[] = {
    {"/format", "kind of round"},
    {"/pricing", "what the buyer pays"},
    {"/visibility", "what shops see of each other"},
    {"/buyer_sees", "when the buyer sees offers"},
    {"/duration_s", "length of the round"},
    {"/close/mode", "how the round ends"},
    {"/close/window_s", "what counts as the last moment"},
    {"/close/extension_s", "how far a late offer puts the end off"},
    {"/close/max_total_s", "longest round"},
    {"/close/trigger", "which late offer puts the end off"},
    {"/step/own_bp", "smallest step below one's own offer"},
    {"/step/lead_bp", "smallest step to take the lead"},
    {"/max_revisions", "how often an offer may change"},
    {"/self_outbid", "the shop in front may go lower still"},
    {"/ceiling/show_budget", "shops see the budget"},
    {"/invite/count", "how many shops are asked"},
    {"/invite/newcomer_ppm", "places for new shops"},
};

struct Choice {
    std::string_view path, value, words;
};
constexpr Choice choices[] = {
    {"/format", "turns", "in turns"},
    {"/format", "rising_clock", "rising price"},
    {"/format", "falling_clock", "falling price"},
    {"/pricing", "pay_as_bid", "the price offered"},
    {"/pricing", "second_price", "the price of the next best offer"},
    {"/visibility", "none", "nothing"},
    {"/visibility", "rank", "their place"},
    {"/visibility", "best_price", "the best price"},
    {"/visibility", "all_prices", "all prices"},
    {"/buyer_sees", "live", "as they come in"},
    {"/buyer_sees", "at_close", "when the round ends"},
    {"/close/mode", "hard", "on the dot"},
    {"/close/mode", "soft", "later after a late offer"},
    {"/close/trigger", "any_improvement", "any better offer"},
    {"/close/trigger", "lead_change", "one that takes the lead"},
    {"/close/trigger", "rank", "one that changes the order"},
};

/// "2 minutes", "1 hour 30 minutes".
std::string length_words(std::int64_t seconds) {
    std::string words;
    for (const auto& [size, name] :
         {std::pair<std::int64_t, const char*>{3'600, "hour"}, {60, "minute"}, {1, "second"}})
        if (const std::int64_t n = seconds / size; n > 0) {
            words += (words.empty() ? "" : " ") + std::to_string(n) + ' ' + name + (n == 1 ? "" : "s");
            seconds %= size;
        }
    return words.empty() ? "0 seconds" : words;
}

std::string value_words(std::string_view path, const core::Value& value) {
    if (const auto* truth = value.as_bool())
        return *truth ? "yes" : "no";
    if (const auto* text = value.as_string()) {
        const auto* choice =
            std::ranges::find_if(choices, [&](const Choice& one) { return one.path == path && one.value == *text; });
        return std::string(choice == std::end(choices) ? std::string_view(*text) : choice->words);
    }
    const auto* number = value.as_integer();
    if (number == nullptr)
        return value.is_null() ? "nothing" : core::canonical(value);
    if (path.ends_with("_s"))
        return length_words(*number);
    if (path.ends_with("_ppm"))
        return lab::analyse::rounded(static_cast<double>(*number) / 10'000, 2) + " %";
    if (path.ends_with("_bp"))
        return lab::analyse::rounded(static_cast<double>(*number) / 100, 2) + " %";
    return std::to_string(*number);
}

} // namespace

std::string rule_words(const std::string& path, const core::Value& value) {
    const auto* name = std::ranges::find(names, path, &std::pair<std::string_view, std::string_view>::first);
    if (name == std::end(names))
        return path + " = " + core::canonical(value);
    return std::string(name->second) + ": " + value_words(path, value);
}

} // namespace parley::roles
