#include "wire/team_requests.hpp"

#include "wire/reading.hpp"

namespace parley::wire {

namespace {

constexpr std::size_t name_max = 80;
constexpr std::size_t note_max = 2'000;
constexpr std::size_t mentions_max = 20;

const std::vector<std::string>& roles() {
    static const std::vector<std::string> names = [] {
        const auto known = names_of(app::SeatRole{});
        return std::vector<std::string>(known.begin(), known.end());
    }();
    return names;
}

} // namespace

Read<SeatRequest> read_seat(std::string_view text) {
    return reading<SeatRequest>(text, [](Body& body, SeatRequest& out) {
        out.name = body.line("name", 1, name_max).value_or("");
        out.email = body.email("email").value_or("");
        if (const auto role = body.word("role", roles(), true))
            out.role = *core::from_name<app::SeatRole>(*role);
        out.shown = body.truth("shown").value_or(false);
    });
}

Read<SeatRequest> read_seat_change(std::string_view text, SeatRequest now) {
    return reading<SeatRequest>(text, [&now](Body& body, SeatRequest& out) {
        out = now;
        body.must_hold_something();
        if (auto name = body.line("name", 1, name_max, false))
            out.name = std::move(*name);
        if (const auto role = body.word("role", roles()))
            out.role = *core::from_name<app::SeatRole>(*role);
        if (const auto shown = body.truth("shown"))
            out.shown = *shown;
    });
}

Read<NoteRequest> read_team_note(std::string_view text) {
    return reading<NoteRequest>(text, [](Body& body, NoteRequest& out) {
        out.text = body.text("text", 1, note_max).value_or("");
        body.list("mentions", 0, mentions_max, [&out](Body& seats, const std::string& at) {
            if (const auto seat = seats.id(at))
                out.mentions.push_back(core::to_text(*seat));
        });
    });
}

Read<std::string> read_lead_step(std::string_view text) {
    return reading<std::string>(text, [](Body& body, std::string& out) {
        if (const auto seat = body.id("to"))
            out = core::to_text(*seat);
    });
}

} // namespace parley::wire
