// The bodies of what buyers wish, and how it is told to them.
#pragma once

#include "app/ports/wishes.hpp"
#include "wire/body.hpp"
#include "wire/requests.hpp"

namespace parley::wire {

/// {"quiet","digest_at"}: both are given, null for none. Quiet hours are {"from","to"}; all are minutes since midnight
/// by the clock on the wall, 0 to 1439.
Read<app::MailWishes> read_mail_wishes(std::string_view body);
/// The same as a member of another body.
void read_mail_wishes(Body& body, app::MailWishes& out);

core::Value mail_wishes_value(const app::MailWishes& wishes);
/// {"business_id","name","since"} of each.
core::Value preferred_value(const std::vector<app::PreferredBusiness>& preferred);

} // namespace parley::wire
