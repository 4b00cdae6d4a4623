// The reader of requests over this node's sectors and places, and a draft as the wire shows it. Sectors and places are
// taken in once; a value that the caller gave instead of the text stands in a draft with an empty span.
#pragma once

#include "app/ports/reference_data.hpp"
#include "core/request/read.hpp"
#include "core/value.hpp"

namespace parley::roles {

class DraftReader {
public:
    DraftReader(const std::vector<app::Sector>& sectors, const std::vector<app::Place>& places);

    core::request::Draft read(std::string_view text, core::Instant now) const;
    /// The sectors of what a shop says it sells.
    std::vector<core::request::SectorCandidate> read_sells(std::string_view text, std::size_t count) const;

private:
    core::request::SectorLexicon lexicon_;
    core::request::PlaceList gazetteer_;
};

/// What was not read but said by the caller: nowhere in the text, and sure.
template <class T>
core::request::Found<T> given(T value) {
    return {std::move(value), {}, core::ppm_per_one};
}

const app::Sector* sector_named(const std::vector<app::Sector>& sectors, std::string_view slug);

/// All of a Draft (openapi.yaml) but its reach; the questions are those of the likeliest sector. `text_begins` is added
/// to each span: how many bytes of the text as it was sent the reader did not see.
core::Value draft_value(const core::request::Draft& draft, const std::vector<app::Sector>& sectors,
                        std::size_t text_begins);

/// How many bytes lie before `text` in the member "text" of a body that it was taken from.
std::size_t text_begins_at(std::string_view body, std::string_view text);

} // namespace parley::roles
