#include "adapters/mail/mime.hpp"

#include "digest/digest.hpp"

#include <array>
#include <stdexcept>

namespace parley::mail {

namespace {

constexpr std::string_view newline = "\r\n";
constexpr std::size_t line_max = 76;   // RFC 2045: of quoted-printable, without its CRLF
constexpr std::size_t word_bytes = 30; // of text in one encoded word: 52 characters, which leaves room for a name
constexpr std::size_t plain_header_max = 200; // longer ASCII is folded by way of encoded words

bool is_printable(char c) {
    return c >= 0x20 && c < 0x7F;
}
bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 5322 atext and the dot.
bool is_local_part(std::string_view text) {
    constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~.";
    if (text.empty() || text.size() > 64 || text.front() == '.' || text.back() == '.')
        return false;
    for (const char c : text)
        if (!is_letter_or_digit(c) && others.find(c) == std::string_view::npos)
            return false;
    return true;
}

bool is_domain(std::string_view text) {
    if (text.empty() || text.size() > 253 || text.front() == '.' || text.back() == '.' || text.front() == '-')
        return false;
    for (const char c : text)
        if (!is_letter_or_digit(c) && c != '.' && c != '-')
            return false;
    return true;
}

bool is_address(std::string_view text) {
    const auto at = text.rfind('@');
    return at != std::string_view::npos && is_local_part(text.substr(0, at)) && is_domain(text.substr(at + 1));
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            out += i + j <= bytes.size() ? digits[group >> (18 - 6 * j) & 63] : '=';
    }
    return out;
}

// The start of the next word: at most word_bytes on, and never inside a character of UTF-8.
std::size_t word_end(std::string_view text, std::size_t from) {
    std::size_t end = std::min(text.size(), from + word_bytes);
    const auto continues = [&](std::size_t i) { return (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80; };
    while (end < text.size() && end > from + 1 && continues(end))
        --end;
    return end;
}

std::string encoded_words(std::string_view text) {
    std::string out;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = word_end(text, from);
        if (!out.empty())
            out += "\r\n ";
        out += "=?UTF-8?B?" + base64(text.substr(from, end - from)) + "?=";
        from = end;
    }
    return out;
}

// A name in front of an address: words as they are, other ASCII in quotes, the rest encoded.
std::string phrase(std::string_view name) {
    std::string clean;
    bool quoted = false, encoded = name.size() > plain_header_max;
    for (const char c : name) {
        clean += is_printable(c) || static_cast<unsigned char>(c) >= 0x80 ? c : ' ';
        encoded = encoded || static_cast<unsigned char>(c) >= 0x80;
        quoted = quoted || (!is_letter_or_digit(c) && c != ' ' && c != '-');
    }
    if (encoded)
        return encoded_words(clean);
    if (!quoted)
        return clean;
    std::string out = "\"";
    for (const char c : clean) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string mailbox(const Address& address) {
    return address.name.empty() ? address.address : phrase(address.name) + " <" + address.address + ">";
}

std::string message_id(std::string_view given, const Address& from) {
    if (given.starts_with('<') && given.ends_with('>'))
        given = given.substr(1, given.size() - 2);
    std::string id(given);
    if (id.find('@') == std::string::npos)
        id += from.address.substr(from.address.rfind('@'));
    if (!is_address(id))
        throw std::invalid_argument("mail: the message id cannot stand in a header");
    return id;
}

std::string checked_url(const std::string& url) {
    bool good = url.size() <= 800 && (url.starts_with("https://") || url.starts_with("http://"));
    for (const char c : url)
        good = good && is_printable(c) && c != ' ' && c != '<' && c != '>' && c != ',';
    if (!good)
        throw std::invalid_argument("mail: the unsubscribe URL cannot stand in a header");
    return url;
}

std::string part_headers(std::string_view type) {
    return "Content-Type: " + std::string(type) + "; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n";
}

} // namespace

std::optional<Address> parse_address(std::string_view text) {
    Address out;
    const auto open = text.rfind('<');
    if (open == std::string_view::npos) {
        out.address = text;
    } else {
        if (!text.ends_with('>'))
            return std::nullopt;
        out.address = text.substr(open + 1, text.size() - open - 2);
        std::string_view name = text.substr(0, open);
        while (name.ends_with(' '))
            name.remove_suffix(1);
        while (name.starts_with(' '))
            name.remove_prefix(1);
        if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"'))
            name = name.substr(1, name.size() - 2);
        out.name = name;
    }
    return is_address(out.address) ? std::optional(out) : std::nullopt;
}

std::string encode_header(std::string_view text) {
    std::string clean;
    bool plain = text.size() <= plain_header_max && text.find("=?") == std::string_view::npos;
    for (const char c : text) {
        const bool beyond_ascii = static_cast<unsigned char>(c) >= 0x80;
        clean += is_printable(c) || beyond_ascii ? c : ' ';
        plain = plain && !beyond_ascii;
    }
    return plain ? clean : encoded_words(clean);
}

std::string quoted_printable(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    std::size_t column = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        const bool at_end = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
        if (c == '\n' || c == '\r') {
            if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n')
                ++i;
            out += newline;
            column = 0;
            continue;
        }
        // A space that ends a line is dropped by some hosts, and a dot that begins one has a meaning in SMTP.
        const bool blank = c == ' ' || c == '\t';
        const bool as_it_is = blank ? !at_end : is_printable(c) && c != '=' && !(c == '.' && column == 0);
        const std::size_t width = as_it_is ? 1 : 3;
        if (column + width > (at_end ? line_max : line_max - 1)) {
            out += "=";
            out += newline;
            column = 0;
        }
        if (as_it_is && !(c == '.' && column == 0)) {
            out += c;
            column += 1;
        } else {
            out += '=';
            out += hex[byte >> 4];
            out += hex[byte & 15];
            column += 3;
        }
    }
    return out;
}

