// The files that seed a database: sectors, places and the demo town, read into types. Faults name file and record.
#pragma once

#include "app/ports/businesses.hpp"
#include "app/ports/reference_data.hpp"
#include "core/event.hpp"

namespace parley::wire {

/// All throw std::runtime_error with the place of the fault.
std::vector<app::Sector> sectors_from(std::string_view json);
std::vector<app::Place> places_from(std::string_view csv);

struct TownWish {
    std::string title;
    std::string sector;
    core::NamedPlace place;
    core::Minor budget = 0;
};

struct DemoTown {
    std::vector<app::Business> businesses; // confirmed, simulated; ids follow from their keys
    std::vector<app::StandingOffer> offers;
    std::vector<std::string> emails; // of the businesses, in order; nobody reads them
    std::vector<TownWish> wishes;    // what its buyers ask for
};
DemoTown demo_town_from(std::string_view json, core::Instant now);

} // namespace parley::wire
