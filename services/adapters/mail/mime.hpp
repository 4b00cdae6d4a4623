// Mails as RFC 5322 and MIME text. Whatever the fields hold, no header can be added to: control characters in a header
// are refused or encoded. Pure; sending is the mailers' business.
#pragma once

#include "app/ports/mailer.hpp"
#include "core/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parley::mail {

/// "Name <user@host>" or "user@host". The address is ASCII without spaces, quotes, brackets or control characters.
struct Address {
    std::string name;
    std::string address;
};
std::optional<Address> parse_address(std::string_view text);

/// The whole mail with CRLF line ends. Throws std::invalid_argument for an address, message id or unsubscribe URL that
/// cannot stand in a header; any other text is carried as it is, encoded.
std::string build_mime(const app::Mail& mail, const Address& from, core::Instant now);

/// RFC 2047: ASCII as it is, everything else as encoded words of at most 75 characters; line breaks become spaces.
std::string encode_header(std::string_view text);

/// RFC 2045 section 6.7, lines of at most 76 characters, CRLF; any line end of the text becomes CRLF.
std::string quoted_printable(std::string_view text);

/// "Tue, 24 Nov 2026 09:00:00 +0000".
std::string mail_date(core::Instant at);

} // namespace parley::mail
