// The bodies of the lab's calls.
#pragma once

#include "app/experiment_register.hpp"
#include "app/ports/researchers.hpp"
#include "app/publishing.hpp"
#include "wire/requests.hpp"

namespace parley::wire {

/// {"document"}: an object of whole numbers, as it is hashed; what it says is the lab's to judge.
Read<core::Value> read_prereg_document(std::string_view text);

struct ExperimentStepRequest {
    app::ExperimentDeed deed = app::ExperimentDeed::start;
    std::string why; // "" for none
};
/// {"step","why"}
Read<ExperimentStepRequest> read_experiment_step(std::string_view text);

/// {"why"}, or nothing
Read<std::string> read_why(std::string_view text);

/// {"slug","title","rounds_end_in","change"}; what they may be is the lab's to judge.
Read<app::PublicationWish> read_publication(std::string_view text);

/// {"role"}
Read<app::ResearcherRole> read_researcher_role(std::string_view text);

} // namespace parley::wire
