// The bodies of the calls about people's rights and of those of the operator.
#pragma once

#include "app/ports/oversight.hpp"
#include "wire/requests.hpp"

namespace parley::wire {

struct ComplaintRequest {
    std::string about; // privacy | mails | a_business | this_service | other
    std::string text;
    std::string email; // of a writer without a session; "" for none
};
/// {"about","text","email"}: 10 to 4 000 characters.
Read<ComplaintRequest> read_complaint(std::string_view body);

struct AppealRequest {
    std::string text;
    std::optional<std::int64_t> event; // of the conduct score; else the suspension is meant
};
/// {"text","event"}: 10 to 4 000 characters.
Read<AppealRequest> read_appeal(std::string_view body);

/// {"version"}: of the code of conduct that is accepted.
Read<std::string> read_conduct(std::string_view body);

struct Withdrawal {
    std::string purpose; // of a consent, as it was given
    std::string channel; // "email" or "push"
};
/// {"purpose","channel"?}: without a channel mails are meant.
Read<Withdrawal> read_withdrawal(std::string_view body);

/// {"token"}: the operator's, 32 to 200 characters.
Read<std::string> read_steward_token(std::string_view body);

struct ActRequest {
    app::StewardDeed deed = app::StewardDeed::suspend;
    std::string subject;
    std::string reasons;
};
/// {"act","subject","reasons"}: reasons have 10 to 2 000 characters.
Read<ActRequest> read_act(std::string_view body);

} // namespace parley::wire
