// The life of an experiment (sector-experiments 2.1):
//
//     draft -> registered -> running <-> paused -> stopped -> analysed -> published     also: killed, void
//
// From `registered` on its pre-registration is locked. What was killed is still analysed: a result that was stopped for
// the harm it did must not stay in a drawer. It may be analysed again, when complaints have come in or an error was
// found; what is published stays published meanwhile, until a new release follows.
#pragma once

#include "core/names.hpp"

namespace parley::lab::design {

enum class ExperimentState { draft, registered, running, paused, stopped, analysed, published, killed, void_ };
std::span<const std::string_view> names_of(ExperimentState);

bool may_follow(ExperimentState now, ExperimentState next);

/// Whether its pre-registration may be changed; later a change is a new version, which supersedes it.
bool is_open_to_change(ExperimentState now);

} // namespace parley::lab::design
