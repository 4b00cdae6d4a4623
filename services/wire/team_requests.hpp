// What the people of a business send about themselves and about whose request it is.
#pragma once

#include "app/seat_roles.hpp"
#include "wire/requests.hpp"

namespace parley::wire {

struct SeatRequest {
    std::string name;
    std::string email; // of an invitation
    app::SeatRole role = app::SeatRole::reader;
    bool shown = false;
};
/// {"name","email","role","shown"}: shown is false if absent.
Read<SeatRequest> read_seat(std::string_view body);
/// {"name","role","shown"}, each optional, over what there is now.
Read<SeatRequest> read_seat_change(std::string_view body, SeatRequest now);

struct NoteRequest {
    std::string text;
    std::vector<std::string> mentions; // seats
};
/// {"text","mentions"}: mentions may be absent.
Read<NoteRequest> read_team_note(std::string_view body);

/// {"to"}: a seat.
Read<std::string> read_lead_step(std::string_view body);

} // namespace parley::wire
