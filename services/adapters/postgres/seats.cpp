#include "adapters/postgres/seats.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/seats_sql.hpp"

namespace parley::postgres {

namespace {

app::Seat seat_in(const Rows& rows, int row) {
    app::Seat seat;
    seat.id = rows.text(row, 0);
    seat.business = stored_id<core::BusinessId>(rows.text(row, 1));
    seat.person = stored_id<core::PrincipalId>(rows.text(row, 2));
    seat.role = stored_name<app::SeatRole>(rows.text(row, 3));
    seat.name = rows.text(row, 4);
    seat.shown = rows.boolean(row, 5);
    seat.invited_at = {rows.bigint(row, 6)};
    seat.joined_at = maybe_instant(rows, row, 7);
    return seat;
}

std::vector<app::Seat> seats_in(const Rows& rows) {
    std::vector<app::Seat> seats;
    for (int row = 0; row < static_cast<int>(rows.size()); ++row)
        seats.push_back(seat_in(rows, row));
    return seats;
}

} // namespace

awaitable<app::Invited> PostgresSeats::invite(app::Seat seat, int most) {
    auto job = [seat = std::move(seat), most](Session& session) {
        const std::string business = core::to_text(seat.business);
        const std::string person = core::to_text(seat.person);
        auto work = [&] {
            session.execute(sql::lock_seats, Parameters().text(business));
            const auto known = Parameters().text(seat.id).text(business).text(person);
            if (session.execute(sql::has_seat, known).boolean(0, 0))
                return app::Invited::there_already;
            const auto made = session.execute(sql::invite_seat, Parameters()
                                                                    .text(seat.id)
                                                                    .text(business)
                                                                    .text(person)
                                                                    .text(core::name_of(seat.role))
                                                                    .text(seat.name)
                                                                    .bigint(seat.shown ? 1 : 0)
                                                                    .bigint(seat.invited_at.us)
                                                                    .bigint(most));
            return made.affected() > 0 ? app::Invited::made : app::Invited::too_many;
        };
        return session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::Seat>> PostgresSeats::join(std::string seat, core::PrincipalId person, core::Instant now) {
    auto job = [seat = std::move(seat), person, now](Session& session) -> std::optional<app::Seat> {
        const Rows rows =
            session.execute(sql::join_seat, Parameters().text(seat).text(core::to_text(person)).bigint(now.us));
        return rows.size() == 0 ? std::nullopt : std::optional(seat_in(rows, 0));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::Seat>> PostgresSeats::of_business(core::BusinessId business) {
    auto job = [business](Session& session) {
        return seats_in(session.execute(sql::seats_of_business, Parameters().text(core::to_text(business))));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::Seat>> PostgresSeats::of_people(std::vector<core::PrincipalId> people) {
    auto job = [people = texts_of(people)](Session& session) {
        return seats_in(session.execute(sql::seats_of_people, Parameters().texts(people)));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<std::string>> PostgresSeats::gone(std::vector<std::string> seats) {
    auto job = [seats = std::move(seats)](Session& session) {
        const Rows rows = session.execute(sql::seats_gone, Parameters().texts(seats));
        std::vector<std::string> found;
        for (int row = 0; row < static_cast<int>(rows.size()); ++row)
            found.emplace_back(rows.text(row, 0));
        return found;
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresSeats::change(app::Seat seat) {
    auto job = [seat = std::move(seat)](Session& session) {
        const auto parameters = Parameters()
                                    .text(seat.id)
                                    .text(core::to_text(seat.business))
                                    .text(core::name_of(seat.role))
                                    .text(seat.name)
                                    .bigint(seat.shown ? 1 : 0);
        return session.execute(sql::change_seat, parameters).affected() > 0;
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresSeats::remove(core::BusinessId business, std::string seat, core::Instant now) {
    auto job = [business, seat = std::move(seat), now](Session& session) {
        const auto parameters = Parameters().text(core::to_text(business)).text(seat).bigint(now.us);
        return session.execute(sql::remove_seat, parameters).affected() > 0;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresSeats::forget(core::PrincipalId person, core::Instant now) {
    auto job = [person, now](Session& session) {
        session.execute(sql::forget_seats, Parameters().text(core::to_text(person)).bigint(now.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::SeatAct>> PostgresSeats::acts(core::BusinessId business, core::IntentId intent) {
    auto job = [business, intent](Session& session) {
        const Rows rows =
            session.execute(sql::seat_acts, Parameters().text(core::to_text(intent)).text(core::to_text(business)));
        std::vector<app::SeatAct> acts;
        for (int row = 0; row < static_cast<int>(rows.size()); ++row)
            acts.push_back({rows.bigint(row, 0),
                            std::string(rows.text(row, 1)),
                            std::string(rows.text(row, 2)),
                            std::string(rows.text(row, 3)),
                            {rows.bigint(row, 4)}});
        return acts;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::map<std::int64_t, std::string>> PostgresSeats::speakers(core::IntentId intent,
                                                                       std::vector<std::int64_t> seqs) {
    auto job = [intent, seqs = std::move(seqs)](Session& session) {
        const Rows rows = session.execute(sql::seat_speakers, Parameters().text(core::to_text(intent)).bigints(seqs));
        std::map<std::int64_t, std::string> names;
        for (int row = 0; row < static_cast<int>(rows.size()); ++row)
            names.emplace(rows.bigint(row, 0), rows.text(row, 1));
        return names;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
