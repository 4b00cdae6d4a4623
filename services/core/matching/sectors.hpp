// The tree of sectors ("furniture/tables" below "furniture"), from rows of slug and parent. It answers what lies below
// what; a sector's name, rules and questions are data elsewhere. A slug that it does not know lies below nothing.
#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parley::core {

struct SectorRow {
    std::string slug;
    std::string parent; // empty at the top
};

enum class SectorFault { empty_slug, repeated_slug, unknown_parent, cycle };

/// Which row cannot stand, and why.
struct SectorProblem {
    SectorFault fault;
    std::string slug;
};

/// Whether a sector is `above` or below it, by the slugs alone, for whoever has no tree: each begins with its parent's.
bool lies_within(std::string_view sector, std::string_view above);
/// The sector and each one above it, nearest first ("a/b", "a"), by the slugs alone; parts of `sector`'s own text.
std::vector<std::string_view> with_ancestors(std::string_view sector);

/// A sector's place in the rows that made the tree.
using SectorNumber = std::uint32_t;

class SectorTree {
public:
    /// A tree without sectors.
    SectorTree() = default;
    /// Rows in any order; the first row that cannot stand is the error.
    static boost::system::result<SectorTree, SectorProblem> from_rows(std::span<const SectorRow> rows);

    std::size_t size() const { return nodes_.size(); }
    std::optional<SectorNumber> number(std::string_view slug) const;
    const std::string& slug(SectorNumber number) const { return nodes_[number].slug; }
    std::optional<SectorNumber> parent(SectorNumber number) const { return nodes_[number].parent; }

    /// How many levels `above` lies over `below`, 0 for the same sector; nothing if it does not.
    std::optional<int> levels_between(SectorNumber above, SectorNumber below) const;
    /// Is `below` the sector `above` or one under it?
    bool contains(std::string_view above, std::string_view below) const;
    /// The sector and everything above it, nearest first; empty for a slug that is not in the tree.
    std::vector<std::string> with_ancestors(std::string_view slug) const;

private:
    struct Node {
        std::string slug;
        std::optional<SectorNumber> parent;
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };

    std::vector<Node> nodes_;
    std::unordered_map<std::string, SectorNumber, TextHash, std::equal_to<>> by_slug_;
};

} // namespace parley::core