std::string mail_date(core::Instant at) {
    constexpr std::array<const char*, 7> days = {"Thu", "Fri", "Sat", "Sun",
                                                 "Mon", "Tue", "Wed"}; // day 0 was a Thursday
    constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr core::Micros day_length = core::seconds(24 * 3600);
    std::int64_t day = at.us / day_length;
    if (at.us % day_length < 0)
        --day;
    const auto second = (at.us - day * day_length) / core::micros_per_s;
    const core::CivilDate date = core::civil_from_days(day);
    char out[48];
    std::snprintf(out, sizeof out, "%s, %02d %s %04d %02d:%02d:%02d +0000",
                  days[static_cast<std::size_t>((day % 7 + 7) % 7)], date.day,
                  months[static_cast<std::size_t>(date.month - 1)], date.year, static_cast<int>(second / 3600),
                  static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
    return out;
}

std::string build_mime(const app::Mail& mail, const Address& from, core::Instant now) {
    const auto to = parse_address(mail.to);
    if (!to || !is_address(from.address))
        throw std::invalid_argument("mail: not an address that a mail can be sent to");
    const std::string id = message_id(mail.message_id, from);
    std::string out;
    const auto header = [&](std::string_view name, std::string_view value) {
        out.append(name).append(": ").append(value).append(newline);
    };
    header("Date", mail_date(now));
    header("From", mailbox(from));
    header("To", mailbox(*to));
    header("Subject", encode_header(mail.subject));
    header("Message-ID", "<" + id + ">");
    header("Auto-Submitted", "auto-generated");
    if (!mail.unsubscribe_url.empty()) {
        header("List-Unsubscribe", "<" + checked_url(mail.unsubscribe_url) + ">");
        header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    header("MIME-Version", "1.0");
    if (mail.html.empty()) {
        out += part_headers("text/plain");
        out += newline;
        return out + quoted_printable(mail.text) + std::string(newline);
    }
    // Quoted-printable writes every '=' as "=3D", so no line of a body can be this.
    const std::string boundary = "=_parley_" + digest::hex(digest::sha256(id)).substr(0, 24);
    header("Content-Type", "multipart/alternative; boundary=\"" + boundary + "\"");
    out += newline;
    const auto part = [&](std::string_view type, std::string_view body) {
        out += "--" + boundary + "\r\n" + part_headers(type) + "\r\n" + quoted_printable(body) + "\r\n";
    };
    part("text/plain", mail.text);
    part("text/html", mail.html);
    return out + "--" + boundary + "--\r\n";
}

} // namespace parley::mail
