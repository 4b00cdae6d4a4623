#include "roles/sector_facts.hpp"

#include "roles/node_settings.hpp"

namespace parley::roles {

core::SectorTree sector_tree(const std::vector<app::Sector>& sectors) {
    std::vector<core::SectorRow> rows;
    for (const app::Sector& sector : sectors)
        rows.push_back({sector.slug, sector.parent});
    auto tree = core::SectorTree::from_rows(rows);
    if (!tree)
        throw SettingsError("sectors: " + tree.error().slug + " has no place in the tree");
    return std::move(*tree);
}

std::optional<core::Minor> typical_budget(const std::vector<app::Sector>& sectors, const std::string& slug) {
    for (const app::Sector& sector : sectors) {
        const auto* range = sector.details.at("typical_budget_minor").as_array();
        if (sector.slug == slug && range != nullptr && range->size() == 2 && (*range)[0].as_integer() != nullptr &&
            (*range)[1].as_integer() != nullptr)
            return (*(*range)[0].as_integer() + *(*range)[1].as_integer()) / 2;
    }
    return std::nullopt;
}

} // namespace parley::roles
