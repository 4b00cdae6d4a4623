#include "wire/seed_files.hpp"

#include "digest/digest.hpp"
#include "wire/csv.hpp"
#include "wire/value_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace parley::wire {

namespace {

[[noreturn]] void fail(std::string_view file, std::size_t record, std::string_view why) {
    throw std::runtime_error(std::string(file) + ", record " + std::to_string(record + 1) + ": " + std::string(why));
}

const core::Value::Array& list_in(const std::optional<core::Value>& document, std::string_view file,
                                  std::string_view member) {
    const auto* list = !document ? nullptr : member.empty() ? document->as_array() : document->at(member).as_array();
    if (list == nullptr)
        throw std::runtime_error(std::string(file) + ": is not the JSON list that was expected");
    return *list;
}

std::string text_in(const core::Value& record, std::string_view member) {
    const auto* text = record.at(member).as_string();
    return text != nullptr ? *text : std::string();
}

std::int64_t number_in(const core::Value& record, std::string_view member) {
    const auto* number = record.at(member).as_integer();
    return number != nullptr ? *number : 0;
}

template <class AnyId>
AnyId id_of(const std::string& name) {
    const auto hash = digest::sha256(name);
    std::array<std::uint8_t, 16> bytes;
    std::copy_n(hash.begin(), bytes.size(), bytes.begin());
    return core::id_from_bytes<AnyId>(bytes);
}

core::Attributes attributes_in(const core::Value& record) {
    core::Attributes attributes;
    if (const auto* members = record.at("attributes").as_object())
        for (const auto& [name, value] : *members)
            if (value.as_integer() != nullptr)
                attributes[name] = *value.as_integer();
    return attributes;
}

} // namespace

std::vector<app::Sector> sectors_from(std::string_view json) {
    const auto document = parse_value(json);
    std::vector<app::Sector> sectors;
    for (const core::Value& record : list_in(document, "sectors.json", "")) {
        app::Sector sector;
        sector.slug = text_in(record, "slug");
        sector.parent = text_in(record, "parent");
        sector.name = text_in(record, "name");
        sector.kind = text_in(record, "kind");
        sector.details = record;
        if (sector.slug.empty() || sector.name.empty())
            fail("sectors.json", sectors.size(), "has no slug or no name");
        sectors.push_back(std::move(sector));
    }
    return sectors;
}

std::vector<app::Place> places_from(std::string_view csv) {
    const auto records = parse_csv(csv);
    if (!records || records->empty())
        throw std::runtime_error("places.csv: is not CSV");
    std::vector<app::Place> places;
    for (std::size_t i = 1; i < records->size(); ++i) {
        const auto& record = (*records)[i];
        const auto number = [&](std::size_t column) {
            std::int64_t value = 0;
            const std::string& text = record[column];
            const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
            if (read.ec != std::errc{} || read.ptr != text.data() + text.size())
                fail("places.csv", i, "has text where a number belongs: " + text);
            return value;
        };
        if (record.size() != 7)
            fail("places.csv", i, "does not have seven columns");
        app::Place place;
        place.geoname_id = number(0);
        place.name = record[1];
        place.country = record[2];
        place.admin1 = record[3];
        place.at = {static_cast<std::int32_t>(number(4)), static_cast<std::int32_t>(number(5))};
        place.population = number(6);
        places.push_back(std::move(place));
    }
    return places;
}

DemoTown demo_town_from(std::string_view json, core::Instant now) {
    const auto document = parse_value(json);
    DemoTown town;
    for (const core::Value& record : list_in(document, "demo_town.json", "businesses")) {
        const std::string key = text_in(record, "key");
        app::Business business;
        core::Shop& shop = business.shop;
        shop.id = id_of<core::BusinessId>("demo/" + key);
        shop.place = {static_cast<std::int32_t>(number_in(record, "lat_e6")),
                      static_cast<std::int32_t>(number_in(record, "lon_e6"))};
        shop.radius_km = static_cast<std::int32_t>(number_in(record, "radius_km"));
        shop.simulated = true;
        business.name = text_in(record, "name");
        business.place_name = text_in(record, "place_name");
        business.story = text_in(record, "story");
        business.confirmed_at = now;
        // Ofcom keeps these numbers for stories: nobody's phone rings.
        const std::string line = std::to_string(960'000 + town.businesses.size() % 1'000);
        business.trader["kind"] = "company";
        business.trader["address"] = business.place_name + " (simulated)";
        business.trader["phone"] = "01632 " + line;
        business.trader["certified"] = true;
        const auto* sectors = record.at("sectors").as_array();
        if (key.empty() || sectors == nullptr || sectors->empty())
            fail("demo_town.json", town.businesses.size(), "has no key or no sectors");
        const core::Value& strategy = record.at("strategy");
        for (const core::Value& sector : *sectors) {
            const auto* slug = sector.as_string();
            if (slug == nullptr)
                fail("demo_town.json", town.businesses.size(), "has a sector that is no text");
            shop.sectors.push_back(*slug);
            app::StandingOffer offer;
            offer.id = core::to_text(id_of<core::OfferId>("demo/" + key + '/' + *slug));
            offer.business = shop.id;
            offer.sector = *slug;
            offer.opening.ppm_of_budget = number_in(strategy, "opening_ppm");
            offer.floor.ppm_of_budget = number_in(strategy, "floor_ppm");
            offer.respond_min_s = number_in(strategy.at("respond_after_s"), "min");
            offer.respond_max_s = number_in(strategy.at("respond_after_s"), "max");
            offer.attributes = attributes_in(record);
            offer.message = text_in(record, "message");
            const auto details = core::details_from(record.at("details"));
            if (!details)
                fail("demo_town.json", town.businesses.size(), "states details that cannot be read");
            offer.details = *details;
            town.offers.push_back(std::move(offer));
        }
        town.emails.push_back(key + "@demo.parley.invalid");
        town.businesses.push_back(std::move(business));
    }
    for (const core::Value& record : list_in(document, "demo_town.json", "buyers")) {
        TownWish wish{text_in(record, "title"), text_in(record, "sector"), {}, number_in(record, "budget_minor")};
        wish.place = {text_in(record, "place_name"),
                      {static_cast<std::int32_t>(number_in(record, "lat_e6")),
                       static_cast<std::int32_t>(number_in(record, "lon_e6"))}};
        if (wish.title.empty() || wish.sector.empty() || wish.budget <= 0)
            fail("demo_town.json", town.wishes.size(), "is a wish without title, sector or budget");
        town.wishes.push_back(std::move(wish));
    }
    return town;
}

} // namespace parley::wire
