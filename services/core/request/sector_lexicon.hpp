// Which sectors a text speaks of, by their keywords. A keyword is a phrase; hits of whole phrases count more than hits
// of their words, rare words more than common ones, and what stands early in the request more than what follows "for"
// or "with". Promises nothing about texts without any known word: they have no candidates.
#pragma once

#include "core/request/draft.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace parley::core::request {

struct SectorRow {
    std::string slug;
    std::string name;
    std::string parent; // Empty for those that only group; only sectors with a parent are candidates.
    std::vector<std::string> keywords;
};

class SectorLexicon {
public:
    explicit SectorLexicon(const std::vector<SectorRow>& rows);

    /// At most `count` candidates, best first; ties go to the earlier row. Tokens that others have taken do not count.
    std::vector<SectorCandidate> rank(const Tokens& tokens, std::size_t count) const;

private:
    struct Sector {
        std::string slug;
        std::string name;
    };
    struct Phrase {
        std::vector<std::string> stems;
        std::uint32_t sector = 0;
        std::int64_t weight = 0;
    };
    /// What a lone stem says for a sector.
    struct Hint {
        std::uint32_t sector = 0;
        std::int64_t weight = 0;
    };

    void add_phrase(std::uint32_t sector, std::string_view text, bool is_name);
    void weigh();

    std::vector<Sector> sectors_;
    std::vector<Phrase> phrases_;
    std::map<std::string, std::vector<std::uint32_t>, std::less<>> phrases_by_first_stem_; // Longest first.
    std::map<std::string, std::vector<Hint>, std::less<>> hints_;
};

} // namespace parley::core::request
