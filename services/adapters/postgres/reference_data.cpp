#include "adapters/postgres/reference_data.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/directory_sql.hpp"

namespace parley::postgres {

awaitable<void> PostgresReferenceData::put_sectors(std::vector<app::Sector> sectors) {
    auto job = [sectors = std::move(sectors)](Session& session) {
        std::vector<std::string> slugs, parents, names, kinds, details;
        for (const app::Sector& sector : sectors) {
            slugs.push_back(sector.slug);
            parents.push_back(sector.parent);
            names.push_back(sector.name);
            kinds.push_back(sector.kind);
            details.push_back(core::canonical(sector.details));
        }
        auto work = [&] {
            session.execute(sql::lock_sectors, Parameters());
            session.execute(sql::drop_sectors, Parameters());
            session.execute(sql::add_sectors,
                            Parameters().texts(slugs).texts(parents).texts(names).texts(kinds).texts(details));
        };
        session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresReferenceData::put_places(std::vector<app::Place> places) {
    auto job = [places = std::move(places)](Session& session) {
        std::vector<std::string> names, countries, admins;
        std::vector<std::int64_t> ids, lats, lons, populations;
        for (const app::Place& place : places) {
            ids.push_back(place.geoname_id);
            names.push_back(place.name);
            countries.push_back(place.country);
            admins.push_back(place.admin1);
            lats.push_back(place.at.lat_e6);
            lons.push_back(place.at.lon_e6);
            populations.push_back(place.population);
        }
        auto work = [&] {
            session.execute(sql::lock_places, Parameters());
            session.execute(sql::drop_places, Parameters());
            session.execute(sql::add_places, Parameters()
                                                 .bigints(ids)
                                                 .texts(names)
                                                 .texts(countries)
                                                 .texts(admins)
                                                 .bigints(lats)
                                                 .bigints(lons)
                                                 .bigints(populations));
        };
        session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::Sector>> PostgresReferenceData::sectors() {
    auto job = [](Session& session) {
        const Rows rows = session.execute(sql::all_sectors, Parameters());
        std::vector<app::Sector> sectors;
        for (int row = 0; row < rows.size(); ++row) {
            app::Sector sector;
            sector.slug = rows.text(row, 0);
            sector.parent = rows.text(row, 1);
            sector.name = rows.text(row, 2);
            sector.kind = rows.text(row, 3);
            sector.details = stored_json(rows.text(row, 4), "sector.details");
            sectors.push_back(std::move(sector));
        }
        return sectors;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::Place>> PostgresReferenceData::places() {
    auto job = [](Session& session) {
        const Rows rows = session.execute(sql::all_places, Parameters());
        std::vector<app::Place> places;
        places.reserve(static_cast<std::size_t>(rows.size()));
        for (int row = 0; row < rows.size(); ++row) {
            app::Place place;
            place.geoname_id = rows.bigint(row, 0);
            place.name = rows.text(row, 1);
            place.country = rows.text(row, 2);
            place.admin1 = rows.text(row, 3);
            place.at = {static_cast<std::int32_t>(rows.bigint(row, 4)), static_cast<std::int32_t>(rows.bigint(row, 5))};
            place.population = rows.bigint(row, 6);
            places.push_back(std::move(place));
        }
        return places;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
