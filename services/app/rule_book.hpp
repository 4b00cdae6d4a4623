// Which rules a new intent gets: the defaults, changed by its sector, changed by what this installation says (a demo's
// short rounds). Merged once and frozen into the intent's plan; a running round never changes its rules.
#pragma once

#include "app/ports/reference_data.hpp"
#include "core/rules.hpp"

#include <map>
#include <memory>

namespace parley::app {

/// Objects merge member by member, anything else replaces (RFC 7396 without its deletion by null).
core::Value merged(core::Value base, const core::Value& patch);

/// The rules of DESIGN 3.1 as printed; what furniture/tables has.
core::Value default_rules();

class RuleBook {
public:
    /// Throws std::runtime_error naming the sector whose rules cannot be read.
    RuleBook(const std::vector<Sector>& sectors, core::Value installation_patch);

    bool knows(const std::string& sector) const { return plans_.contains(sector); }
    /// The plan of a sector that the book knows; a buyer's wish for fewer offers narrows it.
    core::Plan plan_for(const std::string& sector, std::optional<std::int64_t> max_offers) const;
    std::vector<std::string> sectors() const;
    const core::Value& rules_document(const std::string& sector) const { return documents_.at(sector); }

private:
    std::map<std::string, core::Plan> plans_;
    std::map<std::string, core::Value> documents_;
};

} // namespace parley::app
