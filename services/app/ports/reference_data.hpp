// What everybody looks up and nobody changes while serving: sectors and places. Read whole at start and kept in memory.
#pragma once

#include "core/place.hpp"
#include "core/value.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace parley::app {

struct Sector {
    std::string slug;
    std::string parent; // "" at the top
    std::string name;
    std::string kind;    // goods | services
    core::Value details; // {"sic2007","naics","keywords","questions","rules","typical_budget_minor",...}
};

struct Place {
    std::int64_t geoname_id = 0; // negative where the source had none
    std::string name;
    std::string country;
    std::string admin1;
    core::Point at;
    std::int64_t population = 0;
};

class ReferenceData {
public:
    virtual ~ReferenceData() = default;
    /// Replaces all rows by these.
    virtual boost::asio::awaitable<void> put_sectors(std::vector<Sector> sectors) = 0;
    virtual boost::asio::awaitable<void> put_places(std::vector<Place> places) = 0;
    virtual boost::asio::awaitable<std::vector<Sector>> sectors() = 0;
    virtual boost::asio::awaitable<std::vector<Place>> places() = 0;
};

} // namespace parley::app
