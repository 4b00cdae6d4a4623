// What the pages for everybody say, as HTML for the frame of page_shell. Pure: text comes in, and leaves escaped.
#pragma once

#include "app/code_of_conduct.hpp"
#include "app/hindsight.hpp"
#include "app/ports/ideas.hpp"
#include "app/ports/reference_data.hpp"
#include "app/public_request.hpp"
#include "app/repeats.hpp"

#include <map>
#include <string>
#include <vector>

namespace parley::roles {

/// A sector with those above it, the widest first.
using SectorTrail = std::vector<const app::Sector*>;
SectorTrail trail_of(const std::vector<app::Sector>& sectors, std::string_view slug);
/// "Furniture > Tables".
std::string trail_words(const SectorTrail& trail);

/// `link` is the code of the link by which the reader came, "" for none; it goes along to where they go on.
std::string request_main(const app::PublicRequest& request, const std::vector<app::ClosingPrice>& prices,
                         const SectorTrail& trail, const std::string& link,
                         const std::vector<app::AskedBefore>& asked_before = {});

struct SectorPage {
    SectorTrail trail; // the last is the sector itself
    std::vector<const app::Sector*> below;
    std::vector<app::PublicRequest> open;
    std::vector<app::PublicRequest> closed;
    std::vector<app::PublicRequest> shared;
    app::IdeaPage ideas;
    core::Unmet unmet;
    std::vector<core::ReturnPoint> attention;
    bool is_simulated = false;                    // the figures of unmet demand and of attention
    std::map<std::string, std::string> questions; // by key, as buyers are asked them; has those of `unmet`
};
/// The parameter of the address under which older ideas are.
inline constexpr const char* ideas_query = "ideas";
std::string sector_main(const SectorPage& page);

struct CaseStudyPage {
    SectorTrail trail; // the last is the sector itself
    app::CaseReport report;
    std::map<std::string, std::string> questions; // by key, as buyers are asked them; others are not told
    bool is_simulated = false;
};
std::string case_study_main(const CaseStudyPage& page);

/// The code of conduct in force, what counts in the score, and what follows from it.
std::string conduct_main();

/// A page that says one thing, and leads back.
std::string notice_main(const std::string& title, const std::string& words);

} // namespace parley::roles
