#include "app/public_request.hpp"

#include "app/letters.hpp"

#include <array>
#include <cstdio>

namespace parley::app {

namespace {

std::string text_at(const core::Value& value, std::string_view member) {
    const auto* text = value.at(member).as_string();
    return text != nullptr ? *text : "";
}

std::optional<std::int64_t> integer_at(const core::Value& value, std::string_view member) {
    const auto* number = value.at(member).as_integer();
    return number != nullptr ? std::optional(*number) : std::nullopt;
}

bool truth_at(const core::Value& value, std::string_view member) {
    const auto* truth = value.at(member).as_bool();
    return truth != nullptr && *truth;
}

std::optional<core::Instant> time_at(const core::Value& value, std::string_view member) {
    return core::parse_rfc3339(text_at(value, member));
}

core::Point point_at(const core::Value& place) {
    return {static_cast<std::int32_t>(integer_at(place, "lat_e6").value_or(0)),
            static_cast<std::int32_t>(integer_at(place, "lon_e6").value_or(0))};
}

std::optional<PublicRound> round_at(const core::Value& value) {
    if (value.is_null())
        return std::nullopt;
    PublicRound round;
    round.number = integer_at(value, "number").value_or(0);
    round.of = integer_at(value, "of").value_or(0);
    round.format = text_at(value, "format");
    round.state = text_at(value, "state");
    round.opens_at = time_at(value, "opens_at").value_or(core::Instant{});
    round.closes_at = time_at(value, "closes_at").value_or(core::Instant{});
    return round;
}

} // namespace

PublicRequest public_request(core::IntentId id, const core::Value& view, core::Instant updated_at) {
    PublicRequest request;
    request.id = id;
    request.title = text_at(view, "title");
    request.text = text_at(view, "text");
    request.sector = text_at(view, "sector");
    request.area = text_at(view.at("place"), "name");
    request.area_at = point_at(view.at("place"));
    request.state = text_at(view, "state");
    request.currency = text_at(view, "currency");
    request.budget = integer_at(view.at("budget"), "amount");
    request.round = round_at(view.at("round"));
    request.offer_count = integer_at(view, "offer_count");
    request.confirmed_at = time_at(view, "confirmed_at");
    request.updated_at = time_at(view, "updated_at").value_or(updated_at);
    request.simulated = truth_at(view, "simulated");
    if (const auto* photos = view.at("photos").as_array())
        for (const core::Value& photo : *photos)
            request.photos.push_back({"/v1/photos/" + text_at(photo, "id"), text_at(photo, "alt"),
                                      integer_at(photo, "width").value_or(0), integer_at(photo, "height").value_or(0)});
    // Of a deal whose time has passed, the title is gone before the rest.
    request.erased = truth_at(view, "erased") || request.title.empty();
    // A view has it with the deal, a summary beside the rest.
    const auto* shared = view.at("deal").at("shared").as_string();
    if (shared == nullptr)
        shared = view.at("shared").as_string();
    if (shared != nullptr)
        request.shared = *shared;
    return request;
}

std::vector<ClosingPrice> closing_prices_of(const core::Value& prices) {
    std::vector<ClosingPrice> list;
    if (const auto* items = prices.as_array())
        for (const core::Value& item : *items)
            list.push_back({integer_at(item, "label").value_or(0), integer_at(item, "price").value_or(0)});
    return list;
}

std::string price_words(core::Minor amount, const std::string& currency) {
    if (currency != "GBP")
        return money_text(amount, currency);
    const std::string pence = std::to_string(100 + amount % 100).substr(1);
    return "\xC2\xA3" + std::to_string(amount / 100) + (amount % 100 == 0 ? "" : '.' + pence);
}

std::string day_words(std::int64_t day) {
    constexpr std::array<const char*, 12> months{"January", "February", "March",     "April",   "May",      "June",
                                                 "July",    "August",   "September", "October", "November", "December"};
    const core::CivilDate date = core::civil_from_days(day);
    return std::to_string(date.day) + ' ' + months[static_cast<std::size_t>(date.month - 1)] + ' ' +
           std::to_string(date.year);
}

std::string date_words(core::Instant at) {
    const std::int64_t minutes = at.us / (60 * core::micros_per_s);
    char time[32];
    std::snprintf(time, sizeof time, ", %02d:%02d UTC", static_cast<int>(minutes / 60 % 24),
                  static_cast<int>(minutes % 60));
    return day_words(minutes / (24 * 60)) + time;
}

std::string state_words(const PublicRequest& request) {
    const std::string& state = request.state;
    if (state == "open" && request.round) {
        if (request.round->state == "running")
            return "Offers are open until " + date_words(request.round->closes_at);
        if (request.round->state == "scheduled")
            return "Offers open on " + date_words(request.round->opens_at);
    }
    if (state == "open")
        return "Asked for";
    if (state == "deciding" || state == "awarded")
        return "Offers are closed; the buyer is choosing";
    if (state == "confirmed")
        return "The buyer and a shop have agreed";
    if (state == "fulfilled" || state == "closed")
        return "Bought";
    if (state == "no_offers")
        return "Closed without an offer";
    if (state == "cancelled")
        return "The buyer took the request back";
    return "Closed without a sale";
}

std::string excerpt_of(const PublicRequest& request) {
    std::string text;
    if (!request.area.empty())
        text += "Wanted near " + request.area + ". ";
    if (request.budget)
        text += "Up to " + price_words(*request.budget, request.currency) + ". ";
    return text + state_words(request) + ".";
}

std::string format_words(const std::string& format) {
    if (format == "sealed")
        return "Sealed: each shop offers in secret";
    if (format == "turns")
        return "In turns: the shops go lower one after another";
    if (format == "rising_clock")
        return "Rising price: the first shop that says yes has it";
    if (format == "falling_clock")
        return "Falling price: the last shop that says yes has it";
    return "Open: shops may go lower while it runs";
}

} // namespace parley::app
