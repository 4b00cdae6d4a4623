#include "core/matching/sectors.hpp"

namespace parley::core {

bool lies_within(std::string_view sector, std::string_view above) {
    return sector.starts_with(above) && (sector.size() == above.size() || sector[above.size()] == '/');
}

std::vector<std::string_view> with_ancestors(std::string_view sector) {
    std::vector<std::string_view> path{sector};
    for (std::size_t slash = sector.rfind('/'); slash != std::string_view::npos; slash = path.back().rfind('/'))
        path.push_back(sector.substr(0, slash));
    return path;
}

boost::system::result<SectorTree, SectorProblem> SectorTree::from_rows(std::span<const SectorRow> rows) {
    SectorTree tree;
    for (const SectorRow& row : rows) {
        if (row.slug.empty())
            return SectorProblem{SectorFault::empty_slug, row.slug};
        if (!tree.by_slug_.emplace(row.slug, static_cast<SectorNumber>(tree.nodes_.size())).second)
            return SectorProblem{SectorFault::repeated_slug, row.slug};
        tree.nodes_.push_back({row.slug, std::nullopt});
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].parent.empty())
            continue;
        const auto parent = tree.number(rows[i].parent);
        if (!parent)
            return SectorProblem{SectorFault::unknown_parent, rows[i].slug};
        tree.nodes_[i].parent = parent;
    }
    // Every other walk may trust that it ends at the top: a walk of more steps than there are sectors goes in a circle.
    for (SectorNumber start = 0; start < tree.nodes_.size(); ++start) {
        std::size_t steps = 0;
        for (auto at = tree.parent(start); at; at = tree.parent(*at))
            if (++steps > tree.nodes_.size())
                return SectorProblem{SectorFault::cycle, tree.nodes_[start].slug};
    }
    return tree;
}

std::optional<SectorNumber> SectorTree::number(std::string_view slug) const {
    const auto found = by_slug_.find(slug);
    if (found == by_slug_.end())
        return std::nullopt;
    return found->second;
}

std::optional<int> SectorTree::levels_between(SectorNumber above, SectorNumber below) const {
    int levels = 0;
    for (std::optional<SectorNumber> at = below; at; at = parent(*at), ++levels)
        if (*at == above)
            return levels;
    return std::nullopt;
}

bool SectorTree::contains(std::string_view above, std::string_view below) const {
    const auto upper = number(above);
    const auto lower = number(below);
    return upper && lower && levels_between(*upper, *lower).has_value();
}

std::vector<std::string> SectorTree::with_ancestors(std::string_view slug) const {
    std::vector<std::string> path;
    for (std::optional<SectorNumber> at = number(slug); at; at = parent(*at))
        path.push_back(nodes_[*at].slug);
    return path;
}

} // namespace parley::core
