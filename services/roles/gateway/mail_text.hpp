// What a mail says: its headers and texts as people read them, from the bytes of an .eml file. Understands what our
// mailer writes (multipart/alternative, quoted-printable, base64, RFC 2047) and stays calm before anything else. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::roles {

struct MailText {
    std::string from; // as shown: "Parley <no-reply@example.org>"
    std::string to;   // the address alone
    std::string subject;
    std::string date;
    std::string text; // of the first text/plain part, lines ended by \n
    std::string html; // of the first text/html part
};

/// All strings are UTF-8, whatever the bytes are. Nothing for bytes without an empty line after the headers.
std::optional<MailText> read_mail(std::string_view bytes);

/// Encoded words made readable; text around them stays (RFC 2047). Words in other charsets than UTF-8 and US-ASCII
/// stay as they are written.
std::string decode_words(std::string_view header);

/// Bytes [begin, end) of a text that are a web address.
struct LinkSpan {
    std::size_t begin = 0;
    std::size_t end = 0;
    friend bool operator==(const LinkSpan&, const LinkSpan&) = default;
};

/// http and https addresses, without the punctuation that ends a sentence after them.
std::vector<LinkSpan> find_links(std::string_view text);

/// The text as HTML: escaped, its addresses clickable.
std::string text_to_html(std::string_view text);
std::string escape_html(std::string_view text);

} // namespace parley::roles
