#include "roles/gateway/draft_reader.hpp"

#include "core/request/sells.hpp"
#include "wire/value_json.hpp"

#include <algorithm>

namespace parley::roles {

namespace request = core::request;

namespace {

std::vector<request::SectorRow> lexicon_rows(const std::vector<app::Sector>& sectors) {
    std::vector<request::SectorRow> rows;
    for (const app::Sector& sector : sectors) {
        request::SectorRow row{sector.slug, sector.name, sector.parent, {}};
        if (const auto* keywords = sector.details.at("keywords").as_array())
            for (const core::Value& keyword : *keywords)
                if (const auto* text = keyword.as_string())
                    row.keywords.push_back(*text);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<request::PlaceFound> gazetteer_rows(const std::vector<app::Place>& places) {
    std::vector<request::PlaceFound> rows;
    for (const app::Place& place : places)
        rows.push_back({place.name, place.country, place.at, place.population});
    return rows;
}

core::Value span_value(request::Span span, std::size_t text_begins) {
    if (span.begin == span.end)
        return {};
    return core::Value::Array{static_cast<std::int64_t>(span.begin + text_begins),
                              static_cast<std::int64_t>(span.end + text_begins)};
}

core::Value plain(const core::Money& money) {
    core::Value value;
    value["amount"] = money.amount;
    value["currency"] = money.currency;
    return value;
}

core::Value plain(const request::PlaceFound& place) {
    core::Value value;
    value["name"] = place.name;
    value["country"] = place.country;
    value["lat_e6"] = place.point.lat_e6;
    value["lon_e6"] = place.point.lon_e6;
    return value;
}

core::Value plain(core::Instant at) {
    return core::to_rfc3339(at);
}

template <class T>
core::Value found_value(const std::optional<request::Found<T>>& found, std::size_t text_begins) {
    if (!found)
        return {};
    core::Value value;
    value["value"] = plain(found->value);
    value["span"] = span_value(found->span, text_begins);
    value["confidence_ppm"] = found->confidence_ppm;
    return value;
}

core::Value questions_of(const app::Sector* sector) {
    const core::Value& questions = sector != nullptr ? sector->details.at("questions") : core::Value{};
    return questions.as_array() != nullptr ? questions : core::Value(core::Value::Array{});
}

} // namespace

DraftReader::DraftReader(const std::vector<app::Sector>& sectors, const std::vector<app::Place>& places)
    : lexicon_(lexicon_rows(sectors)), gazetteer_(gazetteer_rows(places)) {}

request::Draft DraftReader::read(std::string_view text, core::Instant now) const {
    return request::read(text, now, gazetteer_, lexicon_);
}

std::vector<request::SectorCandidate> DraftReader::read_sells(std::string_view text, std::size_t count) const {
    return request::read_sells(text, lexicon_, count);
}

const app::Sector* sector_named(const std::vector<app::Sector>& sectors, std::string_view slug) {
    const auto found =
        std::find_if(sectors.begin(), sectors.end(), [slug](const app::Sector& sector) { return sector.slug == slug; });
    return found != sectors.end() ? &*found : nullptr;
}

core::Value draft_value(const request::Draft& draft, const std::vector<app::Sector>& sectors, std::size_t text_begins) {
    core::Value candidates = core::Value::Array{};
    for (const request::SectorCandidate& sector : draft.sectors) {
        core::Value candidate;
        candidate["slug"] = sector.slug;
        candidate["name"] = sector.name;
        candidate["confidence_ppm"] = sector.confidence_ppm;
        candidates.push_back(std::move(candidate));
    }
    core::Value value;
    value["title"] = draft.title;
    value["budget"] = found_value(draft.budget, text_begins);
    value["place"] = found_value(draft.place, text_begins);
    value["needed_by"] = found_value(draft.needed_by, text_begins);
    value["questions"] =
        questions_of(draft.sectors.empty() ? nullptr : sector_named(sectors, draft.sectors.front().slug));
    value["sectors"] = std::move(candidates);
    return value;
}

std::size_t text_begins_at(std::string_view body, std::string_view text) {
    const wire::ParsedBody parsed = wire::parse_body(body);
    const auto* sent = parsed.value ? parsed.value->at("text").as_string() : nullptr;
    const std::size_t begins = sent != nullptr ? sent->find(text) : std::string::npos;
    return begins != std::string::npos ? begins : 0;
}

} // namespace parley::roles
